package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.DataException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final Map<String, TensorType> TYPES = Map.of("x", TensorType.i32());

  /** Rows that are their own numbers, and which thread asked for which of them. */
  private static final class Noted implements Dataset {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @Override
    public int rowCount() {
      return 10;
    }

    @Override
    public List<Field> fields() {
      return List.of(Field.integers("x"));
    }

    @Override
    public void read(int[] rows, Map<String, MemorySegment> into) {
      asked.add(Thread.currentThread().getName() + " " + rows[0]);
      if (rows[0] == 9) {
        throw DataException.ofRow("x", 9, "is none");
      }
      into.get("x").copyFrom(MemorySegment.ofArray(rows));
    }
  }

  private static int[] read(ReadAhead ahead, Dataset data, int... rows) {
    int[] values = new int[rows.length];
    ahead.read(data, rows, Map.of("x", MemorySegment.ofArray(values)));
    return values;
  }

  @Test
  void whatIsExpectedIsReadByAnotherThreadAndAllElseByThisOne() {
    Noted data = new Noted();
    try (ReadAhead ahead = new ReadAhead()) {
      assertArrayEquals(new int[] {1, 2}, read(ahead, data, 1, 2));
      ahead.expect(data, new int[] {3, 4}, TYPES);
      assertArrayEquals(new int[] {3, 4}, read(ahead, data, 3, 4));
      ahead.expect(data, new int[] {5}, TYPES);
      ahead.expect(data, new int[] {8}, TYPES);
      assertArrayEquals(new int[] {6, 7}, read(ahead, data, 6, 7), "of a smaller batch than before");
      assertArrayEquals(new int[] {0}, read(ahead, data, 0));
      assertTrue(ahead.waitedNanos() > 0);
    }
    String own = Thread.currentThread().getName();
    assertEquals(List.of(own + " 1", "sinabro-reader 3", "sinabro-reader 5", own + " 6", own + " 0"), data.asked);
  }

  @Test
  void failsWhereTheRowsAreAskedFor() {
    Noted data = new Noted();
    try (ReadAhead ahead = new ReadAhead()) {
      ahead.expect(data, new int[] {9}, TYPES);
      assertThrows(DataException.class, () -> read(ahead, data, 9));
      assertArrayEquals(new int[] {1}, read(ahead, data, 1));
    }
  }

  @Test
  void memoryOfOneThreadIsReadByIt() {
    try (Arena own = Arena.ofConfined(); ReadAhead ahead = new ReadAhead()) {
      MemorySegment values = own.allocate(12);
      values.setAtIndex(java.lang.foreign.ValueLayout.JAVA_INT, 2, 7);
      Dataset data = InMemory.rows(3).with(Field.integers("x"), values);
      ahead.expect(data, new int[] {2}, TYPES);
      assertArrayEquals(new int[] {7}, read(ahead, data, 2));
      assertArrayEquals(new int[] {7}, read(ahead, data, 2));
    }
  }
}
