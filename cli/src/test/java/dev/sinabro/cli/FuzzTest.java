package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every reader of what comes from outside, under Jazzer, which changes inputs and keeps what covers new code, see {@link
 * FuzzTarget}. {@code -Dfuzz.seconds=3600 -Dfuzz.corpus=DIR} does so for an hour, and goes on where DIR ended.
 */
class FuzzTest {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 10);
  /** A short run is over before the better compiler would pay. */
  private static final String COMPILER = "-XX:TieredStopAtLevel=" + (SECONDS < 60 ? 1 : 4);
  private static final String READERS =
      "dev.sinabro.data.**:dev.sinabro.io.**:dev.sinabro.onnx.**:dev.sinabro.cli.config.**"
          + ":dev.sinabro.cli.serve.**:de.siegmar.**:org.snakeyaml.**:com.google.gson.**";

  @TempDir
  private Path folder = Path.of("");

  @Test
  void everyReaderHasSeedsAndReadsThem() throws IOException {
    var readers = new TreeSet<FuzzTarget.Reader>();
    for (byte[] seed : FuzzSeeds.all(folder).values()) {
      FuzzTarget.fuzzerTestOneInput(seed);
      readers.add(FuzzTarget.Reader.values()[seed[0]]);
    }
    assertEquals(new TreeSet<>(List.of(FuzzTarget.Reader.values())), readers);
  }

  /** What was found once: inputs that broke a reader, of which each is refused now. */
  @Test
  void whatWasFoundIsMended() throws IOException {
    try (Stream<Path> found = Files.list(Path.of("src/test/resources/dev/sinabro/cli/fuzz"))) {
      for (Path input : found.sorted().toList()) {
        try {
          FuzzTarget.fuzzerTestOneInput(Files.readAllBytes(input));
        } catch (Throwable broken) {
          throw new AssertionError(input.toString(), broken);
        }
      }
    }
  }

  @Test
  void aReaderThatBreaksIsFound() {
    assertThrows(AssertionError.class, () -> FuzzTarget.check(FuzzTarget.Reader.CSV, null));
  }

  @Test
  void readersHoldAgainstAFuzzer() throws IOException, InterruptedException {
    Path corpus = Path.of(System.getProperty("fuzz.corpus", folder.resolve("corpus").toString())).toAbsolutePath();
    Files.createDirectories(corpus);
    Map<String, byte[]> seeds = FuzzSeeds.all(folder);
    for (Map.Entry<String, byte[]> seed : seeds.entrySet()) {
      Files.write(corpus.resolve(seed.getKey()), seed.getValue());
    }
    Path log = folder.resolve("fuzz.log");
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx1500m", "-XX:+UseSerialGC", COMPILER, "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + FuzzTarget.class.getName(), "--instrumentation_includes=" + READERS,
        "--reproducer_path=" + folder, corpus.toString(), "-max_total_time=" + SECONDS, "-max_len=8192", "-timeout=60",
        "-rss_limit_mb=4000", "-seed=" + System.getProperty("fuzz.seed", "1"), "-print_final_stats=1"));
    Process fuzzer = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile()).start();
    int code = fuzzer.waitFor();
    String told = Files.readString(log);
    Matcher runs = Pattern.compile("Done (\\d+) runs").matcher(told);
    String end = told.lines().skip(Math.max(0, told.lines().count() - 60)).collect(Collectors.joining("\n"));
    assertEquals(0, code, () -> kept(end));
    assertTrue(runs.find() && Long.parseLong(runs.group(1)) > seeds.size(), end);
  }

  /** The end of the log, and where the input is that broke a reader. */
  private String kept(String log) {
    try (Stream<Path> files = Files.list(folder)) {
      Path kept = Files.createDirectories(Path.of("target", "fuzz"));
      for (Path file : files.filter(file -> file.getFileName().toString().startsWith("crash-")).toList()) {
        Files.copy(file, kept.resolve(file.getFileName()));
      }
      return log + "\nthe input is in cli/" + kept
          + "; put it to src/test/resources/dev/sinabro/cli/fuzz when it is mended";
    } catch (IOException unkept) {
      return log + "\n" + unkept;
    }
  }
}
