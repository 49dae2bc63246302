package dev.sinabro.train;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Session;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a training remembers of its best epoch so far, in variables, so that it is in checkpoints: its number, its value, and
 * copies of the weights that it ended with.
 */
final class Best {
  private static final int EPOCH = 0;
  private static final int VALUE = 1;
  private static final int WAITED = 2;
  private static final int WATCHED = 3;

  /**
   * The number of the epoch, from 1, 0 where there is none; its value; epochs that were no better since; the place of the
   * metric that it is of among all, from 1, 0 for the loss.
   */
  private final Variable memory = new Variable("training.best", TensorType.f32(4));
  private final Map<Variable, Variable> copies = new LinkedHashMap<>();

  /** Makes room, in a graph that shows all variables; for copies of some weights, or of none. */
  void declare(Graph graph, Collection<Variable> weights) {
    graph.read(memory);
    for (Variable weight : weights) {
      graph.read(copies.computeIfAbsent(weight, _ -> new Variable("best." + weight.name(), weight.type())));
    }
  }

  /** Begins anew where another value was watched before. */
  void watch(int metric, Session session) {
    if (session.read(memory)[WATCHED] != metric) {
      session.write(memory, new double[] {0, 0, 0, metric});
    }
  }

  /** The number of the best epoch, from 1; 0: there is none. */
  int epoch(Session session) {
    return (int) session.read(memory)[EPOCH];
  }

  float value(Session session) {
    return (float) session.read(memory)[VALUE];
  }

  /** Epochs since, none of which was better. */
  int waited(Session session) {
    return (int) session.read(memory)[WAITED];
  }

  /** The epoch that has ended is the best so far. */
  void is(int epoch, float value, Programs programs, boolean copied) {
    write(programs.session(), epoch, value, 0);
    if (copied) {
      run(programs, graph -> copies.forEach((weight, copy) -> graph.assign(copy, graph.read(weight))));
    }
  }

  /** The epoch that has ended is no better. */
  void isNot(Session session) {
    write(session, epoch(session), value(session), waited(session) + 1);
  }

  private void write(Session session, int epoch, float value, int waited) {
    session.write(memory, new double[] {epoch, value, waited, session.read(memory)[WATCHED]});
  }

  /** Gives the weights their values of the best epoch, from where another training may have all its patience again. */
  void restore(Programs programs) {
    Session session = programs.session();
    write(session, epoch(session), value(session), 0);
    run(programs, graph -> copies.forEach((weight, copy) -> graph.assign(weight, graph.read(copy))));
  }

  private static void run(Programs programs, Consumer<Graph> assignments) {
    try (Execution execution =
        programs.session().prepare(programs.steps().plan(step -> assignments.accept(step.graph())))) {
      execution.run();
      execution.synchronize();
    }
  }
}
