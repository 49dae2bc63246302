package dev.sinabro.nn;

import dev.sinabro.graph.Philox;
import dev.sinabro.graph.Shape;

/**
 * How a parameter begins. Values are computed on the host from a seed, so that each device begins with the same ones.
 *
 * <p>For a weight of shape [units, inputs], fan-in is inputs and fan-out is units.
 */
public sealed interface Initializer {

  /** All elements equal. */
  record Constant(double value) implements Initializer {}

  /** Uniform in (-limit, limit). */
  record Uniform(double limit) implements Initializer {}

  /** Uniform in (-limit, limit) with limit = sqrt(6 / (fan-in + fan-out)): Glorot and Bengio, 2010. */
  record Glorot() implements Initializer {}

  /** Uniform in (-limit, limit) with limit = sqrt(6 / fan-in): He, Zhang, Ren and Sun, 2015. For ReLU. */
  record He() implements Initializer {}

  /**
   * The values of one parameter.
   *
   * @param seed of the run
   * @param stream tells apart the parameters of one model
   */
  default float[] values(Shape shape, long seed, int stream) {
    float[] values = new float[shape.count()];
    double limit = switch (this) {
      case Constant constant -> {
        java.util.Arrays.fill(values, (float) constant.value());
        yield 0;
      }
      case Uniform uniform -> uniform.limit();
      case Glorot _ -> Math.sqrt(6.0 / (fanIn(shape) + shape.extent(0)));
      case He _ -> Math.sqrt(6.0 / fanIn(shape));
    };
    if (limit > 0) {
      for (int i = 0; i < values.length; i++) {
        double centered = 2 * (Philox.uniform(Philox.word(seed, stream, 0, i)) + 0x1p-25) - 1;
        values[i] = (float) (limit * centered);
      }
    }
    return values;
  }

  private static int fanIn(Shape shape) {
    return shape.count(1, shape.rank());
  }
}
