package dev.sinabro.run;

import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.MemorySegment;

/** A program of a session that is ready to run. */
public final class Execution implements AutoCloseable {
  private final Session session;
  private final Program program;
  private final Executable executable;

  Execution(Session session, Program program, Executable executable) {
    this.session = session;
    this.program = program;
    this.executable = executable;
  }

  /** What it runs. */
  public Program program() {
    return program;
  }

  /** Takes its inputs from there from now on. */
  public Execution on(Inputs inputs) {
    if (!inputs.fits(program.inputs())) {
      throw new IllegalArgumentException("the inputs were made for a program with other input declarations");
    }
    executable.bind(Region.INPUTS, inputs.buffer());
    return this;
  }

  void on(StreamedInputs inputs) {
    executable.bind(Region.INPUTS, inputs.buffer());
  }

  /** Starts it once; may return before it is done. */
  public void run() {
    session.holdsResultsOf(this);
    executable.run();
  }

  /** Waits until all started runs are done. */
  public void synchronize() {
    executable.synchronize();
  }

  /** Runs it once, timing each step. */
  public Profile profile() {
    session.holdsResultsOf(this);
    return executable.profile();
  }

  /**
   * A result of the last run, row-major.
   *
   * @throws IllegalStateException as {@link #tensor}
   */
  public double[] read(String output) {
    HostTensor tensor = tensor(output);
    return HostValues.decode(tensor.bytes(), tensor.type().dtype());
  }

  /**
   * A result of the last run, of the element type that it has in the program.
   *
   * @throws IllegalStateException where the result is gone: another program of the session ran since, or one was
   *     prepared that needs more memory
   */
  public HostTensor tensor(String output) {
    Slot slot = slot(output);
    executable.synchronize();
    return session.download(buffer(output), slot);
  }

  private Slot slot(String output) {
    Slot slot = program.outputs().get(output);
    if (slot == null) {
      throw new IllegalArgumentException(
          "there is no output named " + output + "; there are " + program.outputs().keySet());
    }
    return slot;
  }

  private Buffer buffer(String output) {
    Region region = slot(output).region();
    return switch (region) {
      case STATE -> session.state();
      case ARENA -> session.arenaOf(this);
      case INPUTS, CONSTANTS -> throw new IllegalStateException("results are never in region " + region);
    };
  }

  /**
   * A result that is computed when it is read: its first bytes always, others again where the result is gone meanwhile. It
   * takes no memory of the host.
   */
  public StoredTensor computed(String output) {
    TensorType type = slot(output).type();
    return new StoredTensor() {
      @Override
      public TensorType type() {
        return type;
      }

      @Override
      public void read(long offset, MemorySegment target) {
        if (offset == 0 || !session.holdsResults(Execution.this)) {
          run();
        }
        executable.synchronize();
        buffer(output).download(slot(output).offset() + offset, target);
      }
    };
  }

  void bindArena(Buffer arena) {
    executable.bind(Region.ARENA, arena);
  }

  @Override
  public void close() {
    session.forget(this);
    executable.close();
  }
}
