package dev.sinabro.testkit;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Scan;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Cases of scans. What they mean is a loop of the testkit's own; what backends run are their steps, written out. */
final class ScanCases {
  private static final int[] LENGTHS = {1, 2, 3, 33};

  private final List<Case> cases = new ArrayList<>();

  private ScanCases() {}

  static List<Case> all() {
    ScanCases table = new ScanCases();
    for (int length : LENGTHS) {
      table.sums(length);
      table.networks(length);
    }
    table.special();
    return table.cases;
  }

  private void add(String name, Consumer<Trial> body) {
    cases.add(new Case(name, body));
  }

  private static void exact(Trial trial, Tensor result) {
    trial.expect(result, Tolerance.EXACT);
  }

  private void sums(int length) {
    add("running sums of " + length, trial -> {
      Scan scan = running(trial, length, false);
      exact(trial, scan.last(0));
      exact(trial, scan.stacked(0));
    });
    add("running sums of " + length + " from behind", trial -> exact(trial, running(trial, length, true).stacked(0)));
    add("gradients of " + length + " products of whole numbers", trial -> {
      Tensor xs = trial.input(Samples.whole(1, 1, length, 2, 3));
      Tensor weight = trial.input(Samples.whole(2, 1, 3, 3));
      Tensor bias = trial.input(Samples.whole(3, 1, 3));
      Scan scan = Scan.over(List.of(xs), List.of(trial.input(Samples.whole(4, 1, 2, 3))), step -> {
        step.emit(step.element(0).matmul(weight).add(bias).mul(step.element(0)));
        step.carry(0, step.carried(0).add(step.element(0).matmul(weight)));
      });
      Gradients gradients = Gradients.of(scan.stacked(0).sum().add(scan.last(0).square().sum()), xs, weight, bias);
      List.of(xs, weight, bias).forEach(tensor -> exact(trial, gradients.of(tensor)));
    });
  }

  private static Scan running(Trial trial, int length, boolean reversed) {
    Tensor xs = trial.input(Samples.whole(1, 9, length, 9));
    List<Tensor> first = List.of(trial.input(Samples.whole(2, 9, 9)));
    Consumer<Scan.Step> sum = step -> {
      Tensor total = step.carried(0).add(step.element(0));
      step.carry(0, total);
      step.emit(total);
    };
    return reversed ? Scan.over(Scan.Direction.BACKWARD, List.of(xs), first, sum) : Scan.over(List.of(xs), first, sum);
  }

  private void networks(int length) {
    add("a recurrent network of " + length + " steps and its gradients", trial -> {
      Tensor xs = trial.input(Samples.uniform(1, -1, 1, length, 3, 8));
      Tensor weight = trial.input(Samples.uniform(2, -0.3, 0.3, 8, 8));
      Tensor first = trial.input(Samples.uniform(3, -1, 1, 3, 8));
      Scan scan = Scan.over(List.of(xs), List.of(first), step -> {
        Tensor state = step.carried(0).matmul(weight, false, true).add(step.element(0)).tanh();
        step.carry(0, state);
        step.emit(state);
      });
      Tolerance tolerance = Tolerance.sum(64L * length);
      Tensor scale = trial.graph().constant(1.0);
      trial.expect(scan.stacked(0), tolerance, scale.broadcast(scan.stacked(0).shape()));
      Gradients gradients = Gradients.of(scan.stacked(0).sum(), weight, first);
      trial.expect(gradients.of(weight), tolerance, scale.mul(3.0 * length).broadcast(weight.shape()));
      trial.expect(gradients.of(first), tolerance, scale.mul(8).broadcast(first.shape()));
    });
  }

  private void special() {
    add("two sequences, a counter, a truth value and a variable", trial -> {
      Variable weight = trial.variable(Samples.whole(1, 3, 4));
      Tensor xs = trial.input(Samples.whole(2, 9, 5, 4));
      Tensor ids = trial.input(Samples.integers(3, 0, 9, 5));
      Tensor count = trial.input(new Literal(TensorType.i32(), 7));
      Scan scan = Scan.over(List.of(xs, ids), List.of(count), step -> {
        Tensor even = step.element(1).less(step.carried(0));
        step.carry(0, step.carried(0).add(step.element(1)));
        step.emit(even.select(step.element(0).mul(trial.graph().read(weight)), step.element(0)));
        step.emit(even);
        step.emit(step.carried(0));
      });
      exact(trial, scan.last(0));
      for (int index = 0; index < 3; index++) {
        exact(trial, scan.stacked(index));
      }
      trial.graph().assign(weight,
          trial.graph().read(weight).add(scan.stacked(0).sum(0)).minimum(trial.graph().constant(9.0)));
    });
    add("a value is carried on as it is, and another emitted as it came", trial -> {
      Scan scan =
          Scan.over(List.of(trial.input(Samples.whole(1, 9, 3, 2))), List.of(trial.input(Samples.whole(2, 9, 2))),
              step -> step.emit(step.element(0)));
      exact(trial, scan.last(0));
      exact(trial, scan.stacked(0));
    });
    add("a scan in a scan", trial -> {
      Tensor weight = trial.input(Samples.whole(1, 1, 3));
      Scan rows =
          Scan.over(List.of(trial.input(Samples.whole(2, 1, 3, 4, 3))), List.of(trial.input(Samples.whole(3, 1, 3))),
              row -> {
                Scan columns =
                    Scan.over(Scan.Direction.BACKWARD, List.of(row.element(0)), List.of(row.carried(0)), column -> {
                      column.carry(0, column.carried(0).add(column.element(0).mul(weight)));
                      column.emit(column.carried(0).mul(row.carried(0)));
                    });
                row.carry(0, columns.last(0));
                row.emit(columns.stacked(0));
              });
      exact(trial, rows.last(0));
      exact(trial, rows.stacked(0));
    });
    add("a scan of the stack of another", trial -> {
      Scan first = running(trial, 4, false);
      Scan second = Scan.over(Scan.Direction.BACKWARD, List.of(first.stacked(0)), List.of(first.last(0)), step -> {
        step.carry(0, step.carried(0).sub(step.element(0)));
        step.emit(step.carried(0).less(step.element(0)).cast(DType.I32));
      });
      exact(trial, second.last(0));
      exact(trial, second.stacked(0));
    });
  }
}
