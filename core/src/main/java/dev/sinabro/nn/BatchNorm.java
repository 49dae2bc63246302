package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.stream.IntStream;

/**
 * (x - mean) / sqrt(variance + epsilon) * weight + bias, for each channel of [batch, channels, ..] by itself: Ioffe and
 * Szegedy, 2015. In training, mean and (biased) variance are those of the batch and its places, and the running ones
 * follow: running = (1 - momentum) * running + momentum * that of the batch, with the unbiased variance. In inference, the
 * running ones are taken. As PyTorch does and names it: parameters {@code weight} and {@code bias}, states {@code
 * running_mean}, {@code running_var} and {@code num_batches_tracked}.
 *
 * @param order where x and the result have their channels
 * @param momentum in (0, 1]
 * @param epsilon above 0
 */
public record BatchNorm(Channels order, double momentum, double epsilon) implements Layer {
  private static final Initializer ZEROS = new Initializer.Constant(0);
  private static final Initializer ONES = new Initializer.Constant(1);

  /** Checks the ranges. */
  public BatchNorm {
    Norms.requireMomentum(momentum);
    Norms.requireEpsilon(epsilon);
  }

  /** The same for x of another order. */
  public BatchNorm order(Channels where) {
    return new BatchNorm(where, momentum, epsilon);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.shape().rank() < 2) {
      throw new IllegalArgumentException("batch norm takes [batch, channels, ..], not " + x.shape());
    }
    return x.shape().rank() == 2 ? normed(x, scope) : order.fromLast(normed(order.toLast(x), scope));
  }

  /** Of [.., channels]. */
  private Tensor normed(Tensor x, Scope scope) {
    TensorType perChannel = TensorType.f32(x.shape().lastExtent());
    Tensor weight = scope.parameter("weight", perChannel.shape(), ONES);
    Tensor bias = scope.parameter("bias", perChannel.shape(), ZEROS);
    StateValue runningMean = scope.state("running_mean", perChannel, ZEROS);
    StateValue runningVariance = scope.state("running_var", perChannel, ONES);
    StateValue batches = scope.state("num_batches_tracked", TensorType.i32(), ZEROS);
    Tensor mean = runningMean.value();
    Tensor variance = runningVariance.value();
    if (scope.mode() == Mode.TRAINING) {
      int[] others = IntStream.range(0, x.shape().rank() - 1).toArray();
      int count = x.shape().count(0, others.length);
      requireSeveral(count, x.shape());
      mean = x.mean(others);
      variance = x.sub(mean).square().mean(others);
      Norms.follow(runningMean, mean, momentum);
      Norms.follow(runningVariance, variance.mul(count / (count - 1.0)), momentum);
      batches.update(batches.value().add(1));
    }
    return x.sub(mean).mul(weight.div(variance.add(epsilon).sqrt())).add(bias);
  }

  private static void requireSeveral(int count, Shape shape) {
    if (count < 2) {
      throw new IllegalArgumentException("batch norm is trained with " + shape + ", one value a channel, which has no"
          + " variance; use batches of two rows or more, and leave out a last one of one row with Fit.dropLast(), or train.drop-last"
          + " in a configuration");
    }
  }

  @Override
  public String label() {
    return "batch norm";
  }
}
