package dev.sinabro.reference;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Step;
import dev.sinabro.graph.DType;
import dev.sinabro.testkit.BackendConformance;
import dev.sinabro.testkit.LateBackend;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The reference with programs in float32: results that are rounded well stay within each tolerance, also where they
 * come as late as the contract permits.
 */
final class ReferenceInFloat32Test extends BackendConformance {
  @Override
  protected Backend open() {
    return new LateBackend(new InFloat32(new ReferenceBackend()));
  }

  private record InFloat32(Backend device) implements Backend {
    @Override
    public BackendInfo info() {
      return new BackendInfo("reference", "rounded to float32", DType.F32, Long.MAX_VALUE);
    }

    @Override
    public boolean supports(Step step) {
      return device.supports(step);
    }

    @Override
    public Buffer allocate(long bytes) {
      return device.allocate(bytes);
    }

    @Override
    public MemorySegment staging(long bytes, Arena arena) {
      return device.staging(bytes, arena);
    }

    @Override
    public Executable compile(Program program) {
      return device.compile(program);
    }

    @Override
    public void close() {
      device.close();
    }
  }
}
