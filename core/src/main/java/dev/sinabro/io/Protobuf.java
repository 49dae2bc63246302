package dev.sinabro.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the wire format of protocol buffers, as it is written: fields in the order in which they are added, by the
 * numbers that the message's {@code .proto} gives them. What is added is not copied, and must not change afterwards.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
public final class Protobuf {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;
  private static final int CHUNK = 1 << 20;

  private final List<MemorySegment> pieces = new ArrayList<>();
  private final ByteArrayOutputStream last = new ByteArrayOutputStream();
  private long size;

  /** An integer, a truth value as 0 or 1, or the number of an enumeration's constant: all that is not {@code sint} or fixed. */
  public Protobuf integer(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** A {@code float}. */
  public Protobuf float32(int field, float value) {
    tag(field, FIXED32);
    return raw(little(Float.BYTES).putFloat(value));
  }

  /** A {@code double}. */
  public Protobuf float64(int field, double value) {
    tag(field, FIXED64);
    return raw(little(Double.BYTES).putDouble(value));
  }

  /** A {@code string}. */
  public Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code bytes}. */
  public Protobuf bytes(int field, byte[] value) {
    return bytes(field, MemorySegment.ofArray(value));
  }

  /** {@code bytes}, which may lie outside of Java's heap. */
  public Protobuf bytes(int field, MemorySegment value) {
    tag(field, LENGTH);
    varint(value.byteSize());
    flush();
    pieces.add(value);
    size += value.byteSize();
    return this;
  }

  /** A message within this one, which is complete. */
  public Protobuf message(int field, Protobuf value) {
    tag(field, LENGTH);
    varint(value.size);
    value.flush();
    flush();
    pieces.addAll(value.pieces);
    size += value.size;
    return this;
  }

  /** Repeated integers, packed. */
  public Protobuf integers(int field, long... values) {
    Protobuf packed = new Protobuf();
    for (long value : values) {
      packed.varint(value);
    }
    return message(field, packed);
  }

  /** Repeated {@code float}s, packed. */
  public Protobuf floats(int field, float... values) {
    ByteBuffer packed = little(Float.BYTES * values.length);
    packed.asFloatBuffer().put(values);
    return bytes(field, packed.array());
  }

  /** Repeated {@code double}s, packed. */
  public Protobuf doubles(int field, double... values) {
    ByteBuffer packed = little(Double.BYTES * values.length);
    packed.asDoubleBuffer().put(values);
    return bytes(field, packed.array());
  }

  /** Its length in bytes. Readers take no message of 2 GiB or more. */
  public long size() {
    return size;
  }

  /** Writes its bytes. */
  public void write(OutputStream out) throws IOException {
    flush();
    for (MemorySegment piece : pieces) {
      for (long from = 0; from < piece.byteSize(); from += CHUNK) {
        out.write(piece.asSlice(from, Math.min(CHUNK, piece.byteSize() - from)).toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  /** Its bytes. */
  public byte[] toByteArray() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(size));
    try {
      write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      last.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
      size++;
    }
    last.write((int) rest);
    size++;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Protobuf raw(ByteBuffer fixed) {
    last.writeBytes(fixed.array());
    size += fixed.capacity();
    return this;
  }

  private void flush() {
    if (last.size() > 0) {
      pieces.add(MemorySegment.ofArray(last.toByteArray()));
      last.reset();
    }
  }
}
