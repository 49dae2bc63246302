package dev.sinabro.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The columns of a table in a file that is mapped: groups of {@link #GROUP} rows, in each the lines of the rows and then one
 * block for each column, float64 of numbers and int32 of texts; behind the last group, which is filled up, a JSON object with
 * the columns and their texts, its length, and a magic word.
 */
final class TableFile {
  /** Rows of a group. */
  static final int GROUP = 1 << 13;

  static final long MAGIC = 0x3130_4C42_5442_4E53L;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  private TableFile() {}

  /**
   * Writes a file group by group; it has its name when all is written, so that nobody sees a part of it. Before, it is locked, so
   * that others see that it is in use.
   */
  static final class Writer implements AutoCloseable {
    private static final String ENDING = ".partial";
    /** Of this process, which would lose its lock on one by opening and closing it again. */
    private static final Set<Path> OPEN = new HashSet<>();

    private final Path file;
    private final Path partial;
    private final FileChannel channel;
    private MemorySegment buffer = MemorySegment.NULL;

    Writer(Path file) throws IOException {
      this.file = file;
      synchronized (OPEN) {
        while (true) {
          Path begun = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ENDING);
          FileChannel opened = FileChannel.open(begun, StandardOpenOption.WRITE);
          opened.lock();
          if (Files.exists(begun)) {
            partial = begun;
            channel = opened;
            OPEN.add(begun);
            return;
          }
          opened.close(); // another process took it for an abandoned one before it was locked
        }
      }
    }

    /** Removes those of a folder that nobody will end, since their process was killed. */
    static void removeAbandoned(Path folder) throws IOException {
      synchronized (OPEN) {
        List<Path> begun;
        try (Stream<Path> files = Files.list(folder.toAbsolutePath())) {
          begun = files.filter(each -> each.toString().endsWith(ENDING) && !OPEN.contains(each)).toList();
        }
        for (Path each : begun) {
          try (FileChannel found = FileChannel.open(each, StandardOpenOption.WRITE); FileLock lock = found.tryLock()) {
            if (lock != null) {
              Files.deleteIfExists(each);
            }
          } catch (NoSuchFileException | AccessDeniedException others) {
            // it has its name now; or it is not ours
          }
        }
      }
    }

    /** Forgets what was written. */
    void restart() throws IOException {
      channel.truncate(0);
    }

    /** Where the file is. */
    Path folder() {
      return file.toAbsolutePath().getParent();
    }

    /** Appends the block of a group. */
    void write(MemorySegment block) throws IOException {
      if (buffer.byteSize() < block.byteSize()) {
        buffer = Arena.ofAuto().allocate(block.byteSize());
      }
      ByteBuffer bytes = buffer.asSlice(0, block.byteSize()).copyFrom(block).asByteBuffer();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    /** Writes what stands behind the groups, and names the file. */
    void end(int rows, List<String> names, List<Optional<List<String>>> texts) throws IOException {
      JsonArray columns = new JsonArray();
      for (int i = 0; i < names.size(); i++) {
        JsonObject column = new JsonObject();
        column.addProperty("name", names.get(i));
        texts.get(i).ifPresent(all -> {
          JsonArray listed = new JsonArray();
          all.forEach(listed::add);
          column.add("texts", listed);
        });
        columns.add(column);
      }
      JsonObject footer = new JsonObject();
      footer.addProperty("rows", rows);
      footer.add("columns", columns);
      byte[] json = footer.toString().getBytes(StandardCharsets.UTF_8);
      write(MemorySegment.ofArray(json));
      write(MemorySegment.ofArray(new long[] {json.length, MAGIC}));
      channel.force(true);
      // Before it is closed, and with that no longer locked.
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what was not ended. */
    @Override
    public void close() throws IOException {
      channel.close();
      Files.deleteIfExists(partial);
      synchronized (OPEN) {
        OPEN.remove(partial);
      }
    }
  }

  /** The table of a file that a {@link Writer} ended; empty where it is damaged. */
  static Optional<Table> read(String source, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      long end = all.byteSize() - 2L * Long.BYTES;
      if (end < 0 || all.get(LONG, end + Long.BYTES) != MAGIC) {
        return Optional.empty();
      }
      long length = all.get(LONG, end);
      if (length < 0 || length > Math.min(end, Integer.MAX_VALUE - 8)) {
        return Optional.empty();
      }
      byte[] json = all.asSlice(end - length, length).toArray(ValueLayout.JAVA_BYTE);
      JsonObject footer = JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
      return table(source, all.asSlice(0, end - length), footer);
    } catch (JsonParseException | IllegalStateException | NumberFormatException | NullPointerException
        | ClassCastException | UnsupportedOperationException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<Table> table(String source, MemorySegment groups, JsonObject footer) {
    int rows = footer.get("rows").getAsInt();
    long groupBytes = (long) GROUP * Integer.BYTES;
    for (JsonElement column : footer.getAsJsonArray("columns")) {
      groupBytes += (long) GROUP * (column.getAsJsonObject().has("texts") ? Integer.BYTES : Double.BYTES);
    }
    if (rows < 1 || groups.byteSize() != ((rows - 1) / GROUP + 1) * groupBytes) {
      return Optional.empty();
    }
    List<Column> columns = new ArrayList<>();
    long bytes = groupBytes;
    long offset = (long) GROUP * Integer.BYTES;
    for (JsonElement element : footer.getAsJsonArray("columns")) {
      JsonObject column = element.getAsJsonObject();
      String name = column.get("name").getAsString();
      long begin = offset;
      if (column.has("texts")) {
        List<String> texts = column.getAsJsonArray("texts").asList().stream().map(JsonElement::getAsString).toList();
        columns.add(new Column.Texts(name,
            row -> code(source, groups.get(INT, place(row, bytes, begin, Integer.BYTES)), texts.size()), texts));
        offset += (long) GROUP * Integer.BYTES;
      } else {
        columns.add(new Column.Numbers(name,
            row -> number(source, groups.get(DOUBLE, place(row, bytes, begin, Double.BYTES)))));
        offset += (long) GROUP * Double.BYTES;
      }
    }
    return Optional.of(new Table(source, columns, rows, row -> groups.get(INT, place(row, bytes, 0, Integer.BYTES))));
  }

  private static int code(String source, int code, int count) {
    if (code < Column.Texts.MISSING || code >= count) {
      throw damaged(source);
    }
    return code;
  }

  private static double number(String source, double number) {
    if (Math.abs(number) > Float.MAX_VALUE) {
      throw damaged(source);
    }
    return number;
  }

  /** What can be told only when it is read. */
  private static DataException damaged(String source) {
    return DataException.ofSource(source,
        "its file in the cache of tables is damaged; remove the folder tables of the cache");
  }

  private static long place(int row, long groupBytes, long begin, int size) {
    return row / GROUP * groupBytes + begin + (long) (row % GROUP) * size;
  }
}
