package dev.sinabro.graph;

import java.util.List;

/**
 * What a node computes. A record carries attributes and no behavior; each consumer is a switch without a default arm, so
 * a new operation does not compile until its shape, gradient, reference and backends' arms exist.
 *
 * <p>Operands and results are given as {@code operands -> results}; [..., n] stands for any number of leading axes.
 */
public sealed interface Op {

  /** What a step computes. All others say where values are. */
  sealed interface Computed extends Op {}

  /** Each element of the result depends on the elements at the same (broadcast) place only. */
  sealed interface Elementwise extends Computed {}

  /** Any other computation; each has a kernel of its own in each backend. */
  sealed interface Kernel extends Computed {}

  /** Elements of the operand, in another order or shape: no step, since others can read the operand itself so. */
  sealed interface View extends Op {}

  /** Values handed in from outside at each run. {@code () -> type}. */
  record Input(String name, TensorType type) implements Op {}

  /** Values written in the program. {@code () -> literal.type}. */
  record Constant(Literal literal) implements Op {}

  /** The value that a variable has before the step. {@code () -> variable.type}. */
  record Read(Variable variable) implements Op {}

  /** The index along an axis: 0, 1, 2, ... {@code () -> i32 shape}. */
  record Iota(Shape shape, int axis) implements Kernel {}

  /**
   * Uniform random numbers k * 2^-24, 0 <= k < 2^24, as {@link Philox} defines them. {@code (seed i32[2], step i32[]) ->
   * f32 shape}.
   *
   * @param stream tells apart the random operations of one model
   */
  record Random(int stream, Shape shape) implements Kernel {}

  /**
   * Another element type. Real to integer truncates toward zero; outside of the range it gives the nearest integer, of
   * NaN 0. To a byte: the low 8 bits of the integer. To a truth value: not equal to 0, as NaN too is.
   * {@code x -> x.shape}.
   */
  record Cast(DType dtype) implements Elementwise {}

  /** An element-wise function. {@code x -> x.type}. */
  record Unary(UnaryFn fn) implements Elementwise {}

  /** An element-wise function of two operands that broadcast to a common shape. {@code (a, b) -> common shape}. */
  record Binary(BinaryFn fn) implements Elementwise {}

  /** The second operand where the first is true, else the third, with broadcasting. {@code (bool, a, b) -> a.dtype}. */
  record Select() implements Elementwise {}

  /** Repetition to a larger shape. {@code x -> shape}. */
  record Broadcast(Shape shape) implements Elementwise {}

  /**
   * A run of {@code count} adjacent axes from {@code axis} on is reduced to extents of 1. {@code [a.., n.., b..] -> [a..,
   * 1.., b..]}; real or integer.
   */
  record Reduce(ReduceFn fn, int axis, int count) implements Kernel {}

  /** The index of the first largest element along an axis, which becomes 1; a NaN counts as largest. {@code -> i32}. */
  record ArgMax(int axis) implements Kernel {}

  /**
   * The numbers of the elements along the last axis in ascending or descending order; equal elements keep their order, NaN
   * counts as largest. {@code [.., n] -> i32 [.., n]}; real or integer. An operation of its own, as networks of comparisons
   * would sweep over memory log^2 n times.
   */
  record ArgSort(boolean descending) implements Kernel {}

  /**
   * The matrix product of the last two axes, after each operand's transposition; leading axes are equal and count as a
   * batch. {@code ([..., m, k], [..., k, n]) -> [..., m, n]}; real.
   */
  record MatMul(boolean transposeA, boolean transposeB) implements Kernel {}

  /** The same elements in another shape. {@code x -> shape}. */
  record Reshape(Shape shape) implements View {}

  /** Axis i of the result is axis {@code permutation[i]} of the operand. */
  record Transpose(List<Integer> permutation) implements View {
    /** Keeps a copy of the permutation. */
    public Transpose {
      permutation = List.copyOf(permutation);
    }
  }

  /** The box of extents {@code sizes} at {@code starts}. {@code x -> sizes}. */
  record Slice(List<Integer> starts, Shape sizes) implements View {
    /** Keeps a copy of the starts. */
    public Slice {
      starts = List.copyOf(starts);
    }
  }

