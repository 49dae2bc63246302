package dev.sinabro.reference;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.graph.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Executes programs with simple loops over doubles, on one thread.
 *
 * <p>Its own programs have F64 reals; in a program with F32 reals each result is rounded when it is computed.
 */
public final class ReferenceBackend implements Backend {
  static final String NAME = "reference";
  static final String DESCRIPTION = "plain loops in float64, 1 thread";

  /** An opened device. */
  public ReferenceBackend() {}

  @Override
  public BackendInfo info() {
    return new BackendInfo(NAME, DESCRIPTION, DType.F64, Long.MAX_VALUE);
  }

  /** Always: it is what other backends are compared with. */
  @Override
  public boolean supports(Step step) {
    return true;
  }

  @Override
  public Buffer allocate(long bytes) {
    return new ReferenceBuffer(bytes);
  }

  @Override
  public MemorySegment staging(long bytes, Arena arena) {
    return arena.allocate(bytes, Slot.ALIGNMENT);
  }

  @Override
  public Executable compile(Program program) {
    return new ReferenceExecutable(program);
  }

  @Override
  public void close() {
    // the garbage collector frees all that it holds
  }
}
