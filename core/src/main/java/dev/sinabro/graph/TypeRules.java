package dev.sinabro.graph;

import static dev.sinabro.graph.DType.BOOL;
import static dev.sinabro.graph.DType.F32;
import static dev.sinabro.graph.DType.I32;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The types of an operation's results from those of its operands. This is the only place where operands are checked:
 * what stands in a graph is valid, and backends rely on it.
 */
final class TypeRules {
  private TypeRules() {}

  /** Operands that do not fit: the message says why, and the remedy where it is known. */
  static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message, null, false, false);
    }
  }

  static List<TensorType> infer(Op op, List<TensorType> in) throws Mismatch {
    return switch (op) {
      case Op.Input input -> List.of(input.type());
      case Op.Constant constant -> constant(constant.literal().type());
      case Op.Read read -> List.of(read.variable().type());
      case Op.Iota iota -> iota(iota);
      case Op.Random random -> random(random, in);
      case Op.Cast cast -> cast(cast.dtype(), at(in, 0));
      case Op.Unary unary -> unary(unary.fn(), at(in, 0));
      case Op.Binary binary -> binary(binary.fn(), at(in, 0), at(in, 1));
      case Op.Select _ -> select(at(in, 0), at(in, 1), at(in, 2));
      case Op.Broadcast broadcast -> broadcast(broadcast.shape(), at(in, 0));
      case Op.Reduce reduce -> reduce(reduce, at(in, 0));
      case Op.ArgMax argMax -> argMax(argMax.axis(), at(in, 0));
      case Op.ArgSort _ -> argSort(at(in, 0));
      case Op.MatMul matMul -> matMul(matMul, at(in, 0), at(in, 1));
      case Op.Reshape reshape -> reshape(reshape.shape(), at(in, 0));
      case Op.Transpose transpose -> transpose(transpose.permutation(), at(in, 0));
      case Op.Slice slice -> slice(slice, at(in, 0));
      case Op.StopGradient _ -> List.of(at(in, 0));
      case Op.Concat concat -> concat(concat.axis(), in);
      case Op.Pad pad -> pad(pad, at(in, 0));
      case Op.Windows windows -> windows(windows, at(in, 0));
      case Op.Fold fold -> fold(fold, at(in, 0));
      case Op.Gather _ -> gather(at(in, 0), at(in, 1));
      case Op.ScatterAdd scatter -> scatterAdd(scatter.rows(), at(in, 0), at(in, 1));
      case Op.Softmax _ -> softmax(at(in, 0));
      case Op.SoftmaxCrossEntropy _ -> softmaxCrossEntropy(at(in, 0), at(in, 1));
      case Op.Scan scan -> scan(scan, in);
      case Op.Assign assign -> assign(assign.variable(), at(in, 0));
    };
  }

  private static TensorType at(List<TensorType> in, int index) throws Mismatch {
    require(index < in.size(), "operand " + index + " is missing; it has " + in.size());
    return in.get(index);
  }

  private static List<TensorType> constant(TensorType type) throws Mismatch {
    require(type.dtype() != DType.F64, "a graph's reals are f32; the reference backend alone computes in f64");
    return List.of(type);
  }

  private static List<TensorType> iota(Op.Iota iota) throws Mismatch {
    requireAxis(iota.axis(), iota.shape());
    return List.of(new TensorType(I32, iota.shape()));
  }

  private static List<TensorType> random(Op.Random random, List<TensorType> in) throws Mismatch {
    require(at(in, 0).equals(TensorType.i32(2)), "the seed must be i32[2], the low and the high word");
    require(at(in, 1).equals(TensorType.i32()), "the step must be i32[], a counter");
    return List.of(new TensorType(F32, random.shape()));
  }

  private static List<TensorType> cast(DType dtype, TensorType x) throws Mismatch {
    require(dtype != DType.F64, "a graph's reals are f32; the reference backend alone computes in f64");
    return List.of(new TensorType(dtype, x.shape()));
  }

  private static List<TensorType> unary(UnaryFn fn, TensorType x) throws Mismatch {
    if (fn == UnaryFn.NOT) {
      require(x.dtype() == BOOL, "not takes truth values; compare the operand with 0 first");
    } else {
      requireFloat(x);
    }
    return List.of(x);
  }

  private static List<TensorType> binary(BinaryFn fn, TensorType a, TensorType b) throws Mismatch {
    requireSameType(a, b);
    switch (fn) {
      case POW, ATAN2, SIGMOID_CROSS_ENTROPY -> requireFloat(a);
      case AND, OR -> require(a.dtype() == BOOL, "it takes truth values; compare the operands with 0 first");
      case ADD, SUB, MUL, DIV, REMAINDER, MAX, MIN, LESS, LESS_EQUAL -> requireNumber(a);
      case EQUAL -> {
        // every type can be compared
      }
    }
    return List.of(new TensorType(fn.isComparison() ? BOOL : a.dtype(), common(a.shape(), b.shape())));
  }

  private static List<TensorType> select(TensorType condition, TensorType a, TensorType b) throws Mismatch {
    require(condition.dtype() == BOOL, "the condition must be truth values, for example of a comparison");
    requireSameType(a, b);
    return List.of(new TensorType(a.dtype(), common(condition.shape(), common(a.shape(), b.shape()))));
  }

  private static List<TensorType> broadcast(Shape target, TensorType x) throws Mismatch {
    require(x.shape().broadcastsTo(target), x.shape() + " cannot be repeated to " + target
        + ": aligned at the last axis, each extent must be equal or 1");
    return List.of(new TensorType(x.dtype(), target));
  }

  private static List<TensorType> reduce(Op.Reduce reduce, TensorType x) throws Mismatch {
    requireNumber(x);
    int end = reduce.axis() + reduce.count();
    require(reduce.axis() >= 0 && reduce.count() >= 1 && end <= x.shape().rank(),
        "axes " + reduce.axis() + " to " + (end - 1) + " are not all in " + x.shape());
    int[] extents = x.shape().extents();
    Arrays.fill(extents, reduce.axis(), end, 1);
    return List.of(new TensorType(x.dtype(), Shape.of(extents)));
  }

  private static List<TensorType> argMax(int axis, TensorType x) throws Mismatch {
    requireFloat(x);
    requireAxis(axis, x.shape());
    require(x.shape().extent(axis) > 0, "there is no largest of no elements along axis " + axis);
    return List.of(new TensorType(I32, x.shape().with(axis, 1)));
  }

  private static List<TensorType> argSort(TensorType x) throws Mismatch {
    requireNumber(x);
    require(x.shape().rank() >= 1, "a single number has no order");
    return List.of(new TensorType(I32, x.shape()));
  }

  private static List<TensorType> matMul(Op.MatMul op, TensorType a, TensorType b) throws Mismatch {
    requireFloat(a);
    requireFloat(b);
    int rank = a.shape().rank();
    require(rank >= 2 && b.shape().rank() >= 2, "both operands must be matrices, or batches of them");
    Shape batchB = b.shape().part(0, b.shape().rank() - 2);
    require(a.shape().part(0, rank - 2).equals(batchB),
        "the batch axes " + a.shape().part(0, rank - 2) + " and " + batchB + " do not broadcast");
    int m = a.shape().extent(op.transposeA() ? rank - 1 : rank - 2);
    int k = a.shape().extent(op.transposeA() ? rank - 2 : rank - 1);
    int inner = b.shape().extent(op.transposeB() ? rank - 1 : rank - 2);
    int n = b.shape().extent(op.transposeB() ? rank - 2 : rank - 1);
    require(k == inner, "the inner extents " + k + " and " + inner + " differ" + transposeHint(op, k, n));
    return List.of(new TensorType(a.dtype(), a.shape().part(0, rank - 2).then(Shape.of(m, n))));
  }

  private static String transposeHint(Op.MatMul op, int k, int n) {
    return k != n ? "" : op.transposeB() ? "; without the transposition of b they fit" : "; with b transposed they fit";
  }

  private static List<TensorType> reshape(Shape target, TensorType x) throws Mismatch {
    require(target.count() == x.shape().count(),
        x.shape() + " has " + x.shape().count() + " elements, " + target + " has " + target.count());
    return List.of(new TensorType(x.dtype(), target));
  }

  private static List<TensorType> transpose(List<Integer> permutation, TensorType x) throws Mismatch {
    int rank = x.shape().rank();
    int[] sorted = permutation.stream().mapToInt(Integer::intValue).sorted().toArray();
    boolean valid = sorted.length == rank;
    for (int axis = 0; valid && axis < rank; axis++) {
      valid = sorted[axis] == axis;
    }
    require(valid, permutation + " does not name each axis of " + x.shape() + " once");
    return List.of(
        new TensorType(x.dtype(), Shape.of(permutation.stream().mapToInt(axis -> x.shape().extent(axis)).toArray())));
  }

  private static List<TensorType> slice(Op.Slice slice, TensorType x) throws Mismatch {
    requireBox(slice.starts(), slice.sizes(), x.shape());
    return List.of(new TensorType(x.dtype(), slice.sizes()));
  }

  private static List<TensorType> pad(Op.Pad pad, TensorType x) throws Mismatch {
    requireBox(pad.starts(), x.shape(), pad.sizes());
    return List.of(new TensorType(x.dtype(), pad.sizes()));
  }

  private static void requireBox(List<Integer> starts, Shape box, Shape whole) throws Mismatch {
    boolean inside = starts.size() == whole.rank() && box.rank() == whole.rank();
    for (int axis = 0; inside && axis < whole.rank(); axis++) {
      inside = starts.get(axis) >= 0 && starts.get(axis) + (long) box.extent(axis) <= whole.extent(axis);
    }
    require(inside, "the box " + box + " at " + starts + " is not within " + whole);
  }

  private static List<TensorType> concat(int axis, List<TensorType> in) throws Mismatch {
    TensorType first = at(in, 0);
    requireAxis(axis, first.shape());
    long total = 0;
    for (TensorType next : in) {
      requireSameType(first, next);
      require(next.shape().rank() == first.shape().rank()
          && next.shape().with(axis, 0).equals(first.shape().with(axis, 0)),
          first.shape() + " and " + next.shape() + " differ in another axis than " + axis);
      total += next.shape().extent(axis);
    }
    require(total <= Integer.MAX_VALUE, "the result has " + total + " places along axis " + axis
        + "; a tensor holds at most " + Integer.MAX_VALUE + " elements");
    return List.of(new TensorType(first.dtype(), first.shape().with(axis, (int) total)));
  }

  private static List<TensorType> windows(Op.Windows op, TensorType x) throws Mismatch {
    requireFloat(x);
    int end = op.axis() + op.windows().size();
    require(!op.windows().isEmpty() && op.axis() >= 0 && end <= x.shape().rank(),
        "axes " + op.axis() + " to " + (end - 1) + " are not all in " + x.shape());
    int[] positions = positions(op.axis(), op.windows(), x.shape().part(op.axis(), end));
    return List.of(new TensorType(x.dtype(), x.shape()
        .part(0, op.axis())
        .then(Shape.of(positions))
        .then(sizes(op.windows()))
        .then(x.shape().part(end, x.shape().rank()))));
  }

  private static List<TensorType> fold(Op.Fold op, TensorType x) throws Mismatch {
    requireFloat(x);
    int count = op.windows().size();
    int end = op.axis() + 2 * count;
    require(count > 0 && op.extents().size() == count && op.axis() >= 0 && end <= x.shape().rank(),
        "axes " + op.axis() + " to " + (end - 1) + ", positions and elements of windows, are not all in " + x.shape());
    Shape extents = Shape.of(op.extents().stream().mapToInt(Integer::intValue).toArray());
    Shape columns = Shape.of(positions(op.axis(), op.windows(), extents)).then(sizes(op.windows()));
    require(x.shape().part(op.axis(), end).equals(columns),
        "windows " + op.windows() + " of " + extents + " are " + columns + " from axis " + op.axis() + " on, not "
            + x.shape().part(op.axis(), end));
    return List.of(new TensorType(x.dtype(),
        x.shape().part(0, op.axis()).then(extents).then(x.shape().part(end, x.shape().rank()))));
  }

  private static Shape sizes(List<Window> windows) {
    return Shape.of(windows.stream().mapToInt(Window::size).toArray());
  }

  private static int[] positions(int first, List<Window> windows, Shape extents) throws Mismatch {
    int[] positions = new int[windows.size()];
    for (int i = 0; i < positions.length; i++) {
      Window window = windows.get(i);
      require(window.size() >= 1 && window.stride() >= 1 && window.dilation() >= 1,
          "size, stride and dilation of windows must be at least 1, not " + window);
      require(window.before() >= 0 && window.after() >= 0,
          "padding must be at least 0, not " + window.before() + " and " + window.after()
              + "; take a slice to leave elements out");
      positions[i] = window.positions(extents.extent(i));
      require(positions[i] > 0,
          "a window that spans " + window.span() + " elements does not fit into axis " + (first + i) + " of "
              + extents.extent(i) + " with padding " + window.before() + " and " + window.after()
              + "; add padding, or take a smaller window");
    }
    return positions;
  }

  private static List<TensorType> gather(TensorType table, TensorType indices) throws Mismatch {
    require(table.shape().rank() >= 1, "the table must have rows");
    requireIndices(indices);
    return List.of(new TensorType(table.dtype(), indices.shape().then(table.shape().without(0, 1))));
  }

  private static List<TensorType> scatterAdd(int rows, TensorType indices, TensorType updates) throws Mismatch {
    requireIndices(indices);
    requireFloat(updates);
    int rank = indices.shape().rank();
    require(updates.shape().rank() >= rank && updates.shape().part(0, rank).equals(indices.shape()),
        "the updates must begin with the axes of the row numbers " + indices.shape());
    return List.of(new TensorType(updates.dtype(),
        Shape.of(rows).then(updates.shape().part(rank, updates.shape().rank()))));
  }

  private static List<TensorType> softmax(TensorType x) throws Mismatch {
    requireFloat(x);
    require(x.shape().rank() >= 1 && x.shape().lastExtent() > 0, "softmax needs at least one class on the last axis");
    return List.of(x);
  }

  private static List<TensorType> softmaxCrossEntropy(TensorType logits, TensorType labels) throws Mismatch {
    requireFloat(logits);
    require(logits.shape().rank() == 2 && logits.shape().extent(1) > 0, "logits must be [rows, classes]");
    require(labels.dtype() == I32, "labels must be integers (class numbers), not " + labels.dtype());
    require(labels.shape().equals(Shape.of(logits.shape().extent(0))),
        "labels must be [" + logits.shape().extent(0) + "], one for each row of the logits");
    return List.of(new TensorType(logits.dtype(), labels.shape()), logits);
  }

  private static List<TensorType> scan(Op.Scan scan, List<TensorType> in) throws Mismatch {
    require(scan.length() >= 1, "a scan needs at least one step; leave it out where there is nothing to go over");
    List<TensorType> needed = scan.body().operandTypes(scan.length());
    for (int index = 0; index < needed.size(); index++) {
      require(in.get(index).equals(needed.get(index)),
          "operand " + index + " is " + in.get(index) + " where the step needs " + needed.get(index));
    }
    for (int index = 0; index < scan.body().carried().size(); index++) {
      TensorType before = scan.body().carried().get(index).type();
      TensorType after = scan.body().next().get(index).type();
      require(after.equals(before), "what is carried as number " + index + " begins as " + before
          + " and becomes " + after + "; it must keep its type from step to step");
    }
    return scan.body().resultTypes(scan.length());
  }

  private static List<TensorType> assign(Variable variable, TensorType value) throws Mismatch {
    require(value.equals(variable.type()), "variable " + variable + " cannot take a value of " + value);
    return new ArrayList<>();
  }

  private static Shape common(Shape a, Shape b) throws Mismatch {
    int rank = Math.max(a.rank(), b.rank());
    int[] extents = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int inA = axis - (rank - a.rank());
      int inB = axis - (rank - b.rank());
      int extentA = inA < 0 ? 1 : a.extent(inA);
      int extentB = inB < 0 ? 1 : b.extent(inB);
      require(extentA == extentB || extentA == 1 || extentB == 1, a + " and " + b
          + " do not broadcast: aligned at the last axis, extents must be equal or 1");
      extents[axis] = extentA == 1 ? extentB : extentA;
    }
    return Shape.of(extents);
  }

  private static void requireFloat(TensorType x) throws Mismatch {
    require(x.dtype().isFloat(), "it takes real numbers, not " + x.dtype() + "; cast the operand to f32 first");
  }

  private static void requireNumber(TensorType x) throws Mismatch {
    require(x.dtype() == F32 || x.dtype() == I32, "it takes real or integer operands; cast them first");
  }

  private static void requireIndices(TensorType indices) throws Mismatch {
    require(indices.dtype() == I32, "row numbers must be i32, not " + indices.dtype());
  }

  private static void requireSameType(TensorType a, TensorType b) throws Mismatch {
    require(a.dtype() == b.dtype(), "element types " + a.dtype() + " and " + b.dtype() + " differ; cast one of them");
  }

  private static void requireAxis(int axis, Shape shape) throws Mismatch {
    require(axis >= 0 && axis < shape.rank(), "axis " + axis + " is not in " + shape);
  }

  private static void require(boolean condition, String message) throws Mismatch {
    if (!condition) {
      throw new Mismatch(message);
    }
  }
}
