package dev.sinabro.reference;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Upload;
import dev.sinabro.compile.View;
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

  /** The elements of a view, in its order. */
  double[] read(View view) {
    int[] places = places(view);
    double[] values = new double[places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (view.type().dtype()) {
        case F64 -> memory.get(ValueLayout.JAVA_DOUBLE, view.offset() + 8L * places[i]);
        case F32 -> memory.get(ValueLayout.JAVA_FLOAT, view.offset() + 4L * places[i]);
        case I32 -> memory.get(ValueLayout.JAVA_INT, view.offset() + 4L * places[i]);
        case U8, BOOL -> Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, view.offset() + places[i]));
      };
    }
    return values;
  }

  /** Stores values that the view's element type can hold; reals are rounded to it. */
  void write(View view, double[] values) {
    int[] places = places(view);
    for (int i = 0; i < values.length; i++) {
      switch (view.type().dtype()) {
        case F64 -> memory.set(ValueLayout.JAVA_DOUBLE, view.offset() + 8L * places[i], values[i]);
        case F32 -> memory.set(ValueLayout.JAVA_FLOAT, view.offset() + 4L * places[i], (float) values[i]);
        case I32 -> memory.set(ValueLayout.JAVA_INT, view.offset() + 4L * places[i], (int) values[i]);
        case U8, BOOL -> memory.set(ValueLayout.JAVA_BYTE, view.offset() + places[i], (byte) values[i]);
      }
    }
  }

  /** For each element of a view, how many elements it is away from the first. */
  private static int[] places(View view) {
    return Operations.places(view.shape(), view.stridesWithin(view.shape()), 0);
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
