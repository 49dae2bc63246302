package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables in mapped files: as those in memory, and what becomes of files that are damaged, left behind or too many. */
class TableCacheTest {
  /** More than one group of rows, the last one not whole. */
  private static final int ROWS = 2 * TableFile.GROUP + 17;

  @TempDir
  private Path folder = Path.of("");

  private TableCache cache(long mostBytes) {
    return new TableCache(folder.resolve("tables"), mostBytes);
  }

  private Path text() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,color,late"));
    for (int row = 0; row < ROWS; row++) {
      // The last column becomes one of texts amid the file, by which all of it is read again.
      lines.add(
          (row % 5 == 3 ? "" : row + 0.5) + "," + (row % 3 == 0 ? "red" : "blue") + "," + (row < ROWS - 2 ? "7" : "w"));
    }
    return Files.write(folder.resolve("t.csv"), lines);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("tables"))) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Table mapped(Path text) {
    return Csv.read(text, CsvFormat.USUAL, cache(1L << 40), 0);
  }

  private static void assertSame(Table expected, Table found) {
    assertEquals(expected.columnNames(), found.columnNames());
    assertEquals(expected.rowCount(), found.rowCount());
    for (int row = 0; row < expected.rowCount(); row++) {
      assertEquals(expected.line(row), found.line(row));
      for (String column : expected.columnNames()) {
        assertEquals(expected.cell(row, column), found.cell(row, column));
      }
    }
  }

  @Test
  void aMappedTableIsThatInMemory() throws IOException {
    Path text = text();
    Table memory = Csv.read(text, CsvFormat.USUAL, cache(1L << 40), Files.size(text) + 1);
    assertFalse(Files.exists(folder.resolve("tables")), "a file below the limit is read into memory");
    assertSame(memory, Csv.read(text, CsvFormat.USUAL, cache(1L << 40), Files.size(text)));
    assertEquals(1, files().size());
    assertSame(memory, mapped(text));
    assertEquals(1, files().size(), "it is read once");
    assertEquals(List.of("x", "late"),
        Csv.read(text, CsvFormat.USUAL.without("color"), cache(1L << 40), 0).columnNames());
    assertEquals(2, files().size(), "another one where it is read in another way");
  }

  @Test
  void aDamagedFileIsWrittenAnew() throws IOException {
    Path text = text();
    Table whole = mapped(text);
    Path file = folder.resolve("tables").resolve(files().getFirst());
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 8, bytes.length / 2, bytes.length - 1}) {
      Files.delete(file); // and not written over: it is mapped
      Files.write(file, Arrays.copyOf(bytes, length));
      assertSame(whole, mapped(text));
      assertEquals(-1, Files.mismatch(file, Files.write(folder.resolve("whole"), bytes)));
    }
  }

  @Test
  void theLeastUsedGoWhereThereIsNoRoom() throws IOException {
    Path text = text();
    mapped(text);
    String first = files().getFirst();
    Csv.read(text, CsvFormat.USUAL.without("color"), cache(10), 0);
    assertEquals(1, files().size());
    assertFalse(files().contains(first));
  }

  @Test
  void whatCannotBeReadLeavesNothing() throws IOException {
    Path text = Files.writeString(folder.resolve("t.csv"), "a,b\n1,2\n3\n");
    assertThrows(DataException.class, () -> mapped(text));
    assertEquals(List.of(), files());
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndWhatOneWritesIsNot() throws IOException, InterruptedException {
    Path tables = Files.createDirectories(folder.resolve("tables"));
    Path held = tables.resolve("held.table.1.partial");
    Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Holder.class.getName(), held.toString()).start();
    try (var own = new TableFile.Writer(tables.resolve("own.table"))) {
      assertEquals('l', other.getInputStream().read(), "the other process holds its file");
      Files.writeString(tables.resolve("left.table.2.partial"), "");
      mapped(text());
      List<String> partial = files().stream().filter(name -> name.endsWith(".partial")).toList();
      assertEquals(2, partial.size(), partial.toString());
      assertTrue(partial.contains("held.table.1.partial"), partial.toString());
      own.end(0, List.of(), List.of());
      assertTrue(files().contains("own.table"));
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertTrue(Files.exists(held));
    Csv.read(text(), CsvFormat.USUAL.without("x"), cache(1L << 40), 0);
    assertFalse(Files.exists(held), "its process was killed");
  }

  /** Another process that writes a table. */
  public static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel =
          FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        System.out.write('l');
        System.out.flush();
        System.in.read();
      }
    }
  }
}
