package dev.sinabro.reference;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Upload;
import dev.sinabro.compile.Slot;
import dev.sinabro.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A long array whose elements of any type are read and written as doubles, which hold each of them without loss. */
final class ReferenceBuffer implements Buffer {
  private static final MemorySegment CLOSED = MemorySegment.ofArray(new long[0]);

  private final long byteSize;
  private MemorySegment memory;

  ReferenceBuffer(long bytes) {
    byteSize = bytes;
    try {
      memory =
          MemorySegment.ofArray(new long[Math.toIntExact((bytes + Long.BYTES - 1) / Long.BYTES)]).asSlice(0, bytes);
    } catch (OutOfMemoryError | ArithmeticException e) {
      throw new DeviceException("the reference device has no %,d bytes left; use a smaller batch".formatted(bytes), e);
    }
  }

  double[] read(Slot slot) {
    long start = slot.offset();
    double[] values = new double[slot.type().shape().count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (slot.type().dtype()) {
        case F64 -> memory.get(ValueLayout.JAVA_DOUBLE, start + 8L * i);
        case F32 -> memory.get(ValueLayout.JAVA_FLOAT, start + 4L * i);
        case I32 -> memory.get(ValueLayout.JAVA_INT, start + 4L * i);
        case U8, BOOL -> Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, start + i));
      };
    }
    return values;
  }

  /** Stores values that the slot's element type can hold; reals are rounded to it. */
  void write(Slot slot, double[] values) {
    long start = slot.offset();
    DType dtype = slot.type().dtype();
    for (int i = 0; i < values.length; i++) {
      switch (dtype) {
        case F64 -> memory.set(ValueLayout.JAVA_DOUBLE, start + 8L * i, values[i]);
        case F32 -> memory.set(ValueLayout.JAVA_FLOAT, start + 4L * i, (float) values[i]);
        case I32 -> memory.set(ValueLayout.JAVA_INT, start + 4L * i, (int) values[i]);
        case U8, BOOL -> memory.set(ValueLayout.JAVA_BYTE, start + i, (byte) values[i]);
      }
    }
  }

  @Override
  public long byteSize() {
    return byteSize;
  }

  @Override
  public void upload(long offset, MemorySegment source) {
    MemorySegment.copy(source, 0, memory, offset, source.byteSize());
  }

  @Override
  public Upload uploadAsync(long offset, MemorySegment source) {
    upload(offset, source);
    return Upload.DONE;
  }

  @Override
  public void download(long offset, MemorySegment target) {
    MemorySegment.copy(memory, offset, target, 0, target.byteSize());
  }

  @Override
  public void close() {
    memory = CLOSED;
  }
}
