package dev.sinabro.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Free memory is what the machine and each group of the process leave. */
class ProcessorTest {
  private static final long MACHINE = 20_000 * 1024L;

  @TempDir
  private Path root;

  @BeforeEach
  void machine() throws IOException {
    file("proc/meminfo", "MemTotal:       24000 kB\nMemFree:        100 kB\nMemAvailable:   20000 kB\n");
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void group(String folder, String limit, String usage) throws IOException {
    file(folder + "/memory.max", limit + "\n");
    file(folder + "/memory.current", usage + "\n");
    file(folder + "/memory.stat", "anon 5\ninactive_file 30\nactive_file 4\n");
  }

  @Test
  void thisMachineHasSome() {
    long free = Processor.availableBytes();
    assertTrue(free > 1 << 20 && free < 1L << 50, () -> free + " bytes");
  }

  @Test
  void withoutGroupsItIsThatOfTheMachine() throws IOException {
    assertEquals(MACHINE, Processor.availableBytes(root));
    Files.delete(root.resolve("proc/meminfo"));
    assertTrue(Processor.availableBytes(root) > 1L << 60, "unknown");
  }

  /** Version 2: of the group and of those that it is in, the least that is left; cached files can be given up. */
  @ParameterizedTest
  @CsvSource({"max, max, 20480000", "1000, max, 934", "max, 5000, 4934", "6000, 900, 834", "50, max, 0",
      "9223372036854775807, max, 20480000", "99999999999999999999, max, 20480000"})
  void limitsOfGroupsAreKept(String inner, String outer, long expected) throws IOException {
    file("proc/self/cgroup", "0::/system.slice/training.service\n");
    group("sys/fs/cgroup/system.slice/training.service", inner, "100");
    group("sys/fs/cgroup/system.slice", outer, "100");
    assertEquals(expected, Processor.availableBytes(root));
  }

  /** Of a container, or of one of which the path is the host's, as without a namespace of groups. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/docker/0123abcd", "/../../outside"})
  void aContainersLimitIsAtItsRoot(String path) throws IOException {
    file("proc/self/cgroup", "0::" + path + "\n");
    group("sys/fs/cgroup", "6000", "2000");
    assertEquals(6000 - 2000 + 34, Processor.availableBytes(root));
  }

  @Test
  void limitsOfVersionOneAreKept() throws IOException {
    file("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/jobs/17\n1:cpuset:/\n0::/\nno line of it\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", "7000\n");
    file("sys/fs/cgroup/memory/jobs/memory.limit_in_bytes", "4000\n");
    file("sys/fs/cgroup/memory/jobs/memory.usage_in_bytes", "3000\n");
    file("sys/fs/cgroup/memory/jobs/17/memory.limit_in_bytes", "8000\n");
    file("sys/fs/cgroup/memory/jobs/17/memory.usage_in_bytes", "1000\n");
    assertEquals(1000, Processor.availableBytes(root));
    file("sys/fs/cgroup/memory/jobs/memory.stat", "inactive_file 999\ntotal_inactive_file 200\ntotal_active_file 50\n");
    assertEquals(1250, Processor.availableBytes(root));
  }
}
