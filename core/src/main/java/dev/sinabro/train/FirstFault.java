package dev.sinabro.train;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.run.Execution;
import dev.sinabro.run.MemoryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what ceased to be finite first in a training: the last steps are done again from a state in which all was well, and
 * the one that fails once more, with a look at each of its nodes. A step has the same bits each time, so this finds it.
 */
final class FirstFault {
  private static final int NAN = 0;
  private static final int INFINITE = 1;

  private final Programs programs;
  private final Placement placement;
  private final Portion training;
  private Map<String, HostTensor> well = Map.of();

  FirstFault(Programs programs, Placement placement, Portion training) {
    this.programs = programs;
    this.placement = placement;
    this.training = training;
  }

  /** All is well now. */
  void remember() {
    well = programs.steps().checkpoint();
  }

  /** The fault of an epoch that began, or was remembered, in a state in which all was well; the state is lost. */
  Optional<DivergedException.Fault> find() {
    int begin = restored();
    int row = begin;
    while (row < training.rows() && isWellAfter(row)) {
      row += training.batchAt(row);
    }
    if (row >= training.rows()) {
      return Optional.empty();
    }
    restored();
    for (int before = begin; before < row; before += training.batchAt(before)) {
      placement.step(training, before).run();
    }
    try {
      return Optional.of(examined(row));
    } catch (MemoryException looksTakeMore) {
      return Optional.empty();
    }
  }

  private int restored() {
    programs.steps().restore(well);
    return (int) programs.session().read(programs.graphs().training().row())[0];
  }

  private boolean isWellAfter(int row) {
    placement.step(training, row).run();
    TrainerSteps graphs = programs.graphs();
    boolean well = Double.isFinite(graphs.objective().evaluation(1, graphs.training().sums(programs.session())).loss());
    for (Variable variable : graphs.model().variables()) {
      well &= isFinite(programs.session().tensor(variable));
    }
    return well;
  }

  private static boolean isFinite(HostTensor tensor) {
    for (int i = 0; i < tensor.shape().count(); i++) {
      if (!Double.isFinite(tensor.value(i))) {
        return false;
      }
    }
    return true;
  }

  private DivergedException.Fault examined(int row) {
    int step = 1 + (int) programs.session().read(programs.graphs().learner().updates())[0];
    Map<Tensor, String> looks = new LinkedHashMap<>();
    List<Tensor> assigned = new ArrayList<>();
    Execution execution = placement.step(training, row, shape -> programs.steps().plan(built -> {
      programs.graphs().build(built, shape);
      Graph graph = built.graph();
      assigned.addAll(graph.assignments().values());
      for (Node node : List.copyOf(graph.nodes())) {
        look(built, node, looks);
      }
    }));
    try (execution) {
      execution.run();
      Map<Tensor, double[]> faults = new LinkedHashMap<>();
      looks.forEach((tensor, name) -> faults.put(tensor, execution.read(name)));
      return fault(step, assigned, faults);
    }
  }

  /** How many elements of each of its results are NaN, and how many infinite. */
  private static void look(StepGraph step, Node node, Map<Tensor, String> looks) {
    for (int i = 0; i < node.types().size(); i++) {
      Tensor x = node.result(i);
      if (node.types().get(i).dtype().isFloat() && !(node.op() instanceof Op.Constant) && x.shape().count() > 0) {
        Tensor nan = x.isNaN().cast(DType.F32).sum();
        Tensor notFinite = x.abs().less(Double.POSITIVE_INFINITY).not().cast(DType.F32).sum();
        String name = "look " + node.id() + " " + i;
        step.output(name, step.graph().concat(0, List.of(nan.reshape(1), notFinite.sub(nan).reshape(1))));
        looks.put(x, name);
      }
    }
  }

  /** From what is to be assigned back to the first that is not finite though all of its operands are. */
  private static DivergedException.Fault fault(int step, List<Tensor> assigned, Map<Tensor, double[]> faults) {
    Tensor at = next(assigned, faults).orElseThrow();
    for (Optional<Tensor> before = Optional.of(at); before.isPresent(); before = next(at.node().operands(), faults)) {
      at = before.get();
    }
    return new DivergedException.Fault(step, at.node().scope(), at.node().op().label(),
        has(at, faults, NAN) ? "NaN" : "infinity", at.node().source());
  }

  private static Optional<Tensor> next(List<Tensor> tensors, Map<Tensor, double[]> faults) {
    return tensors.stream().filter(x -> has(x, faults, NAN)).findFirst()
        .or(() -> tensors.stream().filter(x -> has(x, faults, INFINITE)).findFirst());
  }

  private static boolean has(Tensor x, Map<Tensor, double[]> faults, int kind) {
    double[] found = faults.get(x);
    return found != null && found[kind] > 0;
  }
}
