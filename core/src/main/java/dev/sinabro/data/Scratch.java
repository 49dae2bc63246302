package dev.sinabro.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Memory for what is made of data: outside of Java's heap, and of much of it in a file that is gone when it is. */
final class Scratch {
  /** More than this is in a file, which the system keeps in memory as long as there is room. */
  private static final long MOST_IN_MEMORY = 1L << 28;

  private Scratch() {}

  /** So many bytes of 0. */
  static MemorySegment allocate(String source, long bytes) {
    return allocate(source, bytes, MOST_IN_MEMORY, DataCache.usual().folder());
  }

  /**
   * The same with a limit of its own.
   *
   * @param mostInMemory more bytes than these are in a file
   * @param folder of that file, which is made where it is missing
   */
  static MemorySegment allocate(String source, long bytes, long mostInMemory, Path folder) {
    if (bytes <= mostInMemory) {
      return Arena.ofAuto().allocate(bytes, Long.BYTES);
    }
    try {
      Files.createDirectories(folder);
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < bytes) {
        throw new IOException("there are " + free / 1_000_000 + " MB free");
      }
      Path file = Files.createTempFile(folder, "rows.", ".partial");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return channel.map(MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
      } finally {
        // What is mapped stays until nothing refers to it.
        Files.delete(file);
      }
    } catch (IOException unwritable) {
      throw DataException.ofSource(source, "its rows take " + bytes / 1_000_000 + " MB, for which there is no place in "
          + folder + " (" + unwritable.getMessage() + "); name another folder by SINABRO_DATA", unwritable);
    }
  }
}
