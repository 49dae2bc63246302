package dev.sinabro.testkit;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Cases of whole programs: what assignments do and see, and results that share memory. Each is run three times in a row. */
final class ProgramCases {
  private final List<Case> cases = new ArrayList<>();

  private ProgramCases() {}

  static List<Case> all() {
    ProgramCases table = new ProgramCases();
    table.assignments();
    table.selfAssignments();
    table.results();
    table.constants();
    table.gradients();
    return table.cases;
  }

  private void add(String name, Consumer<Trial> body) {
    cases.add(new Case(name, body));
  }

  private static Variable vector(Trial trial, long seed) {
    return trial.variable(Samples.whole(seed, 50, 33));
  }

  private static void exact(Trial trial, Tensor result) {
    trial.expect(result, Tolerance.EXACT);
  }

  private void assignments() {
    add("two variables swap their values", trial -> {
      Variable a = vector(trial, 1);
      Variable b = vector(trial, 2);
      trial.graph().assign(a, trial.graph().read(b));
      trial.graph().assign(b, trial.graph().read(a));
    });
    add("three variables rotate while results are the old content", trial -> {
      List<Variable> variables = List.of(vector(trial, 1), vector(trial, 2), vector(trial, 3));
      for (int index = 0; index < 3; index++) {
        Tensor next = trial.graph().read(variables.get((index + 1) % 3));
        trial.graph().assign(variables.get(index), next);
        exact(trial, next);
      }
    });
    add("a = a + b, b = old a - b in one sweep", trial -> {
      Graph g = trial.graph();
      Variable a = vector(trial, 1);
      Variable b = vector(trial, 2);
      Tensor sum = g.read(a).add(g.read(b));
      Tensor difference = g.read(a).sub(g.read(b));
      g.assign(a, sum.mul(0.5));
      g.assign(b, difference.mul(0.5));
      exact(trial, sum);
    });
    add("one value goes to two variables and a result", trial -> {
      Tensor value = trial.graph().read(vector(trial, 1)).relu().add(1);
      trial.graph().assign(vector(trial, 2), value);
      trial.graph().assign(vector(trial, 3), value);
      exact(trial, value);
    });
    add("variables take an input, a constant and another's value", trial -> {
      Graph g = trial.graph();
      Variable source = vector(trial, 1);
      g.assign(vector(trial, 2), trial.input(Samples.whole(3, 9, 33)));
      g.assign(trial.variable(Samples.whole(4, 9)), g.constant(7.0));
      g.assign(vector(trial, 5), g.read(source));
    });
    add("an old value is used after its new one is known", trial -> {
      Graph g = trial.graph();
      Variable w = trial.variable(Samples.whole(1, 5, 9, 9));
      Tensor updated = g.read(w).sub(1);
      g.assign(w, updated);
      exact(trial, updated.matmul(g.read(w)));
      exact(trial, g.read(w).sum(1));
    });
    add("counters of both kinds go up", trial -> {
      Graph g = trial.graph();
      Variable steps = trial.variable(Samples.integers(1, 5, 6));
      Variable seen = trial.variable(Samples.whole(2, 5));
      g.assign(steps, g.read(steps).add(1));
      g.assign(seen, g.read(seen).add(32));
      exact(trial, g.read(steps).mul(2));
    });
    add("an accumulated sum", trial -> {
      Graph g = trial.graph();
      Variable total = trial.variable(Samples.whole(1, 5));
      g.assign(total, g.read(total).add(trial.input(Samples.whole(2, 9, 7, 5)).sum()));
    });
  }

