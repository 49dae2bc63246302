package dev.sinabro.io;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.StoredTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** NumPy's archives of named arrays: a zip file with an {@code .npy} file of version 1.0 for each. */
public final class Npz {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;
  private static final long PIECE = 1 << 20;
  /** The earliest time that the format knows, so that the same arrays are the same bytes: 1980. */
  private static final long NO_TIME = 315532800000L;

  private Npz() {}

  /** Writes arrays by name, as {@code numpy.load} reads them. They are not compressed; each is read a piece at a time. */
  public static void write(OutputStream out, Map<String, ? extends StoredTensor> arrays) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.NO_COMPRESSION);
    for (Map.Entry<String, ? extends StoredTensor> array : arrays.entrySet()) {
      ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
      entry.setTime(NO_TIME);
      zip.putNextEntry(entry);
      write(zip, array.getValue());
      zip.closeEntry();
    }
    zip.finish();
  }

  private static void write(OutputStream out, StoredTensor array) throws IOException {
    out.write(header(array));
    long size = array.type().byteSize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(Math.min(size, PIECE), Long.BYTES);
      for (long from = 0; from < size; from += PIECE) {
        MemorySegment piece = memory.asSlice(0, Math.min(PIECE, size - from));
        array.read(from, piece);
        out.write(piece.toArray(ValueLayout.JAVA_BYTE));
      }
    }
  }

  /** A Python dictionary, with spaces behind it so that the array begins at a multiple of 64 bytes. */
  private static byte[] header(StoredTensor array) {
    String shape = IntStream.of(array.type().shape().extents()).mapToObj(extent -> extent + ",")
        .collect(Collectors.joining(" ", "(", ")"));
    String text = "{'descr': '" + descr(array.type().dtype()) + "', 'fortran_order': False, 'shape': " + shape + ", }";
    int before = MAGIC.length + Short.BYTES;
    int length = Math.ceilDiv(before + text.length() + 1, ALIGNMENT) * ALIGNMENT - before;
    byte[] header = new byte[before + length];
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[MAGIC.length] = (byte) length;
    header[MAGIC.length + 1] = (byte) (length >> 8);
    byte[] padded = (text + " ".repeat(length - 1 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(padded, 0, header, before, length);
    return header;
  }

  private static String descr(DType dtype) {
    return switch (dtype) {
      case F32 -> "<f4";
      case F64 -> "<f8";
      case I32 -> "<i4";
      case U8 -> "|u1";
      case BOOL -> "|b1";
    };
  }
}
