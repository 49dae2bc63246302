package dev.sinabro.testkit;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Cases of element-wise groups that run in one sweep: formulas of training, with what they mix. */
final class FusedCases {
  private final List<Case> cases = new ArrayList<>();

  private FusedCases() {}

  static List<Case> all() {
    FusedCases table = new FusedCases();
    table.add("adam", FusedCases::adam);
    table.add("momentum", FusedCases::momentum);
    table.add("gelu", FusedCases::gelu);
    table.add("sigmoid gradient", (trial, extents) -> {
      Tensor y = trial.input(Samples.uniform(1, -9, 9, extents)).sigmoid();
      Tensor g = trial.input(Samples.uniform(2, -1, 1, extents));
      trial.expect(y.mul(y.neg().add(1)).mul(g), Tolerance.FEW_TERMS, g.abs());
    });
    table.add("truth values inside and outside", FusedCases::truth);
    table.add("several results", FusedCases::severalResults);
    table.add("rows, columns and scalars repeated", FusedCases::repeated);
    table.add("images scaled",
        (trial, extents) -> trial.expect(trial.input(Samples.any(DType.U8, 1, extents))
            .cast(DType.F32)
            .mul(1 / 255.0)
            .sub(0.5)
            .abs(), Tolerance.FEW_TERMS, trial.graph().constant(1.0).broadcast(Shape.of(extents))));
    table.add("labels and masks cast", (trial, extents) -> exact(trial,
        trial.input(Samples.integers(1, 0, 100, extents))
            .cast(DType.F32)
            .add(trial.input(Samples.any(DType.BOOL, 2, extents)).cast(DType.F32))
            .mul(2)));
    table.add("results in the place of temporaries", FusedCases::inPlace);
    table.add("a choice keeps NaN out", (trial, extents) -> {
      Tensor x = trial.input(Samples.whole(1, 3, extents));
      exact(trial, x.equal(x.sub(x)).select(x.abs(), x.mul(12).div(x)));
    });
    table.add("a group of many inputs", FusedCases::manyInputs);
    table.add("a chain of many links", (trial, extents) -> {
      Tensor x = trial.input(Samples.whole(1, 5, extents));
      for (int link = 0; link < (extents.length == 1 ? 100 : 10); link++) {
        x = x.add(link).neg();
      }
      exact(trial, x);
    });
    table.add("every function", FusedCases::everyFunction);
    return table.cases;
  }

  private void add(String name, BiConsumer<Trial, int[]> body) {
    for (int[] extents : Samples.EXTENTS) {
      cases.add(new Case(name + " " + Arrays.toString(extents), trial -> body.accept(trial, extents)));
    }
  }

  private static void exact(Trial trial, Tensor result) {
    trial.expect(result, Tolerance.EXACT);
  }

  /** Kingma and Ba, "Adam" (2015); gradients and moments of one sign, so that nothing cancels. */
  private static void adam(Trial trial, int[] extents) {
    Graph g = trial.graph();
    Variable w = trial.variable(Samples.uniform(1, 0.5, 2, extents));
    Variable m = trial.variable(Samples.uniform(2, 0.1, 1, extents));
    Variable v = trial.variable(Samples.uniform(3, 0.1, 1, extents));
    Tensor rate = trial.input(Samples.uniform(4, 0.001, 0.01));
    Tensor gradient = trial.input(Samples.uniform(5, 0.1, 1, extents));
    Tensor first = g.read(m).mul(0.9).add(gradient.mul(0.1));
    Tensor second = g.read(v).mul(0.999).add(gradient.square().mul(0.001));
    g.assign(m, first);
    g.assign(v, second);
    g.assign(w, g.read(w).sub(first.mul(rate).div(second.sqrt().add(1e-8))));
    trial.expectState(Tolerance.COMPOSED);
  }

  private static void momentum(Trial trial, int[] extents) {
    Graph g = trial.graph();
    Variable w = trial.variable(Samples.whole(1, 100, extents));
    Variable velocity = trial.variable(Samples.whole(2, 100, extents));
    Tensor next = g.read(velocity).mul(2).add(trial.input(Samples.whole(3, 100, extents)));
    g.assign(velocity, next);
    g.assign(w, g.read(w).sub(next.mul(0.5)));
    exact(trial, g.read(w).add(next));
  }

