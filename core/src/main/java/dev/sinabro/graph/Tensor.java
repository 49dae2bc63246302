package dev.sinabro.graph;

/**
 * A handle to one result of a node: it has a type but, before a program runs, no values.
 *
 * <p>Arithmetic stands here, all else in the families that a tensor implements. Operations broadcast as NumPy's do:
 * shapes are aligned at the last axis and an extent of 1 is repeated. A negative axis counts from the last, everywhere.
 * Operands that do not fit raise a {@link GraphException} at the line that combines them.
 *
 * @param node the operation
 * @param index which of its results
 */
public record Tensor(Node node, int index)
    implements Functions, Comparisons, Reductions, Orders, Movements, Lookups {

  /** The graph that it belongs to. */
  public Graph graph() {
    return node.graph();
  }

  /** Element type and shape. */
  public TensorType type() {
    return node.types().get(index);
  }

  /** The element type. */
  public DType dtype() {
    return type().dtype();
  }

  /** The shape. */
  public Shape shape() {
    return type().shape();
  }

  /** a + b. */
  public Tensor add(Tensor other) {
    return binary(BinaryFn.ADD, other);
  }

  /** a + c. */
  public Tensor add(double constant) {
    return add(number(constant));
  }

  /** a - b. */
  public Tensor sub(Tensor other) {
    return binary(BinaryFn.SUB, other);
  }

  /** a - c. */
  public Tensor sub(double constant) {
    return sub(number(constant));
  }

  /** a * b, element by element. */
  public Tensor mul(Tensor other) {
    return binary(BinaryFn.MUL, other);
  }

  /** a * c. */
  public Tensor mul(double constant) {
    return mul(number(constant));
  }

  /** a / b; of integers rounded down, and 0 where b is 0. */
  public Tensor div(Tensor other) {
    return binary(BinaryFn.DIV, other);
  }

  /** a / c; of integers rounded down. */
  public Tensor div(double constant) {
    return div(number(constant));
  }

  /** What division of a by b leaves, with the sign of b, as in Python; of integers a where b is 0. */
  public Tensor remainder(Tensor other) {
    return binary(BinaryFn.REMAINDER, other);
  }

  /** What division of a by c leaves, with the sign of c. */
  public Tensor remainder(double constant) {
    return remainder(number(constant));
  }

  /** a to the power of b. */
  public Tensor pow(Tensor exponent) {
    return binary(BinaryFn.POW, exponent);
  }

  /** a to the power of c. */
  public Tensor pow(double exponent) {
    return exponent == 2 ? square() : pow(number(exponent));
  }

  /** The larger of a and b, element by element; {@link #amax} is the largest along axes. */
  public Tensor maximum(Tensor other) {
    return binary(BinaryFn.MAX, other);
  }

  /** The larger of a and c, element by element. */
  public Tensor maximum(double constant) {
    return maximum(number(constant));
  }

  /** The smaller of a and b, element by element; {@link #amin} is the smallest along axes. */
  public Tensor minimum(Tensor other) {
    return binary(BinaryFn.MIN, other);
  }

  /** The smaller of a and c, element by element. */
  public Tensor minimum(double constant) {
    return minimum(number(constant));
  }

  /** a, but {@code low} where it is below that, and {@code high} where it is above that. */
  public Tensor clamp(double low, double high) {
    return maximum(low).minimum(high);
  }

  /** An element-wise function of two arguments. */
  public Tensor binary(BinaryFn fn, Tensor other) {
    return graph().add(new Op.Binary(fn), this, other);
  }

  /** -a. */
  public Tensor neg() {
    return dtype() == DType.I32 ? number(0).sub(this) : unary(UnaryFn.NEG);
  }

  /** |a|; of the least integer itself, as it has no opposite. */
  public Tensor abs() {
    return dtype() == DType.I32 ? maximum(neg()) : unary(UnaryFn.ABS);
  }

  /** -1, 0 or 1 by the sign of a. */
  public Tensor sign() {
    return dtype() == DType.I32 ? clamp(-1, 1) : unary(UnaryFn.SIGN);
  }

  /** a * a. */
  public Tensor square() {
    return dtype() == DType.I32 ? mul(this) : unary(UnaryFn.SQUARE);
  }

  /** 1 / a. */
  public Tensor reciprocal() {
    return unary(UnaryFn.RECIPROCAL);
  }

  /** The square root. */
  public Tensor sqrt() {
    return unary(UnaryFn.SQRT);
  }

  /** An element-wise function. */
  public Tensor unary(UnaryFn fn) {
    return graph().add(new Op.Unary(fn), this);
  }

  /** The same values in another element type, as {@link Op.Cast} says. */
  public Tensor cast(DType dtype) {
    return dtype == dtype() ? this : graph().add(new Op.Cast(dtype), this);
  }

  /**
   * The same values, of which no gradient is taken: what they are computed from is a constant to a loss that uses them
   * so. PyTorch calls it {@code detach}.
   */
  public Tensor stopGradient() {
    return graph().add(new Op.StopGradient(), this);
  }

  /** The matrix product of the last two axes; see {@link #matmul(Tensor, boolean, boolean)}. */
  public Tensor matmul(Tensor other) {
    return matmul(other, false, false);
  }

  /**
   * The matrix product of the last two axes of this and other, each transposed first where said. Leading axes are batches
   * and broadcast. A vector on the left is a row, one on the right a column, and its axis of 1 is not in the result.
   */
  public Tensor matmul(Tensor other, boolean transposeThis, boolean transposeOther) {
    return Products.matmul(this, other, transposeThis, transposeOther);
  }

  /** A number of this tensor's element type, as far as it has one that is equal; else a real number. */
  Tensor number(double constant) {
    boolean whole = constant == Math.rint(constant);
    return dtype() == DType.U8 && whole || dtype() == DType.I32 && whole
        ? graph().constant(new Literal(new TensorType(dtype(), Shape.SCALAR), constant))
        : graph().constant(constant);
  }

  /** The number of an axis, from 0, that may have been counted from the last. */
  int axis(int axis) {
    return axis(axis, shape().rank());
  }

  /** The same among {@code rank} axes. */
  int axis(int axis, int rank) {
    int counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw refused("axis " + axis, "is not in " + type());
    }
    return counted;
  }

  /** What is wrong with an argument, at the user's line. */
  GraphException refused(String what, String reason) {
    return new GraphException(what + " at " + SourceLine.ofUser() + " " + reason + ", built at " + node.source());
  }

  /** For example {@code %7 matmul f32[64, 10]}. */
  @Override
  public String toString() {
    return node + (index == 0 ? "" : "#" + index) + " " + type();
  }
}
