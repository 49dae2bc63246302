package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables and lines that no file holds. */
class TableInMemoryTest {

  @Test
  void itIsTheTableThatAFileWouldBe() {
    Table read = Text.table("size,color,kind", "1,red,a", "2.5,blue,b", "-3,red,a", "4,blue,b");
    Table made = Table.of("made", 4).with("size", new double[] {1, 2.5, -3, 4})
        .with("color", List.of("red", "blue", "red", "blue")).with("kind", List.of("a", "b", "a", "b"));
    assertEquals(read.columnNames(), made.columnNames());
    var learned = read.target("kind").split(0, 0, 1).standardized().preprocessing();
    assertArrayEquals(learned.features(read).values(Field.FEATURES).floats(),
        learned.features(made).values(Field.FEATURES).floats());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Table rows = Table.of("made", 2).with("size", new double[] {1, 2});
    assertThrows(IllegalArgumentException.class, () -> rows.with("color", List.of("red")));
    assertThrows(IllegalArgumentException.class, () -> rows.with("size", List.of("red", "blue")));
    for (double number : new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1e39}) {
      assertEquals("made:2, column 'x': expected a finite number up to 3.4e38, found '" + number + "'",
          assertThrows(DataException.class, () -> rows.with("x", new double[] {1, number})).getMessage());
    }
  }

  @Test
  void whatIsMissingIsMissingAsInAFile() {
    Table read = Text.table("size,color", "1,", ",red");
    Table made = Table.of("made", 2).with("size", new double[] {1, Double.NaN}).with("color", List.of("", "red"));
    for (String column : read.columnNames()) {
      for (int row = 0; row < 2; row++) {
        assertEquals(read.column(column).isMissing(row), made.column(column).isMissing(row));
        assertEquals(read.cell(row, column), made.cell(row, column));
      }
    }
  }

  @Test
  void linesInMemoryAreACorpus() {
    var words = Corpus.of("words", List.of("cab", "", "b"));
    assertEquals(List.of("cab", "", "b"), words.lines());
    assertThrows(IllegalArgumentException.class, () -> Corpus.of("words", List.of("a\nb")));
  }
}
