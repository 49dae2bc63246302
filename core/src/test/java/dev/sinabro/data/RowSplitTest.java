package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.TensorType;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowSplitTest {

  @Test
  void partsHaveTheirSizesHoldEachRowOnceAndAreStratified() {
    var random = new Random(20261121);
    for (int round = 0; round < 300; round++) {
      int classes = 1 + random.nextInt(6);
      int[] size = IntStream.range(0, classes).map(_ -> 3 + random.nextInt(40)).toArray();
      double validation = random.nextInt(4) * 0.1;
      double test = random.nextInt(4) * 0.1;
      long seed = random.nextLong();
      var target = classes(size);
      var rows = RowSplit.of(target, validation, test, seed);
      String context = "sizes " + Arrays.toString(size) + ", validation " + validation + ", test " + test + ", seed "
          + seed;

      int count = target.rowCount();
      assertEquals(Math.round(count * validation), rows.validation().length, context);
      assertEquals(Math.round(count * test), rows.test().length, context);
      int[] all = IntStream.of(rows.training()).toArray();
      all = IntStream.concat(Arrays.stream(all),
          IntStream.concat(Arrays.stream(rows.validation()), Arrays.stream(rows.test()))).sorted().toArray();
      assertArrayEquals(IntStream.range(0, count).toArray(), all, context);
      for (int label = 0; label < classes; label++) {
        assertTrue(Math.abs(rowsOf(target, rows.validation(), label) - size[label] * validation) < 1, context);
        assertTrue(Math.abs(rowsOf(target, rows.test(), label) - size[label] * test) < 1, context);
        assertTrue(rowsOf(target, rows.training(), label) > 0, context);
      }
    }
  }

  private static Dataset classes(int... size) {
    int[] labels = IntStream.range(0, size.length)
        .flatMap(label -> IntStream.generate(() -> label).limit(size[label]))
        .toArray();
    return InMemory.rows(labels.length).with(Field.integers(Field.TARGET).meaning(
        new Meaning.Classes(IntStream.range(0, size.length).mapToObj(i -> "class" + i).toList())), labels);
  }

  private static long rowsOf(Dataset data, int[] rows, int label) {
    int[] labels = data.values(Field.TARGET).ints();
    return Arrays.stream(rows).filter(row -> labels[row] == label).count();
  }

  @Test
  void theSeedDecides() {
    var target = classes(50, 50, 50);
    var rows = RowSplit.of(target, 0.1, 0.2, 7);
    assertArrayEquals(rows.test(), RowSplit.of(target, 0.1, 0.2, 7).test());
    assertArrayEquals(rows.training(), RowSplit.of(target, 0.1, 0.2, 7).training());
    assertFalse(Arrays.equals(rows.test(), RowSplit.of(target, 0.1, 0.2, 8).test()));
  }

  @Test
  void numbersAreShuffledWithoutClasses() {
    var target = InMemory.rows(10).with(Field.reals(Field.TARGET, 1), new float[10]);
    var rows = RowSplit.of(target, 0.2, 0.3, 1);
    assertEquals(2, rows.validation().length);
    assertEquals(3, rows.test().length);
    assertEquals(5, rows.training().length);
  }

  @Test
  void roundingIsSharedSoThatNoClassLosesARowToBothParts() {
    var target = classes(5, 5, 5);
    var rows = RowSplit.of(target, 0.1, 0.1, 1);
    int[] training = IntStream.range(0, 3).map(label -> (int) rowsOf(target, rows.training(), label)).toArray();
    assertArrayEquals(new int[] {3, 4, 4}, training);
  }

  @Test
  void aRareClassStaysInTraining() {
    var target = classes(1, 1, 1, 10);
    var rows = RowSplit.of(target, 0, 0.2, 1);
    assertEquals(3, rows.test().length);
    assertEquals(3, rowsOf(target, rows.test(), 3));
  }

  @Test
  void emptyPartsAreAllowed() {
    var data = BuiltIn.XOR.labeled().split(0, 0, 1).raw();
    assertEquals(4, data.training().rowCount());
    assertTrue(data.validation().isEmpty());
    assertTrue(data.test().isEmpty());
    assertEquals(TensorType.f32(2), data.test().field(Field.FEATURES).row());
  }

  @Test
  void refusesWhatLeavesNothingForTraining() {
    var one = Text.table("a,y", "1,0.5").target("y");
    assertEquals("t.csv, column 'y': of 1 row none is left for training; add rows or ask for smaller parts",
        assertThrows(DataException.class, () -> one.split(0, 0.6, 1)).getMessage());

    var rare = Text.table("a,y", "1,u", "2,v").target("y");
    assertEquals("t.csv, column 'y': class 'u' has 1 row, of which none is left for training; add rows or ask for"
        + " smaller parts", assertThrows(DataException.class, () -> rare.split(0, 0.5, 1)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 0.2", "0.2, -0.1", "0.5, 0.5", "1, 0", "NaN, 0"})
  void refusesFractionsThatLeaveNothing(double validation, double test) {
    var labeled = BuiltIn.IRIS.labeled();
    assertEquals("validation " + validation + " and test " + test + ": expected fractions of 0 or more whose sum is"
        + " below 1, so that rows are left for training",
        assertThrows(IllegalArgumentException.class, () -> labeled.split(validation, test, 1)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42})
  void digitsSplitAsDocumented(long seed) {
    var data = BuiltIn.DIGITS.labeled().split(0.1, 0.2, seed).standardized();
    assertEquals(1258, data.training().rowCount());
    assertEquals(180, data.validation().rowCount());
    assertEquals(359, data.test().rowCount());
  }
}
