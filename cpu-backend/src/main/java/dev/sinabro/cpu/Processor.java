package dev.sinabro.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the operating system tells about the machine. */
final class Processor {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** The widest vector instructions, such as {@code AVX-512}. */
  static String instructions() {
    List<String> flags = flags();
    return flags.contains("avx512f") ? "AVX-512" : flags.contains("avx2") ? "AVX2" : "no AVX2";
  }

  private static List<String> flags() {
    return Arrays.asList(line(CPU, "flags").split(" "));
  }

  /** Memory that can be used without swapping, in bytes; {@link Long#MAX_VALUE} where unknown. */
  static long availableBytes() {
    String kilobytes = line(Path.of("/proc/meminfo"), "MemAvailable").replaceAll("[^0-9]", "");
    return kilobytes.isEmpty() ? Long.MAX_VALUE : Long.parseLong(kilobytes) * 1024;
  }

  /** The text after the colon of the first line that begins with a name; empty where there is none. */
  private static String line(Path file, String name) {
    try (var lines = Files.lines(file)) {
      return lines.filter(line -> line.startsWith(name) && line.contains(":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
