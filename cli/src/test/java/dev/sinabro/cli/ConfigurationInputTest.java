package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.catalogue.LayerCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where configurations come from, and what they may say in short. */
class ConfigurationInputTest {
  private static final String SHORT =
      "data: {path: 'builtin:iris', target: species}\nmodel: [{dense: 8}, {dropout: %s}, dense]\n";

  @TempDir
  private Path folder;

  private static CommandRun withInput(byte[] input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      return CommandRun.of(arguments);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void standardInputIsOne() {
    String out = folder.resolve("run").toString();
    CommandRun run =
        withInput(SHORT.formatted("0.5").getBytes(StandardCharsets.UTF_8), "train", "-", "--max-steps", "1",
            "--device", "reference", "--out", out);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("dense 8 · dropout 0.5 · dense 3"), run.out());
  }

  @Test
  void whatIsShortIsToldByTheKeyThatItStandsFor() {
    CommandRun run = withInput(SHORT.formatted("half").getBytes(StandardCharsets.UTF_8), "train", "-");
    assertEquals(3, run.code());
    assertTrue(run.err().startsWith("standard input:2:31: model[1].dropout.rate: expected a number"), run.err());
  }

  @Test
  void tooMuchIsNotRead() throws IOException {
    byte[] large = ("#" + "x".repeat(10_000_000) + "\n" + SHORT.formatted("0")).getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("large.yaml"), large);
    CommandRun ofFile = CommandRun.of("train", file.toString());
    assertEquals(3, ofFile.code());
    assertEquals(file + ": has more than 1048576 bytes, and is not read as a configuration; keep data in files of their"
        + " own", ofFile.err().strip());
    CommandRun piped = withInput(large, "summary", "-");
    assertEquals(3, piped.code());
    assertTrue(piped.err().startsWith("standard input: has more than 1048576 bytes"), piped.err());
  }

  @Test
  void initShowsEveryKindOfLayer() {
    String printed = CommandRun.of("init", "iris").out();
    LayerCatalogue.LAYERS.names()
        .forEach(name -> assertTrue(printed.matches("(?s).*\n  # - " + name + "[: ].*"), name));
    assertTrue(printed.contains("  # - dropout: 0.5 "), printed);
  }
}
