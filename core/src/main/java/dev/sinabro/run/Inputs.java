package dev.sinabro.run;

import dev.sinabro.backend.Buffer;
import dev.sinabro.compile.Slot;
import dev.sinabro.graph.DType;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Device memory that holds the inputs of programs with equal input declarations, such as a data set. */
public final class Inputs implements AutoCloseable {
  private final Map<String, Slot> slots;
  private final Buffer buffer;
  private final Session session;
  private boolean closed;

  Inputs(Map<String, Slot> slots, Buffer buffer, Session session) {
    this.slots = slots;
    this.buffer = buffer;
    this.session = session;
  }

  /** Copies an input's values, row-major, to the device. */
  public void set(String name, float[] values) {
    Slot slot = slot(name, values.length);
    upload(slot, 0, HostValues.encode(values, slot.type().dtype()));
  }

  /**
   * Copies an input's values to the device.
   *
   * @param values row-major, in the machine's order of bytes: float32, int32, or a byte each, as the graph declares it
   */
  public void set(String name, MemorySegment values) {
    Slot slot = slot(name);
    upload(slot(name, Math.toIntExact(values.byteSize() / hostType(slot).byteSize())), 0, encoded(slot, values));
  }

  /**
   * Copies some rows of an input to the device.
   *
   * @param from the first of them, along the input's first axis
   * @param values whole rows, as {@link #set(String, MemorySegment)}
   */
  public void set(String name, int from, MemorySegment values) {
    Slot slot = slot(name);
    int rows = slot.type().shape().extent(0);
    long count = values.byteSize() / hostType(slot).byteSize();
    long width = slot.type().shape().count(1, slot.type().shape().rank());
    if (from < 0 || count > (rows - from) * width) {
      throw new IllegalArgumentException("input " + name + " " + slot.type() + " takes no " + count
          + " values from row " + from + " on");
    }
    upload(slot, from * width * slot.type().dtype().byteSize(), encoded(slot, values));
  }

  private static DType hostType(Slot slot) {
    return slot.type().dtype() == DType.F64 ? DType.F32 : slot.type().dtype();
  }

  private static MemorySegment encoded(Slot slot, MemorySegment values) {
    return switch (slot.type().dtype()) {
      case F32, I32, U8 -> values;
      case F64 -> HostValues.encode(HostValues.decode(values, DType.F32), DType.F64);
      case BOOL -> HostValues.truths(values);
    };
  }

  /** Copies an input's values, row-major, to the device. */
  public void set(String name, double[] values) {
    Slot slot = slot(name, values.length);
    upload(slot, 0, HostValues.encode(values, slot.type().dtype()));
  }

  /** Copies the values of an input of bytes or truth values, row-major and one byte each, to the device. */
  public void set(String name, byte[] values) {
    Slot slot = slot(name, values.length);
    if (slot.type().dtype().byteSize() != 1) {
      throw new IllegalArgumentException("input " + name + " is " + slot.type() + ", not bytes");
    }
    set(name, MemorySegment.ofArray(values));
  }

  /** Copies an integer input's values, row-major, to the device. */
  public void set(String name, int[] values) {
    Slot slot = slot(name, values.length);
    if (slot.type().dtype() != DType.I32) {
      throw new IllegalArgumentException("input " + name + " is " + slot.type() + ", not integers");
    }
    upload(slot, 0, MemorySegment.ofArray(values));
  }

  /**
   * Copies the values of some inputs by name, row-major, to the device.
   *
   * @param values arrays of double, float, int or byte, or segments
   */
  public void set(Map<String, ?> values) {
    values.forEach((name, value) -> {
      switch (value) {
        case double[] doubles -> set(name, doubles);
        case float[] floats -> set(name, floats);
        case int[] ints -> set(name, ints);
        case byte[] bytes -> set(name, bytes);
        case MemorySegment segment -> set(name, segment);
        case Object other -> throw new IllegalArgumentException("input " + name
            + " takes an array of double, float, int or byte, or a segment, not " + other.getClass().getSimpleName());
      }
    });
  }

  private void upload(Slot slot, long offset, MemorySegment values) {
    if (values.byteSize() > 0) {
      buffer.upload(slot.offset() + offset, values);
    }
  }

  private Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("there is no input named " + name + "; declared are " + slots.keySet());
    }
    return slot;
  }

  private Slot slot(String name, int count) {
    Slot slot = slot(name);
    if (slot.type().shape().count() != count) {
      throw new IllegalArgumentException("input " + name + " " + slot.type() + " takes " + slot.type().shape().count()
          + " values, not " + count);
    }
    return slot;
  }

  /** Bytes on the device. */
  public long byteSize() {
    return buffer.byteSize();
  }

  Buffer buffer() {
    return buffer;
  }

  boolean fits(Map<String, Slot> other) {
    return slots.equals(other);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.release(buffer);
    }
  }
}
