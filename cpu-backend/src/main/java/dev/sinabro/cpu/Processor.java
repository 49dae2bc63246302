package dev.sinabro.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system tells about the machine. */
final class Processor {
  private Processor() {}

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
