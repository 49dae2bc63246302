package dev.sinabro.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of the cache of tables, for a fuzzer to change. */
public final class FuzzedTableFile {
  /** Lines, a column of numbers and one of texts. */
  private static final int GROUP_BYTES = TableFile.GROUP * (Integer.BYTES + Double.BYTES + Integer.BYTES);

  private FuzzedTableFile() {}

  /** Reads all cells of a file. */
  public static void read(Path file) throws IOException {
    TableFile.read("t.csv", file).ifPresent(table -> {
      for (int row = 0; row < table.rowCount(); row += 97) {
        table.line(row);
        for (Column column : table.columns()) {
          if (!column.isMissing(row)) {
            table.cell(row, column.name());
          }
        }
      }
    });
  }

  /** A file whose footer is these bytes, which also are the beginning of its only group. */
  public static byte[] withGroup(byte[] footer) {
    byte[] whole = new byte[GROUP_BYTES + footer.length + 2 * Long.BYTES];
    System.arraycopy(footer, 0, whole, 0, Math.min(footer.length, GROUP_BYTES));
    System.arraycopy(footer, 0, whole, GROUP_BYTES, footer.length);
    ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(GROUP_BYTES + footer.length, footer.length)
        .putLong(GROUP_BYTES + footer.length + Long.BYTES, TableFile.MAGIC);
    return whole;
  }

  /** A footer of two columns, as a writer ends a file. */
  public static byte[] footer() {
    return "{\"rows\":9,\"columns\":[{\"name\":\"x\"},{\"name\":\"color\",\"texts\":[\"red\",\"blue\"]}]}"
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A file as it is written, as small as one can be. */
  public static byte[] smallest(Path folder) throws IOException {
    Path file = folder.resolve("seed.table");
    try (var writer = new TableFile.Writer(file)) {
      writer.end(1, List.of(), List.of());
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }
}
