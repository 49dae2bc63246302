package dev.sinabro.cpu;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.kernel.Kernel;
import dev.sinabro.cpu.kernel.Kernels;
import dev.sinabro.cpu.kernel.Machine;
import dev.sinabro.cpu.pool.AdaptiveThreads;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A program's kernels in order. They hold absolute addresses, and are made anew at the first run after a region moved. */
final class CpuExecutable implements Executable {
  private final Program program;
  private final Machine machine;
  private final AdaptiveThreads threads;
  private final LongSupplier nanoseconds;
  private final Map<Region, CpuBuffer> buffers = new EnumMap<>(Region.class);
  private Kernel @Nullable [] kernels;
  private CpuBuffer[] bound = {};

  CpuExecutable(Program program, Machine machine) {
    this(program, machine, new AdaptiveThreads(machine.threads()), System::nanoTime);
  }

  /** @param nanoseconds the clock by which runs are timed */
  CpuExecutable(Program program, Machine machine, AdaptiveThreads threads, LongSupplier nanoseconds) {
    this.program = program;
    this.machine = machine;
    this.threads = threads;
    this.nanoseconds = nanoseconds;
    CpuBuffer constants = new CpuBuffer(Math.max(program.byteSize(Region.CONSTANTS), Slot.ALIGNMENT));
    program.constants().forEach(constant -> constant.writeTo(constants.memory()));
    buffers.put(Region.CONSTANTS, constants);
  }

  @Override
  public void bind(Region region, Buffer buffer) {
    if (region == Region.CONSTANTS || !(buffer instanceof CpuBuffer own) || own.byteSize() < program.byteSize(region)) {
      throw new IllegalArgumentException("region " + region + " needs a buffer of this backend of at least "
          + program.byteSize(region) + " bytes, and constants are never bound");
    }
    if (buffers.put(region, own) != own) {
      kernels = null;
    }
  }

  @Override
  public void run() {
    Kernel[] made = ready();
    machine.limit(threads.threads());
    long start = nanoseconds.getAsLong();
    for (Kernel kernel : made) {
      kernel.run();
    }
    threads.took(nanoseconds.getAsLong() - start);
  }

  /** Kernels write to raw addresses, so a buffer that was freed is found out before the first of them runs. */
  private Kernel[] ready() {
    Kernel[] made = kernels;
    if (made == null) {
      bound = buffers.values().toArray(CpuBuffer[]::new);
      made = program.steps().stream().map(step -> Kernels.of(machine, step, this::address)).toArray(Kernel[]::new);
      kernels = made;
    }
    for (CpuBuffer buffer : bound) {
      if (!buffer.isOpen()) {
        throw new DeviceException("the program, or memory that is bound to it, is closed; bind an open buffer");
      }
    }
    return made;
  }

  private long address(View slot) {
    CpuBuffer buffer = buffers.get(slot.region());
    if (buffer == null) {
      throw new IllegalStateException("region " + slot.region() + " has no memory; bind a buffer before the first run");
    }
    return buffer.address() + slot.offset();
  }

  @Override
  public void synchronize() {
    // a run is done when it returns
  }

  @Override
  public Profile profile() {
    List<Long> times = new ArrayList<>();
    machine.limit(machine.threads());
    for (Kernel kernel : ready()) {
      long start = System.nanoTime();
      kernel.run();
      times.add(System.nanoTime() - start);
    }
    return new Profile(times);
  }

  @Override
  public void close() {
    CpuBuffer constants = buffers.get(Region.CONSTANTS);
    if (constants != null) {
      constants.close();
    }
  }
}
