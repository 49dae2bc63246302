package dev.sinabro.cpu;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Limits on the memory of a group of processes, as containers and job schedulers set them: cgroups(7), versions 1 and 2. A
 * group is within others, each of which may have a limit.
 */
final class ControlGroups {
  private ControlGroups() {}

  /**
   * How a version tells its figures.
   *
   * @param folder where its groups are
   * @param limit the file of the most bytes that the group may have; {@code max} for no limit
   * @param usage the file of the bytes that it has
   * @param cached the lines of {@code memory.stat} for parts of these that the kernel gives up when memory is short
   */
  private record Version(String folder, String limit, String usage, List<String> cached) {
    static final Version ONE = new Version("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes",
        List.of("total_inactive_file", "total_active_file"));
    static final Version TWO =
        new Version("sys/fs/cgroup", "memory.max", "memory.current", List.of("inactive_file", "active_file"));
  }

  /**
   * Bytes that this process can still have by the limits of its groups; {@link Long#MAX_VALUE} where there is none.
   *
   * @param root the root folder of the system's files
   */
  static long freeBytes(Path root) {
    return Figures.of(root.resolve("proc/self/cgroup")).lines().stream()
        .mapToLong(line -> freeBytes(root, line.split(":", 3))).min().orElse(Long.MAX_VALUE);
  }

  /** By a line of number, controllers and path. */
  private static long freeBytes(Path root, String[] line) {
    if (line.length != 3) {
      return Long.MAX_VALUE;
    }
    if (line[1].isEmpty()) {
      return freeBytes(root, Version.TWO, line[2]);
    }
    return List.of(line[1].split(",")).contains("memory")
        ? freeBytes(root, Version.ONE, line[2])
        : Long.MAX_VALUE;
  }

  /** In a container the path may be that of the host, of which the container sees the last folder as its root. */
  private static long freeBytes(Path root, Version version, String path) {
    Path top = root.resolve(version.folder);
    Path group = top.resolve(path.replaceFirst("^/+", "")).normalize();
    return Stream.iterate(group.startsWith(top) ? group : top, within -> within.startsWith(top), Path::getParent)
        .mapToLong(within -> freeBytes(version, within)).min().orElse(Long.MAX_VALUE);
  }

  private static long freeBytes(Version version, Path group) {
    long limit = Figures.of(group.resolve(version.limit)).only().orElse(Long.MAX_VALUE);
    long usage = Figures.of(group.resolve(version.usage)).only().orElse(0);
    Figures parts = Figures.of(group.resolve("memory.stat"));
    long cached = version.cached.stream().mapToLong(name -> parts.number(name).orElse(0)).sum();
    return limit == Long.MAX_VALUE ? limit : Math.clamp(limit - usage + cached, 0, limit);
  }
}
