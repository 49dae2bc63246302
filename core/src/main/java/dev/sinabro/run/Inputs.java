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
    setReals(name, MemorySegment.ofArray(values));
  }

  /** Copies a real input's values, row-major float32, to the device. */
  public void setReals(String name, MemorySegment floats) {
    Slot slot = slot(name, Math.toIntExact(floats.byteSize() / Float.BYTES));
    DType dtype = slot.type().dtype();
    upload(slot, dtype == DType.F32 ? floats : HostValues.encode(HostValues.decode(floats, DType.F32), dtype));
  }

  /** Copies an integer input's values, row-major int32, to the device. */
  public void setIntegers(String name, MemorySegment ints) {
    Slot slot = slot(name, Math.toIntExact(ints.byteSize() / Integer.BYTES));
    if (slot.type().dtype() != DType.I32) {
      throw new IllegalArgumentException("input " + name + " is " + slot.type() + ", not integers");
    }
    upload(slot, ints);
  }

  /** Copies an input's values, row-major, to the device. */
  public void set(String name, double[] values) {
    Slot slot = slot(name, values.length);
    upload(slot, HostValues.encode(values, slot.type().dtype()));
  }

  /** Copies the values of an input of bytes or truth values, row-major and one byte each, to the device. */
  public void set(String name, byte[] values) {
    setBytes(name, MemorySegment.ofArray(values));
  }

  /** Copies the values of an input of bytes or truth values, row-major and one byte each, to the device. */
  public void setBytes(String name, MemorySegment values) {
    Slot slot = slot(name, Math.toIntExact(values.byteSize()));
    switch (slot.type().dtype()) {
      case U8 -> upload(slot, values);
      case BOOL -> upload(slot, HostValues.truths(values));
      case F32, F64, I32 ->
        throw new IllegalArgumentException("input " + name + " is " + slot.type() + ", not bytes");
    }
  }

  /** Copies an integer input's values, row-major, to the device. */
  public void set(String name, int[] values) {
    setIntegers(name, MemorySegment.ofArray(values));
  }

  private void upload(Slot slot, MemorySegment values) {
    if (values.byteSize() > 0) {
      buffer.upload(slot.offset(), values);
    }
  }

  private Slot slot(String name, int count) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException("there is no input named " + name + "; declared are " + slots.keySet());
    }
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
