package dev.sinabro.testkit;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Graphs of random operations on whole numbers that stay below 2^23, so that each result is exact in float32 whatever the
 * order of execution, and any difference is an error.
 */
public final class RandomGraph {
  private static final double LIMIT = 0x1p23;
  private static final int[][] SHAPES = {{4, 6}, {6}, {4, 1}, {}, {6, 4}};
  private static final UnaryFn[] UNARY =
      {UnaryFn.NEG, UnaryFn.ABS, UnaryFn.SIGN, UnaryFn.FLOOR, UnaryFn.RELU, UnaryFn.STEP,
          UnaryFn.SQUARE};
  private static final BinaryFn[] BINARY = {BinaryFn.ADD, BinaryFn.SUB, BinaryFn.MUL, BinaryFn.MAX, BinaryFn.MIN};
  private static final BinaryFn[] COMPARISONS = {BinaryFn.EQUAL, BinaryFn.LESS, BinaryFn.LESS_EQUAL};

  private final Random random;
  private final Trial trial;
  private final Graph graph;
  private final List<Tensor> numbers = new ArrayList<>();
  private final List<Tensor> truths = new ArrayList<>();
  private final Map<Tensor, Double> bounds = new HashMap<>();

  private RandomGraph(Trial trial, long seed) {
    random = new Random(seed);
    this.trial = trial;
    graph = trial.graph();
  }

  /**
   * Adds a random graph with variables, assignments and results.
   *
   * @param operations how many
   * @param onlyElementwise whether to leave out what ends a fused group
   */
  public static void build(Trial trial, long seed, int operations, boolean onlyElementwise) {
    RandomGraph build = new RandomGraph(trial, seed);
    List<Variable> variables = build.leaves();
    for (int count = 0; count < operations; count++) {
      build.operation(onlyElementwise);
    }
    build.ends(variables);
  }

  private List<Variable> leaves() {
    List<Variable> variables = new ArrayList<>();
    for (int index = 0; index < 2 * SHAPES.length; index++) {
      int[] extents = SHAPES[index % SHAPES.length];
      keep(trial.input(Samples.whole(index, 4, extents)), 4);
      variables.add(trial.variable(Samples.whole(100 + index, 4, extents)));
      Tensor content = graph.read(variables.getLast());
      keep(content, LIMIT - 1);
      keep(content.minimum(graph.constant(4.0)).maximum(graph.constant(-4.0)), 4);
    }
    return variables;
  }

  /** Some variables take new values of their shape. */
  private void ends(List<Variable> variables) {
    for (Variable variable : variables) {
      List<Tensor> fitting = numbers.stream().filter(tensor -> tensor.shape().equals(variable.shape())).toList();
      if (random.nextInt(3) > 0) {
        graph.assign(variable, recent(fitting));
      }
    }
    for (int count = 0; count < 3; count++) {
      trial.expect(recent(numbers), Tolerance.EXACT);
    }
    trial.expect(pick(numbers), Tolerance.EXACT);
    if (!truths.isEmpty()) {
      trial.expect(recent(truths), Tolerance.EXACT);
    }
  }

  private void operation(boolean onlyElementwise) {
    switch (random.nextInt(onlyElementwise ? 6 : 13)) {
      case 0 -> unary(recent(numbers));
      case 1, 2 -> binary(recent(numbers), pick(numbers));
      case 3 -> compare(recent(numbers), pick(numbers));
      case 4 -> combineTruths();
      case 5 -> select();
      case 6 -> reduce(recent(numbers));
      case 7 -> matMul(recent(numbers), pick(numbers));
      case 8 -> reshape(recent(numbers));
      case 9 -> keepAs(recent(numbers), Tensor::transpose);
      case 10 -> sliceAndPad(recent(numbers));
      case 11 -> concat(recent(numbers));
      case 12 -> lookUp(recent(numbers));
      default -> throw new IllegalStateException("no such operation");
    }
  }

  private void unary(Tensor x) {
    UnaryFn fn = UNARY[random.nextInt(UNARY.length)];
    keep(x.unary(fn), fn == UnaryFn.SQUARE ? bound(x) * bound(x) : Math.max(bound(x), 1));
  }

  private void binary(Tensor a, Tensor b) {
    if (fit(a, b)) {
      BinaryFn fn = BINARY[random.nextInt(BINARY.length)];
      keep(a.binary(fn, b), fn == BinaryFn.MUL ? bound(a) * bound(b) : bound(a) + bound(b));
    }
  }

