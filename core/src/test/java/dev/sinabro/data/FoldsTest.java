package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of cross-validation: apart, complete, even, and drawn from the seed. */
class FoldsTest {
  private static final int ROWS = 47;

  /** Of three classes, with 24, 16 and 7 rows. */
  private static Labeled table() {
    StringBuilder text = new StringBuilder("a,y\n");
    for (int row = 0; row < ROWS; row++) {
      text.append(row).append(',').append(row % 2 == 0 ? "u" : row % 3 == 0 ? "w" : "v").append('\n');
    }
    return Csv.read("table", new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8))).target("y");
  }

  private static RowSplit fold(int fold, int folds, double validation, long seed) {
    return table().fold(fold, folds, validation, seed).rows();
  }

  private static Set<Integer> set(int[] rows) {
    return Arrays.stream(rows).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  private static int count(int[] rows, String name) {
    Labeled table = table();
    int[] labels = table.split(0, 0, 0).raw().training().values(Field.TARGET).ints();
    int[] order = table.split(0, 0, 0).rows().training();
    int label = table.classNames().indexOf(name);
    Set<Integer> asked = set(rows);
    int found = 0;
    for (int i = 0; i < order.length; i++) {
      found += labels[i] == label && asked.contains(order[i]) ? 1 : 0;
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({"2", "3", "5", "10", "47"})
  void eachRowIsInOneTestAndEachClassInAll(int folds) {
    Set<Integer> all = new TreeSet<>();
    for (int fold = 1; fold <= folds; fold++) {
      RowSplit split = fold(fold, folds, 0.2, 7);
      Set<Integer> parts = set(split.test());
      parts.forEach(row -> assertTrue(all.add(row), "row " + row + " is in two tests"));
      assertTrue(Math.abs(split.test().length - ROWS / (double) folds) < 1, "even: " + split.test().length);
      for (String name : table().classNames()) {
        int ofClass = count(split.test(), name);
        double share = count(IntStream.range(0, ROWS).toArray(), name) / (double) folds;
        assertTrue(Math.abs(ofClass - share) < 1, name + " " + ofClass + " of " + share);
      }
      assertEquals(Math.round(0.2 * (ROWS - split.test().length)), split.validation().length);
      parts.addAll(set(split.validation()));
      parts.addAll(set(split.training()));
      assertEquals(ROWS, parts.size());
      assertEquals(ROWS, split.test().length + split.validation().length + split.training().length);
    }
    assertEquals(ROWS, all.size());
  }

  @Test
  void theyFollowFromTheSeed() {
    assertArrayEquals(fold(2, 5, 0.1, 3).test(), fold(2, 5, 0.1, 3).test());
    assertArrayEquals(fold(2, 5, 0.1, 3).training(), fold(2, 5, 0.1, 3).training());
    assertFalse(set(fold(2, 5, 0.1, 3).test()).equals(set(fold(2, 5, 0.1, 4).test())));
  }

  @Test
  void whatCannotBeDealtIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> fold(0, 5, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> fold(6, 5, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> fold(1, 1, 0, 1));
    String message = assertThrows(DataException.class, () -> fold(1, 48, 0, 1)).getMessage();
    assertTrue(message.contains("of 47 rows none is left for some of 48 folds"), message);
  }
}
