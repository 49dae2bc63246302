package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A step of some {@link Steps}, ready to run. */
public final class CompiledStep {
  private final Steps steps;
  private final StepGraph built;
  private final Set<String> missing = new LinkedHashSet<>();
  private @Nullable Execution execution;
  private @Nullable Inputs inputs;

  CompiledStep(Steps steps, StepGraph built) {
    this.steps = steps;
    this.built = built;
  }

  void prepare(Session session) {
    execution = session.prepare(built.graph(), built.outputs());
  }

  private Execution execution() {
    steps.session();
    Execution present = execution;
    if (present == null) {
      throw new IllegalStateException("the step could not be prepared");
    }
    return present;
  }

  /** What runs. */
  public Program program() {
    return execution().program();
  }

  /** Runs it once, with the inputs of the run before. */
  public void run() {
    run(Map.of());
  }

  /**
   * Runs it once; may return before it is done.
   *
   * @param values of inputs by name, row-major: arrays of double, float, int or byte, or a segment; an input that is not
   *     named keeps the values that it had
   * @throws IllegalArgumentException where an input has none, or is of another size
   */
  public void run(Map<String, ?> values) {
    Execution present = execution();
    Inputs into = inputs;
    if (into == null) {
      into = steps.session().inputs(present.program());
      inputs = into;
      present.on(into);
      missing.addAll(present.program().inputs().keySet());
      missing.removeAll(present.program().inputValues().keySet());
    }
    into.set(values);
    missing.removeAll(values.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("inputs " + missing + " have no values yet; pass them to run(..)");
    }
    present.run();
  }

  /** A result of the last run, row-major; read it before another step runs. */
  public double[] values(String output) {
    return execution().read(output);
  }

  /** A result of the last run that is one number; read it before another step runs. */
  public double scalar(String output) {
    double[] values = values(output);
    if (values.length != 1) {
      throw new IllegalArgumentException("result " + output + " has " + values.length + " elements; take values(..)");
    }
    return values[0];
  }

  /** A result of the last run, of the element type that it has in the program; read it before another step runs. */
  public HostTensor tensor(String output) {
    return execution().tensor(output);
  }

  void close() {
    if (inputs != null) {
      inputs.close();
    }
  }
}
