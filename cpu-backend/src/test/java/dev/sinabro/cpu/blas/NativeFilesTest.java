package dev.sinabro.cpu.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.natives.NativeFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFilesTest {
  private static final String RESOURCES = "/org/bytedeco/openblas/linux-x86_64/";
  private static final List<String> NAMES = List.of("libgcc_s.so.1", "libquadmath.so.0");

  @TempDir
  private Path cache = Path.of("");

  @Test
  void filesAreWholeAndPrivate() throws IOException {
    Path folder = NativeFiles.extract(RESOURCES, NAMES, cache);
    assertWhole(folder);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
  }

  @Test
  void aTruncatedFileIsWrittenAnewAndAWholeOneKept() throws IOException {
    Path folder = NativeFiles.extract(RESOURCES, NAMES, cache);
    Path whole = folder.resolve(NAMES.getFirst());
    Path truncated = folder.resolve(NAMES.getLast());
    Object kept = Files.readAttributes(whole, "unix:ino").get("ino");
    Files.write(truncated, new byte[1000]);
    assertEquals(folder, NativeFiles.extract(RESOURCES, NAMES, cache));
    assertWhole(folder);
    assertEquals(kept, Files.readAttributes(whole, "unix:ino").get("ino"));
  }

  @Test
  void severalAtOnceLeaveWholeFilesOnly() throws Exception {
    List<Callable<Path>> tasks = new ArrayList<>();
    for (int task = 0; task < 8; task++) {
      tasks.add(() -> NativeFiles.extract(RESOURCES, NAMES, cache));
    }
    try (var threads = Executors.newFixedThreadPool(tasks.size())) {
      for (Future<Path> folder : threads.invokeAll(tasks)) {
        assertWhole(folder.get());
      }
    }
  }

  @Test
  void twoProcessesAtOnceLoadTheLibrary() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int process = 0; process < 2; process++) {
      ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), LoadMain.class.getName());
      builder.environment().put("XDG_CACHE_HOME", cache.toString());
      processes.add(builder.redirectErrorStream(true).start());
    }
    for (Process process : processes) {
      String output = new String(process.getInputStream().readAllBytes());
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "a process hangs");
      assertEquals(0, process.exitValue(), output);
      assertTrue(output.startsWith("OpenBLAS"), output);
    }
    try (Stream<Path> files = Files.walk(cache)) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".partial")).toList());
    }
  }

  /** Another process of this test. */
  static final class LoadMain {
    private LoadMain() {}

    public static void main(String[] arguments) {
      OpenBlas.load();
      System.out.println(OpenBlas.version());
    }
  }

  @Test
  void whatIsNotOnTheClassPathIsNamed() {
    var thrown = assertThrows(IOException.class, () -> NativeFiles.extract(RESOURCES, List.of("libnone.so"), cache));
    assertEquals(RESOURCES + "libnone.so is not on the class path", thrown.getMessage());
  }

  private static void assertWhole(Path folder) throws IOException {
    for (String name : NAMES) {
      try (InputStream original = Objects.requireNonNull(NativeFiles.class.getResourceAsStream(RESOURCES + name))) {
        assertArrayEquals(original.readAllBytes(), Files.readAllBytes(folder.resolve(name)), name);
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".partial")).toList());
    }
  }
}
