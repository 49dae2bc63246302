package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.graph.Graph;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Session;
import java.util.HashMap;
import java.util.Map;

/** The programs of a trainer on its device, over one state: one for each shape of a step, made when first needed. */
final class Programs implements AutoCloseable {
  private final StepGraphs graphs;
  private final Session session;
  private final Map<StepShape, Program> plans = new HashMap<>();
  private final Map<StepShape, Execution> executions = new HashMap<>();

  Programs(StepGraphs graphs, Session session) {
    this.graphs = graphs;
    this.session = session;
  }

  StepGraphs graphs() {
    return graphs;
  }

  Session session() {
    return session;
  }

  /** The program of a step, which no memory is taken for yet. */
  Program plan(StepShape shape) {
    return plans.computeIfAbsent(shape, this::unkeptPlan);
  }

  /** As {@link #plan}, for a look at it. */
  Program unkeptPlan(StepShape shape) {
    Graph graph = new Graph();
    return session.plan(graph, graphs.build(graph, shape));
  }

  /** The same step, ready to run. */
  Execution step(StepShape shape) {
    return executions.computeIfAbsent(shape, _ -> session.prepare(plan(shape)));
  }

  @Override
  public void close() {
    session.close();
  }
}
