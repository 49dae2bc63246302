package dev.sinabro.cli.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what event files hold, strictly and by other means than they were written with. */
final class EventReader {
  private static final int POLYNOMIAL = 0x82F63B78;

  private EventReader() {}

  /** A message: for each field its values in order; integers as {@code Long}, fixed ones as bits, all else as bytes. */
  record Message(Map<Integer, List<Object>> fields) {
    static Message of(byte[] bytes) {
      Map<Integer, List<Object>> fields = new LinkedHashMap<>();
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        int tag = (int) varint(in);
        Object value = switch (tag & 7) {
          case 0 -> varint(in);
          case 1 -> in.getLong();
          case 2 -> {
            byte[] content = new byte[(int) varint(in)];
            in.get(content);
            yield content;
          }
          case 5 -> in.getInt();
          default -> throw new AssertionError("wire type " + (tag & 7));
        };
        fields.computeIfAbsent(tag >>> 3, _ -> new ArrayList<>()).add(value);
      }
      return new Message(fields);
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0;; shift += 7) {
        byte next = in.get();
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    boolean has(int field) {
      return fields.containsKey(field);
    }

    List<Message> messages(int field) {
      return fields.getOrDefault(field, List.of()).stream().map(value -> of((byte[]) value)).toList();
    }

    Message message(int field) {
      return messages(field).getFirst();
    }

    byte[] bytes(int field) {
      return (byte[]) fields.getOrDefault(field, List.of(new byte[0])).getFirst();
    }

    String text(int field) {
      return new String(bytes(field), StandardCharsets.UTF_8);
    }

    List<String> texts(int field) {
      return fields.getOrDefault(field, List.of()).stream()
          .map(value -> new String((byte[]) value, StandardCharsets.UTF_8)).toList();
    }

    long integer(int field) {
      return (long) fields.getOrDefault(field, List.of(0L)).getFirst();
    }

    float real(int field) {
      return Float.intBitsToFloat((int) fields.getOrDefault(field, List.of(0)).getFirst());
    }

    double[] doubles(int field) {
      ByteBuffer bytes = ByteBuffer.wrap(bytes(field)).order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[bytes.remaining() / Double.BYTES];
      bytes.asDoubleBuffer().get(values);
      return values;
    }
  }

  /** The messages in the records of a file; wrong checksums and torn records fail. */
  static List<Message> read(Path file) throws IOException {
    return records(Files.readAllBytes(file)).stream().map(Message::of).toList();
  }

  static List<byte[]> records(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      in.get(length);
      requireChecksum(length, in.getInt());
      byte[] data = new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      requireChecksum(data, in.getInt());
      records.add(data);
    }
    return records;
  }

  private static void requireChecksum(byte[] of, int stored) {
    int crc = ~0;
    for (byte one : of) {
      crc ^= one & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
      }
    }
    crc = ~crc;
    int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
    if (masked != stored) {
      throw new AssertionError("checksum %08x is stored of data that has %08x".formatted(stored, masked));
    }
  }
}
