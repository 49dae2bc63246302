package dev.sinabro.cpu;

import java.nio.file.Path;

/** What the operating system tells about the machine. */
final class Processor {
  private Processor() {}

  /**
   * Memory that can be used without swapping, and without the kernel ending the process, in bytes; {@link Long#MAX_VALUE}
   * where unknown.
   */
  static long availableBytes() {
    return availableBytes(Path.of("/"));
  }

  /** The same by the files below another root folder. */
  static long availableBytes(Path root) {
    long kilobytes = Figures.of(root.resolve("proc/meminfo")).number("MemAvailable:").orElse(Long.MAX_VALUE / 1024);
    return Math.min(kilobytes * 1024, ControlGroups.freeBytes(root));
  }
}
