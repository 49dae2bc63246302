package dev.sinabro.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A driver and a cuBLAS with nothing behind them, and other JVMs that find them: under their real names they can be
 * loaded only once, and only where the linker looks for them when a process starts.
 *
 * @param folder where they are
 */
public record PaperLibraries(Path folder) {
  public static final String DRIVER = "libcuda.so.1";
  public static final String CUBLAS = "libcublas.so.12";

  /** Compiled into a folder; without gcc the test is skipped, or fails where {@code -Drequire.cuda-standin=true}. */
  public static PaperLibraries in(Path folder) throws IOException, InterruptedException {
    boolean compiler =
        Stream.of(System.getenv("PATH").split(":")).anyMatch(bin -> Files.isExecutable(Path.of(bin, "gcc")));
    Assumptions.assumeTrue(compiler,
        "gcc is not on this machine, so the libraries that stand for CUDA's cannot be made");
    copy("calls.h", folder);
    for (String library : List.of(DRIVER, CUBLAS)) {
      copy(library + ".c", folder);
      Path versions = Files.writeString(folder.resolve(library + ".map"), library + " { global: cu*; local: *; };\n");
      Process gcc = new ProcessBuilder("gcc", "-shared", "-fPIC", "-O1", "-Wl,-soname," + library,
          "-Wl,--version-script," + versions, "-o", library, library + ".c").directory(folder.toFile())
          .redirectErrorStream(true).start();
      String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, gcc.waitFor(), output);
    }
    return new PaperLibraries(folder);
  }

  private static void copy(String resource, Path folder) throws IOException {
    try (InputStream in = Objects.requireNonNull(PaperLibraries.class.getResourceAsStream(resource), resource)) {
      Files.copy(in, folder.resolve(resource));
    }
  }

  /** Another JVM, started, in their folder and with them on its path; {@code environment} besides. */
  public Process start(Map<String, String> environment, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    builder.environment().putAll(environment);
    return builder.directory(folder.toFile()).redirectErrorStream(true).start();
  }

  /** As {@link #start}, waiting for the end. */
  public List<String> run(Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return end(start(environment, List.of(), main, arguments));
  }

  /** What it printed. */
  public static List<String> end(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "a process hangs");
    assertEquals(0, process.exitValue(), output);
    return output.lines().toList();
  }
}
