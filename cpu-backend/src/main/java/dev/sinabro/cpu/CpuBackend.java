package dev.sinabro.cpu;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.cpu.kernel.Kernels;
import dev.sinabro.cpu.kernel.Machine;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.graph.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The opened CPU. */
final class CpuBackend implements Backend {
  private final Machine machine;
  private final String description;
  private boolean closed;

  /** A CPU on which {@code threads} compute; OpenBLAS is loaded. */
  CpuBackend(int threads, BlockMath math) {
    description = description(threads, math);
    machine = new Machine(threads, math);
  }

  /** For example {@code 2 threads, AVX-512}, or {@code plain loops} in place of the latter. */
  static String description(int threads, BlockMath math) {
    return threads + (threads == 1 ? " thread, " : " threads, ") + math.name();
  }

  @Override
  public BackendInfo info() {
    return new BackendInfo(CpuProvider.NAME, description, DType.F32, Processor.availableBytes());
  }

  @Override
  public boolean supports(Step step) {
    return Kernels.supports(step);
  }

  @Override
  public Buffer allocate(long bytes) {
    requireOpen();
    return new CpuBuffer(bytes);
  }

  @Override
  public MemorySegment staging(long bytes, Arena arena) {
    requireOpen();
    return arena.allocate(bytes, Slot.ALIGNMENT);
  }

  @Override
  public Executable compile(Program program) {
    requireOpen();
    if (program.floatType() != DType.F32) {
      throw new DeviceException("the CPU computes in f32, and the program has " + program.floatType()
          + " reals; lay it out with the float type of the device");
    }
    return new CpuExecutable(program, machine);
  }

  private void requireOpen() {
    if (closed) {
      throw new DeviceException("the device is closed; open it again");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      machine.close();
    }
  }
}
