package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** Cases of groups that reduce rows or columns and use the results: norms, softmax, and what whole numbers make exact. */
final class ReducingCases {
  /** Rows and columns on both sides of what is done together, in blocks, and in parts. */
  private static final int[][] EXTENTS =
      {{1, 2}, {2, 1}, {1, 7}, {3, 8}, {7, 9}, {8, 31}, {9, 33}, {31, 127}, {33, 257},
          {127, 3}, {257, 16}, {2, 511}, {3, 512}, {2, 513}, {5, 1024}, {3, 1025}, {1030, 5}, {1025, 33}, {2, 5000},
          {5000, 2}, {70, 600}, {0, 4}, {4, 3, 5}, {3, 2, 520}, {33, 2, 2, 16}};

  /** Columns on both sides of where rows are cut into parts, and parts become longer. */
  private static final int[][] LONG_COLUMNS =
      {{256, 16}, {257, 33}, {320, 4}, {129, 2, 40}, {65_536, 2}, {66_000, 3}};

  private final List<Case> cases = new ArrayList<>();

  private ReducingCases() {}

  static List<Case> all() {
    ReducingCases table = new ReducingCases();
    table.add("softmax of rows", (trial, extents) -> softmax(trial, Samples.uniform(1, -5, 5, extents)));
    table.add("log-softmax of rows", ReducingCases::logSoftmax);
    table.add("layer norm", ReducingCases::layerNorm);
    table.add("root mean square of rows", ReducingCases::rootMeanSquare);
    table.add("batch norm", ReducingCases::batchNorm);
    table.add("rows of whole numbers", (trial, extents) -> wholeNumbers(trial, extents, false));
    table.add("columns of whole numbers", (trial, extents) -> wholeNumbers(trial, extents, true));
    table.add("truth values of rows and columns", ReducingCases::truth);
    table.add("the bias of a layer learns", ReducingCases::bias);
    table.add("results of the same values in other shapes", ReducingCases::reshaped);
    table.add("results in the place of what is reduced", ReducingCases::inPlace);
    table.add("bytes and integers cast", ReducingCases::cast);
    for (int[] extents : LONG_COLUMNS) {
      table.add("batch norm of long columns", extents, ReducingCases::batchNorm);
      table.add("long columns of whole numbers", extents, (trial, of) -> wholeNumbers(trial, of, true));
      table.add("a bias of many rows learns", extents, ReducingCases::bias);
    }
    table.special();
    return table.cases;
  }

  private void add(String name, BiConsumer<Trial, int[]> body) {
    for (int[] extents : EXTENTS) {
      add(name, extents, body);
    }
  }

  private void add(String name, int[] extents, BiConsumer<Trial, int[]> body) {
    cases.add(new Case(name + " " + Arrays.toString(extents), trial -> body.accept(trial, extents)));
  }

  private static Shape one(Shape shape) {
    return shape.with(shape.rank() - 1, 1);
  }

  private static void softmax(Trial trial, Literal values) {
    Tensor x = trial.input(values);
    Tensor e = x.sub(x.reduce(ReduceFn.MAX, -1).reshape(one(x.shape()))).exp();
    trial.expect(e.div(e.sum(-1).reshape(one(x.shape()))), Tolerance.softmax(x.shape().lastExtent()));
  }

