package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Session;
import java.util.HashMap;
import java.util.Map;

/** The programs of a trainer over one state: one for each shape of a step, made when first needed. */
final class Programs implements AutoCloseable {
  private final TrainerSteps graphs;
  private final Steps steps;
  private final Map<StepShape, Program> plans = new HashMap<>();
  private final Map<StepShape, Execution> executions = new HashMap<>();

  /** Over steps to which those of the graphs were declared. */
  Programs(TrainerSteps graphs, Steps steps) {
    this.graphs = graphs;
    this.steps = steps;
  }

  TrainerSteps graphs() {
    return graphs;
  }

  /** The state. */
  Steps steps() {
    return steps;
  }

  Session session() {
    return steps.session();
  }

  /** The program of a step, which no memory is taken for yet. */
  Program plan(StepShape shape) {
    return plans.computeIfAbsent(shape, this::unkeptPlan);
  }

  /** As {@link #plan}, for a look at it. */
  Program unkeptPlan(StepShape shape) {
    return steps.plan(step -> graphs.build(step, shape));
  }

  /** The same step, ready to run. */
  Execution step(StepShape shape) {
    return executions.computeIfAbsent(shape, _ -> session().prepare(plan(shape)));
  }

  @Override
  public void close() {
    steps.close();
  }
}