  private void compare(Tensor a, Tensor b) {
    if (fit(a, b)) {
      truths.add(a.binary(COMPARISONS[random.nextInt(COMPARISONS.length)], b));
    }
  }

  private void combineTruths() {
    if (!truths.isEmpty()) {
      Tensor a = recent(truths);
      Tensor b = pick(truths);
      truths.add(a.not());
      if (fit(a, b)) {
        truths.add(random.nextBoolean() ? a.and(b) : a.or(b));
      }
      keep(a.cast(DType.F32), 1);
    }
  }

  private void select() {
    if (!truths.isEmpty()) {
      Tensor condition = recent(truths);
      Tensor a = recent(numbers);
      Tensor b = pick(numbers);
      if (fit(a, b) && fit(condition, a) && fit(condition, b)) {
        keep(condition.select(a, b), bound(a) + bound(b));
      }
    }
  }

  private void reduce(Tensor x) {
    if (x.shape().rank() > 0) {
      int axis = random.nextInt(x.shape().rank());
      ReduceFn fn = random.nextBoolean() ? ReduceFn.SUM : ReduceFn.MAX;
      keep(graph.add(new Op.Reduce(fn, axis, 1), x), bound(x) * x.shape().extent(axis));
    }
  }

  private void matMul(Tensor a, Tensor b) {
    if (a.shape().rank() == 2 && b.shape().rank() == 2) {
      int inner = a.shape().extent(1);
      if (b.shape().extent(0) == inner) {
        keep(a.matmul(b), bound(a) * bound(b) * inner);
      } else if (b.shape().extent(1) == inner) {
        keep(a.matmul(b, false, true), bound(a) * bound(b) * inner);
      }
    }
  }

  private void reshape(Tensor x) {
    int count = x.shape().count();
    keep(switch (random.nextInt(3)) {
      case 0 -> x.reshape(count);
      case 1 -> count == 24 ? x.reshape(4, 6) : x.reshape(1, count);
      default -> count == 24 ? x.reshape(6, 4) : x.reshape(count, 1);
    }, bound(x));
  }

  private void sliceAndPad(Tensor x) {
    if (x.shape().rank() > 0 && x.shape().extent(0) > 1) {
      Tensor part = x.slice(0, 1, x.shape().extent(0));
      keep(part, bound(x));
      List<Integer> starts = new ArrayList<>(Collections.nCopies(x.shape().rank(), 0));
      starts.set(0, random.nextInt(2));
      keep(graph.add(new Op.Pad(starts, x.shape()), part), bound(x));
    }
  }

  private void concat(Tensor x) {
    if (x.shape().rank() > 0 && x.shape().count() < 100) {
      keep(graph.concat(-1, List.of(x, x)), bound(x));
    }
  }

  private void lookUp(Tensor x) {
    if (x.shape().rank() > 0) {
      Tensor rows = graph.add(new Op.ArgMax(0), x);
      keep(rows.cast(DType.F32), x.shape().extent(0));
      keep(x.gather(rows.reshape(rows.shape().count())), bound(x));
    }
  }

  private void keepAs(Tensor x, UnaryOperator<Tensor> change) {
    keep(change.apply(x), bound(x));
  }

  private void keep(Tensor tensor, double bound) {
    if (bound < LIMIT && tensor.shape().count() <= 400) {
      numbers.add(tensor);
      bounds.merge(tensor, bound, Math::min);
    }
  }

  private double bound(Tensor tensor) {
    return bounds.getOrDefault(tensor, LIMIT);
  }

  /** One of the last few, so that graphs grow long. */
  private Tensor recent(List<Tensor> tensors) {
    return tensors.get(tensors.size() - 1 - random.nextInt(Math.min(8, tensors.size())));
  }

  private Tensor pick(List<Tensor> tensors) {
    return tensors.get(random.nextInt(tensors.size()));
  }

  private static boolean fit(Tensor a, Tensor b) {
    int rank = Math.max(a.shape().rank(), b.shape().rank());
    for (int back = 1; back <= rank; back++) {
      int left = extent(a.shape(), back);
      int right = extent(b.shape(), back);
      if (left != right && left != 1 && right != 1) {
        return false;
      }
    }
    return true;
  }

  private static int extent(Shape shape, int back) {
    return back > shape.rank() ? 1 : shape.extent(shape.rank() - back);
  }
}
