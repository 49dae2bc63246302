package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How a parameter or a state begins. Values are computed on the host from a seed, so that each device begins with the
 * same ones, and each by itself, so that no array has to hold them all.
 *
 * <p>For a weight of shape [units, inputs], fan-in is inputs and fan-out is units; for filters of shape [outputs, inputs,
 * size..], each is multiplied with the product of the sizes.
 */
@FunctionalInterface
public interface Initializer {

  /**
   * The values.
   *
   * @return gives the element of a row-major index, the same whenever it is asked; it is rounded to float32
   */
  IntToDoubleFunction values(Shape shape, RandomSequence random);

  /** What suits an activation: He's before ReLU and its leaky kin, which cut off about half of the values, else Glorot's. */
  static Initializer before(Activation activation) {
    return switch (activation) {
      case Activation.Plain plain -> plain == Activation.Plain.RELU ? new He() : new Glorot();
      case Activation.LeakyRelu _, Activation.PRelu _ -> new He();
      case Activation.Elu _, Activation.Gelu _, Activation.Softplus _, Activation.Softmax _, Activation.LogSoftmax _ ->
        new Glorot();
    };
  }

  /** All elements equal. */
  record Constant(double value) implements Initializer {
    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      return _ -> value;
    }
  }

  /** Uniform in (low, high). */
  record Uniform(double low, double high) implements Initializer {
    /** Uniform in (-limit, limit). */
    public Uniform(double limit) {
      this(-limit, limit);
    }

    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      return i -> low + (high - low) * random.uniform(i);
    }
  }

  /** Normal. */
  record Normal(double mean, double deviation) implements Initializer {
    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      return i -> mean + deviation * random.normal(i);
    }
  }

  /** Uniform in (-limit, limit) with limit = sqrt(6 / (fan-in + fan-out)): Glorot and Bengio, 2010. */
  record Glorot() implements Initializer {
    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      return within(Math.sqrt(6.0 / (fanIn(shape) + fanOut(shape))), random);
    }
  }

  /**
   * Normal, where only what lies in [low, high] is kept. Drawn through the inverse of the distribution function, which is
   * summed up over {@value #CELLS} cells of the range.
   *
   * @param deviation of the distribution before it is cut off, above 0
   * @param low the least value
   * @param high the largest value, above low
   */
  record TruncatedNormal(double mean, double deviation, double low, double high) implements Initializer {
    private static final int CELLS = 4096;
    /** Deviations beyond which nothing is left in float32. */
    private static final double FAR = 9;

    /** Checks the ranges. */
    public TruncatedNormal {
      if (!(deviation > 0 && low < high)) {
        throw new IllegalArgumentException("a truncated normal distribution of deviation " + deviation + " from " + low
            + " to " + high + "; the deviation must be above 0, and the low end below the high one");
      }
    }

    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      double densest = Math.clamp(mean, low, high);
      double from = Math.max(low, densest - FAR * deviation);
      double width = (Math.min(high, densest + FAR * deviation) - from) / CELLS;
      double[] below = new double[CELLS + 1];
      for (int cell = 0; cell < CELLS; cell++) {
        double middle = from + (cell + 0.5) * width;
        below[cell + 1] = below[cell] + StrictMath.exp((square(densest - mean) - square(middle - mean))
            / (2 * square(deviation)));
      }
      return i -> {
        double wanted = random.uniform(i) * below[CELLS];
        int found = Arrays.binarySearch(below, wanted);
        int cell = found >= 0 ? Math.min(found, CELLS - 1) : -found - 2;
        return from + width * (cell + (wanted - below[cell]) / (below[cell + 1] - below[cell]));
      };
    }

    private static double square(double x) {
      return x * x;
    }
  }

  /** Normal with mean 0 and variance 2 / (fan-in + fan-out): Glorot and Bengio, 2010. */
  record GlorotNormal() implements Initializer {
    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      return new Normal(0, Math.sqrt(2.0 / (fanIn(shape) + fanOut(shape)))).values(shape, random);
    }
  }

  /** Uniform in (-limit, limit) with limit = sqrt(6 / fan-in): He, Zhang, Ren and Sun, 2015. For ReLU. */
  record He() implements Initializer {
    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      return within(Math.sqrt(6.0 / fanIn(shape)), random);
    }
  }

  /** Normal with mean 0 and variance 2 / fan-in: He, Zhang, Ren and Sun, 2015. For ReLU. */
  record HeNormal() implements Initializer {
    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      return new Normal(0, Math.sqrt(2.0 / fanIn(shape))).values(shape, random);
    }
  }

  /**
   * Uniform in (-limit, limit) with limit = sqrt(6 / ((1 + slope^2) fan-in)): He, Zhang, Ren and Sun, 2015, for a ReLU
   * that has a slope below 0. With slope sqrt(5), limit = 1 / sqrt(fan-in): how PyTorch begins its linear layers and
   * convolutions.
   */
  record KaimingUniform(double slope) implements Initializer {
    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      return within(Math.sqrt(6 / ((1 + slope * slope) * fanIn(shape))), random);
    }
  }

  /**
   * Rows of [units, inputs] (columns, where there are more rows than columns) that are orthogonal to each other and of
   * length gain: Saxe, McClelland and Ganguli, 2014. Made of normal numbers by the modified Gram-Schmidt process.
   */
  record Orthogonal(double gain) implements Initializer {
    @Override
    public IntToDoubleFunction values(Shape shape, RandomSequence random) {
      int rows = shape.extent(0);
      int columns = fanIn(shape);
      boolean upright = rows > columns;
      double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
      for (int i = 0; i < vectors.length; i++) {
        int first = i * vectors[i].length;
        Arrays.setAll(vectors[i], k -> random.normal(first + k));
        for (int j = 0; j < i; j++) {
          subtract(vectors[i], vectors[j], dot(vectors[i], vectors[j]));
        }
        double length = Math.sqrt(dot(vectors[i], vectors[i]));
        subtract(vectors[i], vectors[i].clone(), 1 - 1 / length);
      }
      return i -> gain * (upright ? vectors[i % columns][i / columns] : vectors[i / columns][i % columns]);
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    private static void subtract(double[] from, double[] vector, double factor) {
      for (int i = 0; i < from.length; i++) {
        from[i] -= factor * vector[i];
      }
    }
  }

  private static IntToDoubleFunction within(double limit, RandomSequence random) {
    return i -> limit * (2 * random.uniform(i) - 1);
  }

  private static int fanIn(Shape shape) {
    return shape.count(1, shape.rank());
  }

  private static int fanOut(Shape shape) {
    return shape.extent(0) * shape.count(Math.min(2, shape.rank()), shape.rank());
  }
}