  private void selfAssignments() {
    add("a variable becomes its own transpose", trial -> own(trial, w -> w.transpose()));
    add("a variable becomes the square of each element",
        trial -> own(trial, w -> w.square().minimum(w.graph().constant(99.0))));
    add("a variable becomes a product with itself", trial -> own(trial, w -> w.matmul(w)));
    add("a variable less its last row", trial -> own(trial, w -> w.sub(w.slice(0, 8, 9))));
    add("a variable less its first column", trial -> own(trial, w -> w.sub(w.slice(1, 0, 1))));
    add("a variable plus itself in another shape", trial -> own(trial,
        w -> w.add(w.reshape(81).gather(w.graph().iota(81)).reshape(9, 9))
            .sub(w.reshape(3, 27).transpose().reshape(9, 9))));
    add("rows in another order", trial -> own(trial,
        w -> w.gather(w.graph().constant(Samples.of(DType.I32, 8, 7, 6, 5, 4, 3, 2, 1, 0)))));
    add("a variable is read and not changed", trial -> own(trial, w -> w));
    add("a variable becomes its own transpose and is a result as it was", trial -> {
      own(trial, w -> w.transpose());
      trial.state().keySet().forEach(variable -> exact(trial, trial.graph().read(variable)));
    });
    add("a variable broadcast over itself", trial -> {
      Graph g = trial.graph();
      Variable row = trial.variable(Samples.whole(1, 9, 1, 9));
      Variable square = trial.variable(Samples.whole(2, 9, 9, 9));
      g.assign(square, g.read(square).add(g.read(row)).sub(g.read(row).transpose()));
      g.assign(row, g.read(row).add(g.read(square).slice(0, 3, 4)));
    });
  }

  /** The old content is read by nothing else, so that the new could be written over it too early. */
  private static void own(Trial trial, UnaryOperator<Tensor> next) {
    Variable w = trial.variable(Samples.whole(1, 1, 9, 9));
    trial.graph().assign(w, next.apply(trial.graph().read(w)));
  }

  /** Large enough for values of the forward pass to be computed again. */
  private void gradients() {
    add("the gradient of a GELU between products", trial -> {
      Tensor x = trial.input(Samples.uniform(1, -1, 1, 70, 9));
      Tensor first = trial.input(Samples.uniform(2, -1, 1, 9, 65));
      Tensor second = trial.input(Samples.uniform(3, -1, 1, 65, 5));
      Tensor z = x.matmul(first);
      Tensor hidden = z.mul(0.5).mul(z.mul(Math.sqrt(0.5)).unary(UnaryFn.ERF).add(1));
      Tensor loss = hidden.matmul(second).square().sum();
      Gradients gradients = Gradients.of(loss, first, second);
      for (Tensor by : List.of(first, second)) {
        Tensor scale = trial.graph().constant(1000.0).broadcast(by.shape());
        trial.expect(gradients.of(by), Tolerance.sum(70 * 65), scale);
      }
    });
  }

  private void constants() {
    add("two repeated constants meet", trial -> {
      Graph g = trial.graph();
      Tensor two = g.constant(2.0).broadcast(Shape.of(3, 4));
      Tensor three = g.constant(3.0).broadcast(Shape.of(3, 4));
      exact(trial, two.add(three));
      exact(trial, two.mul(three).sub(trial.input(Samples.whole(1, 9, 4))));
      exact(trial, trial.input(Samples.any(DType.BOOL, 2)).select(two, three));
      exact(trial, two.sub(two));
    });
    add("a repeated constant and one operand that is repeated too", trial -> {
      Tensor two = trial.graph().constant(2.0).broadcast(Shape.of(3, 4));
      exact(trial, two.mul(trial.input(Samples.whole(1, 9, 4))));
      exact(trial, trial.input(Samples.whole(2, 9, 3, 1)).sub(two));
      exact(trial, two.reshape(4, 3).maximum(trial.input(Samples.whole(3, 9, 4, 1))));
    });
    add("nothing added, multiplied by one, and their likes", trial -> {
      Graph g = trial.graph();
      Tensor x = trial.input(Samples.whole(1, 9, 33));
      for (Tensor unchanged : List.of(x.add(0), x.sub(0), x.mul(1), x.div(1), g.constant(0.0).add(x),
          g.constant(1.0).mul(x))) {
        exact(trial, unchanged);
      }
      for (Tensor changed : List.of(g.constant(0.0).sub(x),
          g.constant(1.0).div(x.square().add(1).minimum(g.constant(1.0))),
          x.mul(0), x.add(1), x.mul(-1), x.minimum(g.constant(0.0)),
          g.constant(Samples.of(DType.F32, 0)).add(x.slice(0, 0, 1)))) {
        exact(trial, changed);
      }
      exact(trial, g.constant(Samples.whole(2, 0, 3, 1)).add(x));
      exact(trial, g.constant(0).add(trial.input(Samples.integers(3, -9, 9, 5))).mul(1).sub(0));
    });
    add("arithmetic on constants", trial -> {
      Graph g = trial.graph();
      Tensor six = g.constant(6.0);
      Tensor four = g.constant(4.0);
      for (Tensor folded : List.of(six.add(four), six.sub(four), six.mul(four), six.div(four), six.pow(four),
          six.maximum(four),
          six.minimum(four), four.minimum(six), six.equal(four), four.less(six), six.lessEqual(four), six.neg(),
          four.sqrt(),
          six.square(), g.constant(-0.5).abs(), four.unary(UnaryFn.RECIPROCAL), g.constant(1.0).log(),
          g.constant(0.0).exp(),
          g.constant(7).cast(DType.F32), g.constant(7).add(8), g.constant(7).less(g.constant(8)), six.relu(),
          six.unary(UnaryFn.FLOOR))) {
        exact(trial, folded);
      }
    });
    add("shapes changed back and forth", trial -> {
      Tensor x = trial.input(Samples.whole(1, 9, 3, 4));
      exact(trial, x.reshape(12).reshape(4, 3).reshape(3, 4).add(1));
      exact(trial, x.reshape(12).reshape(2, 6));
      exact(trial, x.transpose().transpose());
      exact(trial, x.transpose(0, 1).slice(0, 0, 3).slice(1, 1, 3));
      exact(trial, trial.graph().concat(0, List.of(x)));
      exact(trial, x.sum().sum().broadcast(Shape.of(1, 1)).reshape());
    });
    add("the largest of a softmax", trial -> {
      Tensor x = trial.input(Samples.whole(1, 9, 4, 5)).mul(trial.input(Samples.of(DType.F32, 1, 2, 3, 4, 5)));
      exact(trial, x.softmax().argMax(1));
      exact(trial, x.softmax().argMax(0).cast(DType.F32).mul(0));
    });
    add("equal nodes are one, and unequal ones are not", trial -> {
      Tensor x = trial.input(Samples.whole(1, 9, 5, 5));
      exact(trial, x.matmul(x).sub(x.matmul(x, true, false)));
      exact(trial, x.add(0).relu().sub(x.mul(1).relu()));
      exact(trial, x.sub(x.transpose()).add(x.transpose().sub(x)));
    });
  }

