package dev.sinabro.cli.prediction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionTest {

  @Test
  void columnsAreAsWideAsTheirCounts() {
    Confusion confusion = new Confusion(List.of("a", "b"));
    IntStream.range(0, 1_234_567).forEach(_ -> confusion.add(0, 0));
    confusion.add(1, 0);
    assertEquals(List.of(
        "confusion matrix: a row for each true class, a column for each predicted one",
        "             a          b   found",
        "  a  1,234,567          ·   1.000",
        "  b          1          ·   0.000"), confusion.lines());
  }

  @Test
  void longNamesAreCut() {
    Confusion confusion = new Confusion(List.of("x".repeat(300), "y"));
    confusion.add(0, 1);
    assertTrue(confusion.lines().stream().allMatch(line -> line.length() <= 80), () -> confusion.lines().toString());
    assertEquals("  " + "x".repeat(23) + "…             ·             1   0.000", confusion.lines().get(2));
  }

  @Test
  void twentyClassesAreAMatrixAndMoreAreThoseConfusedMost() {
    assertEquals(22, diagonal(20).lines().size());
    assertEquals(List.of("no class of 21 was taken for another"), diagonal(21).lines());
    Confusion many = diagonal(20_000);
    for (int wrong = 0; wrong < 30; wrong++) {
      for (int time = 0; time <= wrong; time++) {
        many.add(wrong, 19_999);
      }
    }
    List<String> lines = many.lines();
    assertEquals(22, lines.size());
    assertEquals("confused most, of 20,000 classes: the true one, what it was taken for, how often, of how many rows",
        lines.getFirst());
    assertEquals("  class 29  class 19999  30  of 31", lines.get(1));
    assertEquals("  class 10  class 19999  11  of 12", lines.get(20));
    assertEquals("  and 10 more pairs; --confusion FILE writes all", lines.getLast());
  }

  @Test
  void allPairsAreWritten() throws IOException {
    Confusion confusion = new Confusion(List.of("a,b", "c", "d"));
    confusion.add(2, 0);
    confusion.add(0, 0);
    confusion.add(2, 0);
    StringWriter written = new StringWriter();
    confusion.write(written);
    assertEquals("true,predicted,rows\n\"a,b\",\"a,b\",1\nd,\"a,b\",2\n", written.toString());
  }

  private static Confusion diagonal(int classes) {
    Confusion confusion = new Confusion(IntStream.range(0, classes).mapToObj(number -> "class " + number).toList());
    IntStream.range(0, classes).forEach(number -> confusion.add(number, number));
    return confusion;
  }
}
