package dev.sinabro.graph;

/** Truth values from numbers, from each other, and choices by them. */
public sealed interface Comparisons permits Tensor {

  private Tensor self() {
    return (Tensor) this;
  }

  /** Where a = b. */
  default Tensor equal(Tensor other) {
    return self().binary(BinaryFn.EQUAL, other);
  }

  /** Where a = c. */
  default Tensor equal(double constant) {
    return equal(self().number(constant));
  }

  /** Where a != b, as NaN is of everything. */
  default Tensor notEqual(Tensor other) {
    return equal(other).not();
  }

  /** Where a != c. */
  default Tensor notEqual(double constant) {
    return notEqual(self().number(constant));
  }

  /** Where a < b. */
  default Tensor less(Tensor other) {
    return self().binary(BinaryFn.LESS, other);
  }

  /** Where a < c. */
  default Tensor less(double constant) {
    return less(self().number(constant));
  }

  /** Where a <= b. */
  default Tensor lessEqual(Tensor other) {
    return self().binary(BinaryFn.LESS_EQUAL, other);
  }

  /** Where a <= c. */
  default Tensor lessEqual(double constant) {
    return lessEqual(self().number(constant));
  }

  /** Where a > b. */
  default Tensor greater(Tensor other) {
    return other.less(self());
  }

  /** Where a > c. */
  default Tensor greater(double constant) {
    return greater(self().number(constant));
  }

  /** Where a >= b. */
  default Tensor greaterEqual(Tensor other) {
    return other.lessEqual(self());
  }

  /** Where a >= c. */
  default Tensor greaterEqual(double constant) {
    return greaterEqual(self().number(constant));
  }

  /** Where a real number is NaN. */
  default Tensor isNaN() {
    return notEqual(self());
  }

  /** Where both are true. */
  default Tensor and(Tensor other) {
    return self().binary(BinaryFn.AND, other);
  }

  /** Where either is true. */
  default Tensor or(Tensor other) {
    return self().binary(BinaryFn.OR, other);
  }

  /** Where one is true and the other is not. */
  default Tensor xor(Tensor other) {
    return self().and(other).not().and(or(other));
  }

  /** Where not true. */
  default Tensor not() {
    return self().unary(UnaryFn.NOT);
  }

  /** {@code a} where this is true, else {@code b}. */
  default Tensor select(Tensor a, Tensor b) {
    return self().graph().add(new Op.Select(), self(), a, b);
  }
}