  private void results() {
    add("a result that is an input, as it is and in another shape", trial -> {
      Tensor x = trial.input(Samples.whole(1, 9, 4, 6));
      exact(trial, x);
      exact(trial, x.reshape(24));
    });
    add("a result that is a constant", trial -> {
      exact(trial, trial.graph().constant(Samples.whole(1, 9, 7)));
      exact(trial, trial.graph().constant(2.0).mul(3));
    });
    add("one tensor under two names", trial -> {
      Tensor x = trial.input(Samples.whole(1, 9, 33)).add(1);
      exact(trial, x);
      exact(trial, x);
      exact(trial, x.reshape(3, 11));
    });
    add("only the second of two results is needed", trial -> {
      Tensor logits = trial.input(Samples.uniform(1, -1, 1, 5, 3));
      Tensor labels = trial.input(Samples.integers(2, 0, 3, 5));
      Tensor gradient = trial.graph().node(new Op.SoftmaxCrossEntropy(), List.of(logits, labels)).result(1);
      trial.expect(gradient, Tolerance.crossEntropyGradient(3), logits.softmax());
    });
    add("a long chain of matrices and sums over few bytes", trial -> {
      Tensor x = trial.input(Samples.whole(1, 2, 9, 9));
      Tensor w = trial.input(Samples.whole(2, 2, 9, 9));
      for (int layer = 0; layer < 40; layer++) {
        x = x.matmul(w).minimum(trial.graph().constant(3.0)).add(x.amax(1).reshape(9, 1)).sub(2);
        x = x.minimum(trial.graph().constant(9.0)).maximum(trial.graph().constant(-9.0));
      }
      exact(trial, x);
    });
    add("no results and no assignments", trial -> trial.input(Samples.whole(1, 2, 9)));
    add("empty tensors all the way", trial -> {
      Tensor x = trial.input(Samples.whole(1, 2, 0, 9));
      Tensor w = trial.input(Samples.whole(2, 2, 9, 4));
      Tensor y = x.matmul(w).add(1).relu();
      exact(trial, y);
      exact(trial, y.sum(0));
      exact(trial, trial.graph().add(new Op.Broadcast(Shape.of(0, 4)), y.sum(0)));
    });
  }
}
