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
import dev.sinabro.cuda.kernel.Works;
import dev.sinabro.graph.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/** A GPU that is open. */
final class CudaBackend implements Backend {
  private final Context context;
  private final Processor processor;
  private final Transfers transfers;
  private final CudaExecutable.Mode mode;
  private final List<BackendInfo.Phase> startUp;
  private boolean open = true;

  /**
   * Makes ready what programs run with.
   *
   * @param context is closed with the backend
   * @param special whether small jobs share a launch, and known groups are compiled code
   * @param opening how long it took to open the context
   */
  CudaBackend(Context context, DeviceOptions options, boolean special, BackendInfo.Phase opening) {
    this.context = context;
    mode = options.checked()
        ? CudaExecutable.Mode.CHECKED
        : options.capture() ? CudaExecutable.Mode.CAPTURED : CudaExecutable.Mode.UNCAPTURED;
    processor = new Processor(context, options.precision(), special);
    transfers = new Transfers(context, processor.stream());
    startUp = Stream.concat(Stream.of(opening), processor.startUp().stream()).toList();
  }

  @Override
  public BackendInfo info() {
    requireOpen();
    return new BackendInfo(CudaProvider.NAME, context.gpu().description() + processor.remarks(), DType.F32,
        transfers.freeBytes(), startUp);
  }

  @Override
  public boolean supports(Step step) {
    return Works.supports(step);
  }

  @Override
  public Buffer allocate(long bytes) {
    requireOpen();
    return new CudaBuffer(transfers, context.allocate(bytes));
  }

  @Override
  public MemorySegment staging(long bytes, Arena arena) {
    requireOpen();
    return context.allocatePinned(bytes).segment(arena);
  }

  @Override
  public Executable compile(Program program) {
    requireOpen();
    if (program.floatType() != DType.F32) {
      throw new DeviceException("the GPU computes in f32, and the program has " + program.floatType()
          + " reals; lay it out with the float type of the device");
    }
    return new CudaExecutable(program, processor, transfers, mode);
  }

  private void requireOpen() {
    if (!open) {
      throw new DeviceException("the device is closed; open it again");
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      transfers.finish();
      context.close();
    }
  }
}
