package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.graph.SizeException;
import dev.sinabro.nn.Model;
import dev.sinabro.run.Execution;
import dev.sinabro.run.MemoryException;
import dev.sinabro.run.Session;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The programs of a trainer over one state: one for each shape of a step, made when first needed. */
final class Programs implements AutoCloseable {
  private final TrainerSteps graphs;
  private final Steps steps;
  private final Map<StepShape, Program> plans = new HashMap<>();
  private final Map<StepShape, Execution> executions = new HashMap<>();
  private @Nullable EvaluatedModel evaluated;

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
    return steps.plan(build(shape));
  }

  /**
   * The graph of a step.
   *
   * @throws MemoryException where a batch of that size, and not a smaller one, has a tensor of too many elements
   */
  StepGraph build(StepShape shape) {
    try {
      return built(shape);
    } catch (SizeException refused) {
      int fits = LargestBatch.below(shape.batch(), rows -> isBuilt(shape.withBatch(rows)));
      throw fits == 0 ? refused : MemoryException.ofBatch(shape.batch(), fits, refused);
    }
  }

  private StepGraph built(StepShape shape) {
    return steps.build(step -> graphs.build(step, shape));
  }

  private boolean isBuilt(StepShape shape) {
    try {
      built(shape);
      return true;
    } catch (SizeException refused) {
      return false;
    }
  }

  /** The same step, ready to run. */
  Execution step(StepShape shape) {
    return executions.computeIfAbsent(shape, _ -> session().prepare(plan(shape)));
  }

  /** The model as it is evaluated. */
  EvaluatedModel evaluated(Model model) {
    EvaluatedModel made = evaluated;
    if (made == null) {
      made = new EvaluatedModel(steps, graphs.learner(), model);
      evaluated = made;
    }
    return made;
  }

  @Override
  public void close() {
    steps.close();
  }
}
