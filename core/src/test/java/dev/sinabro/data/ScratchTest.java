package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory on both sides of the size from which on it is in a file. */
class ScratchTest {
  private static final long MOST = 1 << 12;

  @TempDir
  private Path folder = Path.of("");

  private MemorySegment allocated(long bytes) {
    return Scratch.allocate("t.csv", bytes, MOST, folder.resolve("cache"));
  }

  @Test
  void asMuchAsThereMayBeIsInMemory() {
    MemorySegment memory = allocated(MOST);
    assertFalse(memory.isMapped());
    assertFalse(Files.exists(folder.resolve("cache")), "no folder is made for nothing");
    assertEquals(-1, memory.mismatch(MemorySegment.ofArray(new byte[(int) MOST])));
  }

  /** What is mapped stays, though the file is gone at once, so that no end of a process leaves it. */
  @Test
  void moreIsInAFileThatNobodySees() throws IOException {
    MemorySegment mapped = allocated(MOST + 4);
    assertTrue(mapped.isMapped());
    assertEquals(MOST + 4, mapped.byteSize());
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertEquals(0, files.count());
    }
    assertEquals(-1, mapped.mismatch(MemorySegment.ofArray(new byte[(int) MOST + 4])));
    mapped.set(ValueLayout.JAVA_FLOAT, MOST, 2.5f);
    MemorySegment other = allocated(MOST + 4);
    assertEquals(2.5f, mapped.get(ValueLayout.JAVA_FLOAT, MOST));
    assertEquals(0f, other.get(ValueLayout.JAVA_FLOAT, MOST), "each has its own");
  }

  @Test
  void whereThereIsNoPlaceItIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String message =
        assertThrows(DataException.class, () -> Scratch.allocate("t.csv", 5_000_000, MOST, file)).getMessage();
    assertTrue(message.startsWith("t.csv: its rows take 5 MB, for which there is no place in " + file), message);
    assertTrue(message.endsWith("; name another folder by SINABRO_DATA"), message);
    String full = assertThrows(DataException.class, () -> allocated(1L << 60)).getMessage();
    assertTrue(full.contains(" MB free)"), full);
  }
}
