package dev.sinabro.cuda;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Step;
import dev.sinabro.cuda.driver.CapturedGraph;
import dev.sinabro.cuda.kernel.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program on the GPU. */
final class CudaExecutable implements Executable {
  private final Program program;
  private final Processor processor;
  private final Transfers transfers;
  private final ProgramMemory memory;
  private final Mode mode;
  private @Nullable PlacedCalls calls;
  private @Nullable CapturedGraph graph;

  /** How a program runs. */
  enum Mode {
    /**
     * The first run after memory was bound is given to the stream call by call, the second is captured as one graph,
     * which later runs launch.
     */
    CAPTURED,
    /** Each run is given to the stream call by call. */
    UNCAPTURED,
    /** Each step of a run is waited for, so that a failure is told with the step that it is of. Slow. */
    CHECKED
  }

  CudaExecutable(Program program, Processor processor, Transfers transfers, Mode mode) {
    this.program = program;
    this.processor = processor;
    this.transfers = transfers;
    this.mode = mode;
    memory = new ProgramMemory(program, transfers);
  }

  @Override
  public void bind(Region region, Buffer buffer) {
    if (memory.bind(region, buffer)) {
      discard();
    }
  }

  @Override
  public void run() {
    memory.requireOpen();
    if (mode == Mode.CHECKED) {
      profile();
      return;
    }
    PlacedCalls known = calls;
    if (known == null) {
      known = placed();
      calls = known;
      processor.start(known.calls());
    } else {
      switch (mode) {
        case CAPTURED -> processor.stream().launch(captured(known));
        case UNCAPTURED, CHECKED -> processor.start(known.calls());
      }
    }
  }

  private PlacedCalls placed() {
    List<Work> works = new ArrayList<>();
    program.steps().forEach(step -> works.addAll(memory.works(step)));
    return new PlacedCalls(transfers, table -> processor.joined(works, table));
  }

  private CapturedGraph captured(PlacedCalls placed) {
    CapturedGraph known = graph;
    if (known == null) {
      processor.stream().beginCapture();
      try {
        processor.start(placed.calls());
      } catch (RuntimeException e) {
        processor.stream().abandonCapture();
        throw e;
      }
      known = processor.stream().endCapture();
      graph = known;
    }
    return known;
  }

  @Override
  public void synchronize() {
    processor.stream().synchronize();
  }

  @Override
  public Profile profile() {
    memory.requireOpen();
    List<Long> nanoseconds = new ArrayList<>();
    for (Step step : program.steps()) {
      nanoseconds.add(StepRun.nanoseconds(step, memory, processor, transfers));
    }
    return new Profile(nanoseconds);
  }

  private void discard() {
    if (calls != null) {
      transfers.finish();
      calls.close();
      calls = null;
    }
    if (graph != null) {
      graph.close();
      graph = null;
    }
  }

  @Override
  public void close() {
    discard();
    memory.close();
  }
}
