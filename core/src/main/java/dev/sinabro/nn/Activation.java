package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Functions of single elements that stand after a layer, and softmax: [..] to the same. They are layers, without parameters
 * but for {@link PRelu}. Arguments and defaults are those of PyTorch.
 */
public sealed interface Activation extends Layer {
  /** 1 where x > 0, else 0. It has no slope to learn from. */
  Activation STEP = Plain.STEP;
  /** x. */
  Activation IDENTITY = Plain.IDENTITY;
  /** 1 / (1 + e^-x). */
  Activation SIGMOID = Plain.SIGMOID;
  /** The hyperbolic tangent. */
  Activation TANH = Plain.TANH;
  /** The larger of x and 0. */
  Activation RELU = Plain.RELU;
  /** The scaled exponential linear unit. */
  Activation SELU = Plain.SELU;
  /** x sigmoid(x). */
  Activation SILU = Plain.SILU;
  /** x tanh(log(1 + e^x)). */
  Activation MISH = Plain.MISH;
  /** x / 6 + 1 / 2 between 0 and 1. */
  Activation HARD_SIGMOID = Plain.HARD_SIGMOID;
  /** x times the normal distribution's share below it. */
  Activation GELU = new Gelu(Gelu.Approximate.NONE);
  /** log(1 + e^x). */
  Activation SOFTPLUS = new Softplus(1);
  /** Softmax over the last axis. */
  Activation SOFTMAX = new Softmax(-1);
  /** The logarithm of softmax over the last axis. */
  Activation LOG_SOFTMAX = new LogSoftmax(-1);

  /** Those without arguments. */
  enum Plain implements Activation {
    /** 1 where x > 0, else 0. It has no slope to learn from. */
    STEP,
    /** x. */
    IDENTITY,
    /** 1 / (1 + e^-x). */
    SIGMOID,
    /** The hyperbolic tangent. */
    TANH,
    /** The larger of x and 0. */
    RELU,
    /**
     * s x where x > 0, else s a (e^x - 1), with s = 1.0507.. and a = 1.6732.., for which mean 0 and variance 1 pass through
     * a network: Klambauer et al., 2017.
     */
    SELU,
    /** x sigmoid(x), also called swish: Elfwing, Uchibe and Doya, 2017. */
    SILU,
    /** x tanh(log(1 + e^x)): Misra, 2019. */
    MISH,
    /** x / 6 + 1 / 2, which is cut off at 0 and 1. */
    HARD_SIGMOID;

    private static final double SELU_SCALE = 1.0507009873554804934193349852946;
    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;

    @Override
    public Tensor apply(Tensor x, Scope scope) {
      return switch (this) {
        case STEP -> x.unary(UnaryFn.STEP);
        case IDENTITY -> x;
        case SIGMOID -> x.sigmoid();
        case TANH -> x.tanh();
        case RELU -> x.relu();
        case SELU -> new Elu(SELU_ALPHA).apply(x, scope).mul(SELU_SCALE);
        case SILU -> x.mul(x.sigmoid());
        case MISH -> x.mul(x.softplus().tanh());
        case HARD_SIGMOID -> x.abs().less(3).select(x.mul(1 / 6.0).add(0.5), x.unary(UnaryFn.STEP));
      };
    }

    @Override
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * x where x > 0, else slope x: Maas, Hannun and Ng, 2013.
   *
   * @param slope below 0
   */
  record LeakyRelu(double slope) implements Activation {
    /** With PyTorch's slope. */
    public LeakyRelu() {
      this(0.01);
    }

    @Override
    public Tensor apply(Tensor x, Scope scope) {
      return x.greater(0).select(x, x.mul(slope));
    }

    @Override
    public String label() {
      return "leaky relu " + slope;
    }
  }

  /**
   * x where x > 0, else w x with a learned w, one for all or one for each channel of [batch, channels, ..]: He, Zhang, Ren and
   * Sun, 2015. Parameter: {@code weight} [count].
   *
   * @param count 1, or as many as channels
   * @param first value of each weight
   */
  record PRelu(int count, double first) implements Activation {
    /** One weight for all, from PyTorch's 0.25. */
    public PRelu() {
      this(1, 0.25);
    }

