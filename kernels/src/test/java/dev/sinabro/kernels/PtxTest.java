package dev.sinabro.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The committed PTX is that of the committed sources, and assembles for each GPU that is supported. Needs NVIDIA's
 * tools.
 */
class PtxTest {
  private static final Path SOURCES = Path.of("src/main/cuda");
  private static final Pattern MADE_BY = Pattern.compile("# made by nvcc ([0-9.]+);");

  @TempDir
  private Path folder = Path.of("");

  @Test
  void thePtxIsMadeOfTheSources() throws IOException, InterruptedException {
    Matcher header = MADE_BY.matcher(Files.readString(SOURCES.resolve("sinabro.entries")));
    assertTrue(header.find());
    String installed = output("nvcc", "--version");
    assumeTrue(installed.contains("V" + header.group(1)),
        "nvcc " + header.group(1) + " made the PTX, and is not installed");
    output("bash", SOURCES.resolve("make-ptx.sh").toString(), folder.toString());
    for (String file : List.of("sinabro.ptx", "sinabro.entries")) {
      assertEquals(Files.readString(folder.resolve(file)), Files.readString(SOURCES.resolve(file)),
          file + " is not what the sources give; run kernels/src/main/cuda/make-ptx.sh and commit it");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {75, 80, 86, 89, 90, 100, 120})
  void itAssembles(int capability) throws IOException, InterruptedException {
    assumeTrue(!output("ptxas", "--version").isEmpty(), "ptxas is not installed");
    Path cubin = folder.resolve("sinabro.cubin");
    String messages = output("ptxas", "-arch=sm_" + capability, SOURCES.resolve("sinabro.ptx").toString(), "-o",
        cubin.toString());
    assertTrue(Files.isRegularFile(cubin), messages);
  }

  /** What a program prints; nothing where there is no such program. */
  private String output(String... command) throws InterruptedException {
    try {
      Path log = folder.resolve("log.txt");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      int status = process.waitFor();
      String text = Files.readString(log);
      assertEquals(0, status, text);
      return text;
    } catch (IOException absent) {
      return "";
    }
  }
}
