package dev.sinabro.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.cpu.kernel.Kernels;
import dev.sinabro.cpu.kernel.Machine;
import dev.sinabro.cpu.math.BlockFunction;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.pool.AdaptiveThreads;
import dev.sinabro.cpu.scalar.ScalarMath;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.TensorType;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CpuExecutableTest {
  private static final int RUNS = 100;

  private final Set<Thread> seen = ConcurrentHashMap.newKeySet();

  /** Plain loops, whose element-wise functions tell the thread that they run on. */
  private BlockMath watched() {
    ScalarMath math = new ScalarMath();
    return (BlockMath) Proxy.newProxyInstance(BlockMath.class.getClassLoader(), new Class<?>[] {BlockMath.class},
        (_, method, arguments) -> {
          Object made = method.invoke(math, arguments);
          return made instanceof BlockFunction function ? (BlockFunction) (a, b, c, y, count) -> {
            seen.add(Thread.currentThread());
            function.apply(a, b, c, y, count);
          } : made;
        });
  }

  /** A clock by which a run takes 0.5 ms with one thread, and 1.5 ms with two. */
  private static LongSupplier clock(AdaptiveThreads threads) {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(threads.threads() == 1 ? 500_000 : 1_500_000);
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aProgramThatIsSlowerOnTwoThreadsGoesOnWithOne() {
    Graph graph = new Graph();
    Program program = Compiler.compile(graph, Map.of("y", graph.input("x", TensorType.f32(100_000)).tanh()),
        new StateLayout(List.of(), DType.F32), Kernels::supports);
    AdaptiveThreads threads = new AdaptiveThreads(2);
    try (Machine machine = new Machine(2, watched());
        Executable executable = new CpuExecutable(program, machine, threads, clock(threads));
        Buffer state = new CpuBuffer(Slot.ALIGNMENT);
        Buffer arena = new CpuBuffer(Math.max(Slot.ALIGNMENT, program.byteSize(Region.ARENA)));
        Buffer inputs = new CpuBuffer(program.byteSize(Region.INPUTS))) {
      executable.bind(Region.STATE, state);
      executable.bind(Region.ARENA, arena);
      executable.bind(Region.INPUTS, inputs);
      executable.run();
      while (seen.size() < 2 && threads.threads() == 2) {
        executable.run();
      }
      assertEquals(2, seen.size(), "threads before the first trial");
      while (threads.threads() == 2) {
        executable.run();
      }
      seen.clear();
      for (int run = 0; run < RUNS; run++) {
        executable.run();
      }
      assertEquals(1, threads.threads(), "the trial showed that one is faster");
      assertEquals(Set.of(Thread.currentThread()), seen);
    }
  }
}
