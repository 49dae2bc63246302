package dev.sinabro.run;

import dev.sinabro.backend.Buffer;
import dev.sinabro.compile.Slot;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Values on their way into device memory, some at a time: a model may be many times as large as Java's heap. */
final class Pieces {
  /** Elements of a piece: some microseconds for each call of a driver, some megabytes of the host's memory. */
  static final int SIZE = 1 << 18;

  private Pieces() {}

  private interface Piece {
    void take(int from, int count);
  }

  /** Sets the first bytes of a buffer to 0. */
  static void clear(Buffer buffer, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment zeros = arena.allocate(Math.min(bytes, (long) SIZE * Long.BYTES), Long.BYTES);
      for (long from = 0; from < bytes; from += zeros.byteSize()) {
        buffer.upload(from, zeros.asSlice(0, Math.min(zeros.byteSize(), bytes - from)));
      }
    }
  }

  /** Gives a slot values by row-major index. */
  static void set(Buffer buffer, Slot slot, IntToDoubleFunction values) {
    DType needed = slot.type().dtype();
    forEach(slot, (from, count) -> {
      double[] piece = new double[count];
      Arrays.setAll(piece, i -> values.applyAsDouble(from + i));
      put(buffer, slot, from, HostValues.encode(piece, from, needed));
    });
  }

  /** Gives a slot the values of a tensor of as many elements, of any element type of its kind. */
  static void copy(Buffer buffer, Slot slot, StoredTensor source) {
    DType given = source.type().dtype();
    DType needed = slot.type().dtype();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory =
          arena.allocate(Math.min(source.type().byteSize(), (long) SIZE * given.byteSize()), Long.BYTES);
      forEach(slot, (from, count) -> {
        MemorySegment piece = memory.asSlice(0, (long) count * given.byteSize());
        source.read((long) from * given.byteSize(), piece);
        put(buffer, slot, from,
            given == needed ? piece : HostValues.encode(HostValues.decode(piece, given), from, needed));
      });
    }
  }

  private static void forEach(Slot slot, Piece piece) {
    long count = slot.type().shape().count();
    for (long from = 0; from < count; from += SIZE) {
      piece.take((int) from, (int) Math.min(SIZE, count - from));
    }
  }

  private static void put(Buffer buffer, Slot slot, int from, MemorySegment piece) {
    buffer.upload(slot.offset() + (long) from * slot.type().dtype().byteSize(), piece);
  }
}