  private static void logSoftmax(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.uniform(1, -5, 5, extents));
    Tensor shifted = x.sub(x.reduce(ReduceFn.MAX, -1).reshape(one(x.shape())));
    Tensor total = shifted.exp().sum(-1).log();
    trial.expect(shifted.sub(total.reshape(one(x.shape()))), Tolerance.norm(x.shape().lastExtent()),
        shifted.abs().add(16));
    trial.expect(total, Tolerance.norm(x.shape().lastExtent()), total.abs().add(16));
  }

  private static void layerNorm(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.uniform(1, -1, 1, extents));
    int width = x.shape().lastExtent();
    Tensor centered = x.sub(x.mean(-1).reshape(one(x.shape())));
    Tensor deviation = centered.square().mean(-1).add(0.1).sqrt();
    Tensor y = centered.div(deviation.reshape(one(x.shape())))
        .mul(trial.input(Samples.uniform(2, -1, 1, width)))
        .add(trial.input(Samples.uniform(3, -1, 1, width)));
    trial.expect(y, Tolerance.norm(width), y.abs().add(8));
    trial.expect(deviation, Tolerance.norm(width), deviation.abs().add(8));
  }

  private static void rootMeanSquare(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.uniform(1, -1, 1, extents));
    Tensor y = x.div(x.square().mean(-1).add(1e-3).sqrt().reshape(one(x.shape())));
    trial.expect(y.mul(x.sigmoid()), Tolerance.norm(x.shape().lastExtent()), y.abs());
  }

  private static void batchNorm(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.uniform(1, -1, 1, extents));
    int width = x.shape().lastExtent();
    int[] others = IntStream.range(0, extents.length - 1).toArray();
    Tensor mean = x.mean(others);
    Tensor centered = x.sub(mean);
    Tensor variance = centered.square().mean(others);
    Tensor y = centered.div(variance.add(0.1).sqrt())
        .mul(trial.input(Samples.uniform(2, -1, 1, width)))
        .add(trial.input(Samples.uniform(3, -1, 1, width)));
    Tolerance tolerance = Tolerance.norm(Math.max(1, x.shape().count() / width));
    trial.expect(y.relu(), tolerance, y.abs().add(8));
    trial.expect(mean, tolerance, mean.abs().add(8));
    Variable running = trial.variable(Samples.uniform(4, 0, 1, width));
    trial.graph().assign(running, trial.graph().read(running).mul(0.9).add(variance.mul(0.1)));
    trial.expectState(new Tolerance(tolerance.ofScale(), 0, tolerance.ofScale()));
  }

  /** Two reductions one after the other, a third beside them, results of each shape, one of them repeated. */
  private static void wholeNumbers(Trial trial, int[] extents, boolean columns) {
    Tensor x = trial.input(Samples.whole(1, 8, extents));
    Tensor w = trial.input(Samples.whole(2, 3, extents[extents.length - 1]));
    int[] axes = columns ? IntStream.range(0, extents.length - 1).toArray() : new int[] {-1};
    Shape narrow = columns ? Shape.of(extents[extents.length - 1]) : one(x.shape());
    Tensor largest = x.mul(w).reduce(ReduceFn.MAX, axes).reshape(narrow);
    Tensor below = x.mul(w).sub(x.shape().count() == 0 ? w.sum().mul(0) : largest);
    Tensor total = below.abs().minimum(trial.graph().constant(20.0)).reduce(ReduceFn.SUM, axes).reshape(narrow);
    exact(trial, below.add(total));
    exact(trial, total.mul(2));
    exact(trial, x.reduce(ReduceFn.SUM, axes).add(1));
    exact(trial, total.sub(3).broadcast(x.shape()));
    exact(trial, below.maximum(total.neg()));
  }

  private static void exact(Trial trial, Tensor result) {
    trial.expect(result, Tolerance.EXACT);
  }

  private static void truth(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.whole(1, 8, extents));
    Tensor mask = trial.input(Samples.any(DType.BOOL, 2, extents));
    Tensor of = mask.select(x, x.neg()).sum(-1).reshape(one(x.shape()));
    Tensor positive = of.greater(trial.graph().constant(0.0));
    exact(trial, positive);
    exact(trial, positive.and(mask));
    exact(trial, positive.select(x, of));
    exact(trial, x.sum(0).greater(trial.graph().constant(0.0)).select(x, x.mul(2)));
  }

  /** The gradient of ReLU and its sum in one sweep, and the step of the bias with it. */
  private static void bias(Trial trial, int[] extents) {
    Graph g = trial.graph();
    int width = extents[extents.length - 1];
    int[] others = IntStream.range(0, extents.length - 1).toArray();
    Variable bias = trial.variable(Samples.whole(1, 8, width));
    Variable velocity = trial.variable(Samples.whole(2, 8, width));
    Tensor y = trial.input(Samples.whole(3, 8, extents)).add(g.read(bias));
    Tensor dy = g.constant(0.0).less(y).select(trial.input(Samples.whole(4, 8, extents)), g.constant(0.0));
    Tensor next = g.read(velocity).mul(0.5).add(dy.sum(others));
    g.assign(velocity, next.unary(UnaryFn.FLOOR));
    g.assign(bias, g.read(bias).sub(next.unary(UnaryFn.FLOOR)));
    exact(trial, dy);
  }

  private static void reshaped(Trial trial, int[] extents) {
    Tensor x = trial.input(Samples.whole(1, 8, extents));
    int width = extents[extents.length - 1];
    int rows = Shape.of(extents).count(0, extents.length - 1);
    Tensor flat = x.abs().reshape(rows, width).add(trial.input(Samples.whole(2, 3, width)));
    Tensor back = flat.reshape(x.shape()).mul(x);
    Tensor of = back.reduce(ReduceFn.SUM, -1);
    exact(trial, back.sub(of.reshape(one(x.shape()))));
    exact(trial, flat.mul(2).sub(of.reshape(rows, 1)).reshape(rows * width));
    exact(trial, of.reshape(rows).abs());
  }

  /** What is reduced is a temporary that nobody needs any more. */
  private static void inPlace(Trial trial, int[] extents) {
    int width = extents[extents.length - 1];
    int rows = Shape.of(extents).count(0, extents.length - 1);
    Tensor x = trial.input(Samples.whole(1, 8, extents)).reshape(rows, width).transpose();
    Tensor y = x.sub(x.sum(1).reshape(width, 1)).minimum(trial.graph().constant(100.0));
    Tensor z = y.transpose();
    exact(trial, z.sub(z.abs().minimum(trial.graph().constant(10.0)).sum(0)).sub(z));
  }

  private static void cast(Trial trial, int[] extents) {
    Tensor bytes = trial.input(Samples.any(DType.U8, 1, extents)).cast(DType.F32);
    Tensor weights = trial.input(Samples.integers(2, 0, 4, extents[extents.length - 1])).cast(DType.F32);
    exact(trial, bytes.mul(weights).sub(bytes.sum(-1).reshape(one(bytes.shape()))));
  }

  private void special() {
    double low = Double.NEGATIVE_INFINITY;
    double[][] rows = {{low, 1, 2}, {low, low, low}, {1, Double.NaN, 3}, {Double.POSITIVE_INFINITY, 1, 0},
        {3e38, -3e38, 0}, {1e-40, 0, 0}};
    double[] all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    Literal values = new Literal(TensorType.f32(rows.length, 3), Samples.of(DType.F32, all).values());
    cases.add(new Case("softmax of rows with what is no number", trial -> softmax(trial, values)));
    for (int place : new int[] {0, 8, 511, 512, 1023, 1024, 2049}) {
      cases.add(new Case("a NaN at " + place + " stays in its row, and in its column", trial -> {
        double[] some = Samples.whole(1, 8, 3, 1025).values();
        some[place] = Double.NaN;
        Tensor x = trial.input(new Literal(TensorType.f32(3, 1025), some));
        exact(trial, x.sub(x.sum(1).reshape(3, 1)));
        exact(trial, x.sub(x.reduce(ReduceFn.MAX, 1).reshape(3, 1)));
        exact(trial, x.sub(x.sum(0)));
        exact(trial, x.sub(x.reduce(ReduceFn.MAX, 0)));
      }));
    }
    for (int place : new int[] {0, 255 * 3, 256 * 3 + 1, 1024 * 3 + 2}) {
      cases.add(new Case("a NaN at " + place + " stays in its long column", trial -> {
        double[] some = Samples.whole(1, 8, 1025, 3).values();
        some[place] = Double.NaN;
        Tensor x = trial.input(new Literal(TensorType.f32(1025, 3), some));
        exact(trial, x.sub(x.sum(0)));
        exact(trial, x.sub(x.reduce(ReduceFn.MAX, 0)).mul(x.sum(0)));
      }));
    }
  }
}
