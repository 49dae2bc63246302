package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Step;
import dev.sinabro.cuda.driver.Context;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A GPU as a device. */
final class CudaBackend implements Backend {
  CudaBackend(Context context, DeviceOptions options) {
    context.close();
    throw unfinished();
  }

  private static DeviceException unfinished() {
    return new DeviceException("device cuda cannot be used: this version does not compute on GPUs; use --device cpu");
  }

  @Override
  public BackendInfo info() {
    throw unfinished();
  }

  @Override
  public boolean supports(Step step) {
    throw unfinished();
  }

  @Override
  public Buffer allocate(long bytes) {
    throw unfinished();
  }

  @Override
  public MemorySegment staging(long bytes, Arena arena) {
    throw unfinished();
  }

  @Override
  public Executable compile(Program program) {
    throw unfinished();
  }

  @Override
  public void close() {
    // It cannot be made.
  }
}