  private static void gelu(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.uniform(1, -6, 6, extents));
    Tensor inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    trial.expect(x.mul(0.5).mul(inner.tanh().add(1)), Tolerance.FEW_TERMS, x.abs().mul(2));
  }

  private static void truth(Trial trial, int[] extents) {
    Tensor a = trial.input(Samples.whole(1, 3, extents));
    Tensor b = trial.input(Samples.whole(2, 3, extents));
    Tensor mask = trial.input(Samples.any(DType.BOOL, 3, extents));
    Tensor both = a.less(b).and(mask).or(a.equal(b).not());
    exact(trial, both);
    exact(trial, both.select(a.mul(2), b.sub(1)));
    exact(trial, both.cast(DType.F32).add(a.lessEqual(b).cast(DType.F32)));
    exact(trial, a.sub(b).cast(DType.BOOL));
  }

  private static void severalResults(Trial trial, int[] extents) {
    Tensor sum = trial.input(Samples.whole(1, 9, extents)).add(trial.input(Samples.whole(2, 9, extents)));
    Tensor active = sum.relu();
    exact(trial, active);
    exact(trial, sum);
    exact(trial, trial.graph().constant(0.0).less(sum));
    exact(trial, active.mul(sum).sub(3));
    exact(trial, active.maximum(sum.neg()));
  }

  private static void repeated(Trial trial, int[] extents) {
    int last = extents[extents.length - 1];
    int[] column = extents.clone();
    column[extents.length - 1] = 1;
    int[] ones = new int[extents.length];
    Arrays.fill(ones, 1);
    Tensor x = trial.input(Samples.whole(1, 9, extents)).mul(trial.input(Samples.whole(2, 9, last)));
    Tensor y = x.add(trial.input(Samples.whole(3, 9, column))).sub(trial.input(Samples.whole(4, 9)));
    Tensor z = y.maximum(trial.input(Samples.whole(5, 9, ones))).abs();
    exact(trial, z.mul(trial.input(Samples.whole(6, 9, column)).greater(trial.graph().constant(0.0)).cast(DType.F32)));
    exact(trial, trial.input(Samples.whole(7, 9, last)).broadcast(Shape.of(extents)).add(z));
  }

  /** Sums and products in between, so that groups read temporaries for the last time. */
  private static void inPlace(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.whole(1, 3, extents));
    Tensor y = trial.input(Samples.whole(2, 3, extents));
    for (int round = 0; round < 3; round++) {
      Tensor row = x.sum(0);
      Tensor bounded = row.minimum(trial.graph().constant(5.0)).maximum(trial.graph().constant(-5.0));
      Tensor next = x.sub(bounded).maximum(y);
      y = y.add(bounded.abs()).minimum(x);
      x = next.minimum(trial.graph().constant(50.0));
    }
    exact(trial, x);
    exact(trial, y);
  }

  private static void manyInputs(Trial trial, int[] extents) {
    Tensor total = trial.input(Samples.whole(1, 9, extents));
    for (int input = 0; input < (extents.length == 1 ? 60 : 5); input++) {
      total = total.add(trial.input(Samples.whole(input, 9, extents))).neg();
    }
    exact(trial, total);
  }

  /** Each function once in one group, on values where it is smooth; each result on its own. */
  private static void everyFunction(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.uniform(1, 0.5, 3, extents));
    Tensor y = trial.input(Samples.uniform(2, 0.1, 0.9, extents));
    Tensor base = x.abs();
    for (var fn : UnaryFn.values()) {
      trial.expect(fn == UnaryFn.NOT ? base.less(y).not() : base.unary(fn), Tolerance.COMPOSED);
    }
    for (var fn : BinaryFn.values()) {
      Tensor result = switch (fn) {
        case ADD, SUB, MUL, DIV, REMAINDER, MAX, MIN, POW, ATAN2, EQUAL, LESS, LESS_EQUAL, SIGMOID_CROSS_ENTROPY ->
          base.binary(fn, y);
        case AND, OR -> base.less(y).binary(fn, y.less(base));
      };
      trial.expect(result, Tolerance.FEW_TERMS, result.cast(DType.F32).abs().add(16));
    }
    trial.expect(trial.graph().add(new Op.Select(), base.less(y), base, y), Tolerance.EXACT);
  }
}
