package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.catalogue.Catalogues;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the catalogue prints: its listings, its schema, and the table of the README. */
class ListingTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int sinabro(String... arguments) {
    return Sinabro.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }

  @Test
  void listsEntriesWithTheirKeys() {
    assertEquals(0, sinabro("schedules", "step"));
    assertEquals("""
        step      the learning rate falls again and again, at once
          every   a whole number of at least 1    10     epochs, or steps, between two changes
          factor  a number above 0 and at most 1  0.5    what the learning rate is multiplied by
          per     one of epoch, step              epoch  in what the time is counted
        """, out.toString());
  }

  @Test
  void listsOneEntry() {
    assertEquals(0, sinabro("optimizers", "sgd"));
    assertEquals("""
        sgd              stochastic gradient descent: a step against the gradient
          learning-rate  a number above 0        0.01  step size
          weight-decay   a number of at least 0  0     pull of the weights towards 0
        """, out.toString());
  }

  @Test
  void aLongDefaultDoesNotWidenTheColumn() {
    assertEquals(0, sinabro("optimizers", "clip-by-value"));
    var lines = out.toString().lines().toList();
    assertEquals("clip-by-value  cuts each element of the gradients off", lines.get(0));
    assertEquals("  limit        a number above 0       1               the largest element", lines.get(1));
    assertTrue(lines.get(2).startsWith("  then         one of the optimizers  {adam: {learning-rate: "), lines.get(2));
    assertEquals(" ".repeat(54) + "the optimizer that follows", lines.get(3));
  }

  @Test
  void nearestNameIsTold() {
    assertEquals(2, sinabro("optimizers", "adm"));
    assertTrue(err.toString().startsWith("sinabro: unknown optimizer 'adm'; did you mean 'adam'?\n"), err.toString());
  }

  @Test
  void everyCatalogueHasItsCommand() {
    for (var catalogue : Catalogues.ALL) {
      out.getBuffer().setLength(0);
      assertEquals(0, sinabro(catalogue.plural()), err.toString());
      catalogue.entries().forEach(
          entry -> assertTrue(out.toString().lines().anyMatch(line -> line.startsWith(entry.name() + " ")),
              entry.name()));
    }
  }

  @Test
  void printsTheSchema() {
    assertEquals(0, sinabro("schema"));
    assertTrue(out.toString().contains("\"$schema\": \"https://json-schema.org/draft/2020-12/schema\""));
  }

  @Test
  void readmeHasTheTables() throws IOException {
    var readme = Files.readString(Path.of("../README.md"));
    assertTrue(readme.contains("\n\n" + Listing.table() + "\n"),
        () -> "README.md lacks this table:\n\n" + Listing.table());
    assertTrue(readme.contains("\n\n" + Listing.peers() + "\n"),
        () -> "README.md lacks this table:\n\n" + Listing.peers());
  }
}