  /** The operand itself, through which no gradient goes: to the calculus it is a constant. {@code x -> x.type}. */
  record StopGradient() implements View {}

  /**
   * One operand after the other along an axis; steps write their results to their places in it where they can. {@code ([.., n1, ..], [.., n2, ..], ..) -> [..,
   * n1 + n2 + .., ..]}.
   */
  record Concat(int axis) implements Op {}

  /** The operand at {@code starts} in a tensor of extents {@code sizes} that is 0 elsewhere. {@code x -> sizes}. */
  record Pad(List<Integer> starts, Shape sizes) implements Kernel {
    /** Keeps a copy of the starts. */
    public Pad {
      starts = List.copyOf(starts);
    }
  }

  /**
   * Windows along a run of axes: the axes from {@code axis} on, one for each of {@code windows}, become the positions of
   * the windows, and axes for the elements of a window follow. What lies outside of the operand is {@code value}.
   * {@code [a.., extents.., b..] -> [a.., positions.., sizes.., b..]}; real.
   */
  record Windows(int axis, List<Window> windows, double value) implements Kernel {
    /** Keeps a copy of the windows. */
    public Windows {
      windows = List.copyOf(windows);
    }
  }

  /**
   * The adjoint of {@link Windows}: each element is the sum of the places that it has in windows; what lies outside of
   * {@code extents} is dropped. {@code [a.., positions.., sizes.., b..] -> [a.., extents.., b..]}; real.
   */
  record Fold(int axis, List<Window> windows, List<Integer> extents) implements Kernel {
    /** Keeps copies of the lists. */
    public Fold {
      windows = List.copyOf(windows);
      extents = List.copyOf(extents);
    }
  }

  /**
   * Rows of a table by number; a number outside of 0 to n - 1 gives a row of zeros. {@code (table [n, row..], i32
   * [index..]) -> [index.., row..]}.
   */
  record Gather() implements Kernel {}

  /**
   * A table of {@code rows} rows, each the sum of the updates with its number, in ascending order of position; numbers
   * outside are dropped. {@code (i32 [index..], updates [index.., row..]) -> [rows, row..]}; real.
   */
  record ScatterAdd(int rows) implements Kernel {}

  /**
   * e^x / sum e^x over the last axis, shifted by the largest so that it never overflows. {@code x -> x.shape}; real.
   *
   * <p>An operation of its own, since it is as exact as graph code in a group of rows and faster: that took on the CPU 0.6 to
   * 1.1 of its time up to 65 elements a row, 1.2 to 1.5 from 128 to 512, and 1.8 to 4 beyond, where a group computes the
   * exponential twice (minima of interleaved runs in one process, 2 threads). Its derivative needs its result alone.
   */
  record Softmax() implements Kernel {}

  /**
   * The cross-entropy of softmax(logits) and integer labels, and its gradient, in one pass. {@code (logits [rows,
   * classes], i32 labels [rows]) -> (losses [rows], softmax(logits) - onehot(labels) [rows, classes])}. A row whose label
   * is outside of 0 to classes - 1 has loss 0 and gradient 0.
   *
   * <p>An operation of its own, since a label picks one element of a row, where graph code compares them all: that took on the
   * CPU 1.7 to 2.6 of its time up to 128 classes, and 6 to 11 beyond 500, measured as for {@link Softmax}.
   */
  record SoftmaxCrossEntropy() implements Kernel {}

  /**
   * A loop over the first axis of some tensors, as {@link ScanBody} says. {@code (sequences [length, ..].., first values
   * of what is carried.., captured..) -> (last values of what is carried.., stacks [length, ..]..)}. The compiler writes
   * its steps out, so that no backend knows it; a stack that nothing reads is never stored.
   *
   * @param length steps, at least 1
   * @param reversed whether the last step along the axis is the first to be done
   */
  record Scan(ScanBody body, int length, boolean reversed) implements Op {}

  /** The variable's value after the step. It takes effect after each read. {@code value -> ()}. */
  record Assign(Variable variable) implements Op {}

  /** The operation's name and attributes as messages and listings show them, for example {@code matmul(a, bT)}. */
  default String label() {
    return OpLabel.of(this);
  }
}
