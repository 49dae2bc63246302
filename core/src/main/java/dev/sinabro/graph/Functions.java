package dev.sinabro.graph;

/** Functions of the single elements of a tensor; real, and of the operand's shape. */
public sealed interface Functions permits Tensor {

  private Tensor self() {
    return (Tensor) this;
  }

  /** e to the a. */
  default Tensor exp() {
    return self().unary(UnaryFn.EXP);
  }

  /** e to the a, less 1; exact to rounding near 0 too. */
  default Tensor expm1() {
    return self().unary(UnaryFn.EXPM1);
  }

  /** The natural logarithm. */
  default Tensor log() {
    return self().unary(UnaryFn.LOG);
  }

  /** The natural logarithm of 1 + a; exact to rounding near 0 too. */
  default Tensor log1p() {
    return self().unary(UnaryFn.LOG1P);
  }

  /** The largest integer that is not above a. */
  default Tensor floor() {
    return self().unary(UnaryFn.FLOOR);
  }

  /** The smallest integer that is not below a. */
  default Tensor ceil() {
    return self().neg().floor().neg();
  }

  /** The nearest integer, of two the even one. */
  default Tensor round() {
    return self().unary(UnaryFn.ROUND);
  }

  /** The sine; angles are in radians. */
  default Tensor sin() {
    return self().unary(UnaryFn.SIN);
  }

  /** The cosine. */
  default Tensor cos() {
    return self().unary(UnaryFn.COS);
  }

  /** The tangent. */
  default Tensor tan() {
    return sin().div(cos());
  }

  /** The angle in [-pi / 2, pi / 2] with this sine; NaN outside of [-1, 1]. */
  default Tensor asin() {
    return self().atan2(otherSide());
  }

  /** The angle in [0, pi] with this cosine; NaN outside of [-1, 1]. */
  default Tensor acos() {
    return otherSide().atan2(self());
  }

  /** The other short side of a right triangle with the hypotenuse 1, in the form that does not cancel near 1. */
  private Tensor otherSide() {
    return self().neg().add(1).mul(self().add(1)).sqrt();
  }

  /** The angle in [-pi / 2, pi / 2] with this tangent. */
  default Tensor atan() {
    return atan2(self().number(1));
  }

  /** The angle of the point (x, this), -pi to pi. */
  default Tensor atan2(Tensor x) {
    return self().binary(BinaryFn.ATAN2, x);
  }

  /** The hyperbolic sine. */
  default Tensor sinh() {
    return tanh().mul(cosh());
  }

  /** The hyperbolic cosine, by halves of the exponent, as e^|a| may overflow where it does not. */
  default Tensor cosh() {
    Tensor half = self().abs().mul(0.5).exp();
    return half.mul(0.5).mul(half).add(half.reciprocal().mul(0.5).div(half));
  }

  /** The hyperbolic tangent. */
  default Tensor tanh() {
    return self().unary(UnaryFn.TANH);
  }

  /** The error function. */
  default Tensor erf() {
    return self().unary(UnaryFn.ERF);
  }

  /** The larger of a and 0. */
  default Tensor relu() {
    return self().unary(UnaryFn.RELU);
  }

  /** 1 / (1 + e^-a). */
  default Tensor sigmoid() {
    return self().unary(UnaryFn.SIGMOID);
  }

  /** log(1 + e^a). */
  default Tensor softplus() {
    return self().unary(UnaryFn.SOFTPLUS);
  }

  /** The binary cross-entropy of these logits and targets in [0, 1], element by element. */
  default Tensor sigmoidCrossEntropy(Tensor targets) {
    return self().binary(BinaryFn.SIGMOID_CROSS_ENTROPY, targets);
  }
}
