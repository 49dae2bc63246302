package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Values that are known while a graph is built: the extents that operators are told by tensors.
 *
 * @param dtype I32 for all whole numbers
 * @param extents outermost first
 * @param values row-major
 */
record Known(DType dtype, List<Integer> extents, double[] values) {
  private static final int MOST_MOVED = 1 << 12;

  static Known of(OnnxTensor tensor) {
    DType dtype = switch (tensor.type()) {
      case FLOAT, FLOAT16, DOUBLE -> DType.F32;
      case INT8, INT32, INT64 -> DType.I32;
      case UINT8 -> DType.U8;
      case BOOL -> DType.BOOL;
    };
    return new Known(dtype, tensor.extents().stream().map(Long::intValue).toList(),
        IntStream.range(0, Math.toIntExact(tensor.count())).mapToDouble(tensor::value).toArray());
  }

  /** Whole numbers along one axis. */
  static Known of(int... numbers) {
    return new Known(DType.I32, List.of(numbers.length), Arrays.stream(numbers).asDoubleStream().toArray());
  }

  /** Whether it is a number, or numbers along one axis. */
  boolean isList() {
    return extents.size() <= 1;
  }

  /** Whether it is worth to move its values now rather than in a run. */
  boolean isSmall() {
    return values.length <= MOST_MOVED;
  }

  /** Row-major in another shape, of which one extent may be -1. */
  Known reshaped(int[] wanted) {
    int rest = Arrays.stream(wanted).filter(extent -> extent > 0).reduce(1, Math::multiplyExact);
    List<Integer> others =
        Arrays.stream(wanted).map(extent -> extent < 0 ? values.length / rest : extent).boxed().toList();
    if (others.stream().reduce(1, (a, b) -> a * b) != values.length) {
      throw new ArithmeticException("shape " + Arrays.toString(wanted) + " of " + values.length + " values");
    }
    return with(others);
  }

  /** The columns of a matrix as rows. */
  Known transposed() {
    int rows = extents.get(0);
    int columns = extents.get(1);
    double[] moved = IntStream.range(0, values.length)
        .mapToDouble(i -> values[i % rows * columns + i / rows]).toArray();
    return new Known(dtype, List.of(columns, rows), moved);
  }

  /** Along the first axis, the last first. */
  Known reversed() {
    int rows = extents.getFirst();
    int width = rows == 0 ? 0 : values.length / rows;
    double[] moved = IntStream.range(0, values.length)
        .mapToDouble(i -> values[(rows - 1 - i / width) * width + i % width]).toArray();
    return new Known(dtype, extents, moved);
  }

  int[] ints() {
    return Arrays.stream(values)
        .mapToInt(value -> (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value)))
        .toArray();
  }

  Known with(List<Integer> others) {
    return new Known(dtype, List.copyOf(others), values);
  }

  Known with(double... others) {
    return new Known(dtype, List.of(others.length), others);
  }

  /** Element by element, of two of which one may be a single number. */
  Known with(Known other, DType type, DoubleBinaryOperator function) {
    int count = Math.max(values.length, other.values.length);
    double[] results = IntStream.range(0, count)
        .mapToDouble(i -> function.applyAsDouble(values[i % values.length], other.values[i % other.values.length]))
        .toArray();
    return new Known(type, extents.size() >= other.extents.size() && values.length == count ? extents : other.extents,
        results);
  }

  /** Whether {@link #with(Known, DType, DoubleBinaryOperator)} takes both. */
  boolean goesWith(Known other) {
    return isList() && other.isList() && values.length > 0 && other.values.length > 0
        && (values.length == other.values.length || values.length == 1 || other.values.length == 1);
  }

  /** As a constant of a graph. */
  Tensor in(Graph graph) {
    double[] held = dtype == DType.I32
        ? Arrays.stream(values).map(value -> Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value))).toArray()
        : values;
    Shape shape = Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
    return graph.constant(new Literal(new TensorType(dtype, shape), held));
  }
}
