package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.Locale;

/**
 * A function of a point of the plane whose lowest place is to be found, as a layer without inputs: for each row its value,
 * [batch, 1], at the learned {@code point} [2]. With a loss that takes the values as they are, a training is a descent.
 *
 * @param function whose value falls
 * @param x where the descent begins
 * @param y where the descent begins
 */
public record Landscape(Function function, double x, double y) implements Layer {

  /** Functions that are at least 0, and 0 at one place. */
  public enum Function {
    /** (1 - x)^2 + 100 (y - x^2)^2, a bent valley to (1, 1): Rosenbrock, 1960. */
    ROSENBROCK {
      @Override
      Tensor at(Tensor x, Tensor y) {
        return x.mul(-1).add(1).square().add(y.sub(x.square()).square().mul(100));
      }

      @Override
      public double value(double x, double y) {
        return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
      }
    },
    /** (x^2 + 100 y^2) / 2, a bowl a hundred times as steep across as along. */
    BOWL {
      @Override
      Tensor at(Tensor x, Tensor y) {
        return x.square().add(y.square().mul(100)).mul(0.5);
      }

      @Override
      public double value(double x, double y) {
        return (x * x + 100 * y * y) / 2;
      }
    };

    abstract Tensor at(Tensor x, Tensor y);

    /** Its value at a point. */
    public abstract double value(double x, double y);
  }

  @Override
  public Tensor apply(Tensor rows, Scope scope) {
    Tensor point = scope.parameter("point", Shape.of(2), (_, _) -> i -> i == 0 ? x : y);
    return function.at(point.slice(0, 0, 1), point.slice(0, 1, 2)).broadcast(Shape.of(rows.shape().extent(0), 1));
  }

  @Override
  public String label() {
    return function.name().toLowerCase(Locale.ROOT);
  }
}
