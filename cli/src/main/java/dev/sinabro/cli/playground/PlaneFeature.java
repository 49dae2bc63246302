package dev.sinabro.cli.playground;

import java.util.function.DoubleBinaryOperator;

/** What a network may see of a point. */
enum PlaneFeature {
  X("x", (x, _) -> x), Y("y", (_, y) -> y), X_SQUARED("x^2", (x, _) -> x * x), Y_SQUARED("y^2", (_, y) -> y * y),
  PRODUCT("x*y", (x, y) -> x * y), SIN_X("sin(3x)", (x, _) -> Math.sin(3 * x)),
  SIN_Y("sin(3y)", (_, y) -> Math.sin(3 * y));

  private final String title;
  private final DoubleBinaryOperator of;

  PlaneFeature(String title, DoubleBinaryOperator of) {
    this.title = title;
    this.of = of;
  }

  /** The name of its column. */
  String title() {
    return title;
  }

  double of(double x, double y) {
    return of.applyAsDouble(x, y);
  }
}