    /** Checks the range. */
    public PRelu {
      if (count < 1) {
        throw new IllegalArgumentException("a PReLU of " + count + " weights; it needs 1, or one for each channel");
      }
    }

    @Override
    public Tensor apply(Tensor x, Scope scope) {
      int rank = x.shape().rank();
      if (count > 1 && (rank < 2 || x.shape().extent(1) != count)) {
        throw new IllegalArgumentException("a PReLU of " + count + " weights takes [batch, " + count + ", ..], not "
            + x.shape());
      }
      int[] aligned = new int[Math.max(1, rank - 1)];
      Arrays.fill(aligned, 1);
      aligned[0] = count;
      Tensor slope = scope.parameter("weight", Shape.of(count), new Initializer.Constant(first)).reshape(aligned);
      return x.greater(0).select(x, x.mul(slope));
    }

    @Override
    public String label() {
      return "prelu";
    }
  }

  /**
   * x where x > 0, else alpha (e^x - 1): Clevert, Unterthiner and Hochreiter, 2016.
   *
   * @param alpha what it falls to, with the sign turned
   */
  record Elu(double alpha) implements Activation {
    /** With PyTorch's alpha. */
    public Elu() {
      this(1);
    }

    /** The exponential is taken of 0 where x > 0: where it would be infinite, its gradient times 0 would be NaN. */
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      Tensor positive = x.greater(0);
      return positive.select(x, positive.select(x.graph().constant(0.0), x).expm1().mul(alpha));
    }

    @Override
    public String label() {
      return "elu " + alpha;
    }
  }

  /**
   * x (1 + erf(x / sqrt(2))) / 2, x times the normal distribution's share below it: Hendrycks and Gimpel, 2016.
   *
   * @param approximate how it is computed
   */
  record Gelu(Approximate approximate) implements Activation {
    /** What PyTorch calls {@code approximate}. */
    public enum Approximate {
      /** By the error function. */
      NONE,
      /** As x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. */
      TANH
    }

    @Override
    public Tensor apply(Tensor x, Scope scope) {
      Tensor share = switch (approximate) {
        case NONE -> x.mul(Math.sqrt(0.5)).unary(UnaryFn.ERF);
        case TANH -> x.add(x.square().mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI)).tanh();
      };
      return x.mul(share.add(1).mul(0.5));
    }

    @Override
    public String label() {
      return approximate == Approximate.NONE ? "gelu" : "gelu by tanh";
    }
  }

  /**
   * log(1 + e^(beta x)) / beta, a smooth ReLU. It does not overflow, so that it has no threshold.
   *
   * @param beta above 0; the larger, the closer to ReLU
   */
  record Softplus(double beta) implements Activation {
    /** Checks the range. */
    public Softplus {
      if (!(beta > 0)) {
        throw new IllegalArgumentException("a softplus with beta " + beta + "; it must be above 0");
      }
    }

    @Override
    public Tensor apply(Tensor x, Scope scope) {
      return beta == 1 ? x.softplus() : x.mul(beta).softplus().mul(1 / beta);
    }

    @Override
    public String label() {
      return beta == 1 ? "softplus" : "softplus " + beta;
    }
  }

  /**
   * e^x / sum e^x along an axis.
   *
   * @param axis negative: from the last
   */
  record Softmax(int axis) implements Activation {
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      return along(axis, x, Tensor::softmax);
    }

    @Override
    public String label() {
      return "softmax";
    }
  }

  /**
   * log(e^x / sum e^x) along an axis, computed from differences to the largest.
   *
   * @param axis negative: from the last
   */
  record LogSoftmax(int axis) implements Activation {
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      return along(axis, x, Tensor::logSoftmax);
    }

    @Override
    public String label() {
      return "log softmax";
    }
  }

  /** What a function of the last axis does along another. */
  private static Tensor along(int axis, Tensor x, UnaryOperator<Tensor> function) {
    int rank = x.shape().rank();
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException("there is no axis " + axis + " in " + x.shape());
    }
    boolean last = axis == -1 || axis == rank - 1;
    return last ? function.apply(x) : function.apply(x.swapAxes(axis, -1)).swapAxes(axis, -1);
  }
}
