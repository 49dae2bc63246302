package dev.sinabro.data;

import dev.sinabro.graph.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows whose fields lie in memory, each in a block of its own: on the heap, off the heap, or mapped from a file, which
 * the system then reads as needed.
 *
 * <pre>{@code
 * var pixels = FileChannel.open(file).map(READ_ONLY, 16, 60_000L * 28 * 28, Arena.ofAuto());
 * var data = InMemory.rows(60_000).with(Field.bytes("image", 1, 28, 28), pixels).with(Field.integers("target"), labels);
 * }</pre>
 */
public final class InMemory implements Dataset {
  private final int rowCount;
  private final Map<Field, MemorySegment> blocks;

  private InMemory(int rowCount, Map<Field, MemorySegment> blocks) {
    this.rowCount = rowCount;
    this.blocks = blocks;
  }

  /** So many rows, without fields yet. */
  public static InMemory rows(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(count + " rows; there are 0 or more");
    }
    return new InMemory(count, Map.of());
  }

  /**
   * The same rows with one field more.
   *
   * @param values of all rows, one after the other, each row-major, in the machine's order of bytes; not copied, must not
   *     change, and must live as long as this
   * @throws IllegalArgumentException where there are not exactly as many, or the name is taken
   */
  public InMemory with(Field field, MemorySegment values) {
    if (fields().stream().anyMatch(other -> other.name().equals(field.name()))) {
      throw new IllegalArgumentException("two fields are named " + field.name() + "; give each its own name");
    }
    if (values.byteSize() != rowCount * field.row().byteSize()) {
      int size = field.row().dtype().byteSize();
      throw new IllegalArgumentException("field " + field.name() + " " + field.row() + " takes "
          + rowCount * field.row().byteSize() / size + " values for " + rowCount + " rows, found "
          + values.byteSize() / size);
    }
    Map<Field, MemorySegment> more = new LinkedHashMap<>(blocks);
    more.put(field, values.asReadOnly());
    return new InMemory(rowCount, more);
  }

  /** As {@link #with(Field, MemorySegment)}, of a copy of real numbers. */
  public InMemory with(Field field, float[] values) {
    return with(of(field, DType.F32), MemorySegment.ofArray(values.clone()));
  }

  /** As {@link #with(Field, MemorySegment)}, of a copy of integers. */
  public InMemory with(Field field, int[] values) {
    return with(of(field, DType.I32), MemorySegment.ofArray(values.clone()));
  }

  /** As {@link #with(Field, MemorySegment)}, of a copy of bytes. */
  public InMemory with(Field field, byte[] values) {
    return with(of(field, DType.U8), MemorySegment.ofArray(values.clone()));
  }

  private static Field of(Field field, DType given) {
    if (field.row().dtype() != given) {
      throw new IllegalArgumentException(
          "field " + field.name() + " is " + field.row() + ", but its values are given as " + given);
    }
    return field;
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  @Override
  public List<Field> fields() {
    return new ArrayList<>(blocks.keySet());
  }

  /** @throws DataException where a mapped file has become shorter */
  @Override
  public void read(int[] rows, Map<String, MemorySegment> into) {
    blocks.forEach((field, block) -> {
      MemorySegment target = into.get(field.name());
      if (target != null) {
        copy(field, block, rows, target);
      }
    });
  }

  private static void copy(Field field, MemorySegment block, int[] rows, MemorySegment target) {
    try {
      copy(block, field.row().byteSize(), rows, target);
    } catch (InternalError fault) {
      if (!block.isMapped()) {
        throw fault;
      }
      throw DataException.ofSource("field " + field.name(),
          "its file has become shorter since it was opened, or its disk fails; begin again with the whole file", fault);
    }
  }

  private static void copy(MemorySegment block, long rowBytes, int[] rows, MemorySegment target) {
    for (int from = 0; from < rows.length;) {
      int to = from + 1;
      while (to < rows.length && rows[to] == rows[to - 1] + 1) {
        to++;
      }
      MemorySegment.copy(block, rows[from] * rowBytes, target, from * rowBytes, (to - from) * rowBytes);
      from = to;
    }
  }
}
