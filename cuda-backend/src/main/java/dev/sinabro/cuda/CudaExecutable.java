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
    switch (mode) {
      case CHECKED -> profile();
      case UNCAPTURED -> processor.start(placed().calls());
      case CAPTURED -> {
        if (calls == null) {
          processor.start(placed().calls());
        } else {
          processor.stream().launch(captured(calls));
        }
      }
    }
  }

  private PlacedCalls placed() {
    PlacedCalls known = calls;
    if (known == null) {
      List<Work> works = new ArrayList<>();
      program.steps().forEach(step -> works.addAll(memory.works(step)));
      known = new PlacedCalls(transfers, table -> processor.joined(works, table));
      calls = known;
    }
    return known;
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
