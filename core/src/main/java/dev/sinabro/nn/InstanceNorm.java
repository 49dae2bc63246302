package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;

/**
 * (x - mean) / sqrt(variance + epsilon), with mean and (biased) variance of each channel in each row of [batch, channels,
 * places..]: Ulyanov, Vedaldi and Lempitsky, 2016. Where it is affine, times {@code weight} plus {@code bias} [channels]. Where
 * it tracks, the states {@code running_mean} and {@code running_var} follow the means over the batch of mean and unbiased variance, as
 * in {@link BatchNorm}, and are taken in inference; {@code num_batches_tracked} stays 0, as PyTorch leaves it.
 *
 * @param affine whether there are weight and bias
 * @param tracks whether running statistics are kept
 * @param momentum of the running statistics, in (0, 1]
 * @param epsilon above 0
 * @param order where x and the result have their channels
 */
public record InstanceNorm(boolean affine, boolean tracks, double momentum, double epsilon, Channels order)
    implements Layer {
  private static final Initializer ZEROS = new Initializer.Constant(0);
  private static final Initializer ONES = new Initializer.Constant(1);

  /** Checks the ranges. */
  public InstanceNorm {
    Norms.requireMomentum(momentum);
    Norms.requireEpsilon(epsilon);
  }

  /** The same with a weight and a bias. */
  public InstanceNorm withAffine() {
    return new InstanceNorm(true, tracks, momentum, epsilon, order);
  }

  /** The same with running statistics. */
  public InstanceNorm tracking() {
    return new InstanceNorm(affine, true, momentum, epsilon, order);
  }

  /** The same for x of another order. */
  public InstanceNorm order(Channels where) {
    return new InstanceNorm(affine, tracks, momentum, epsilon, where);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.shape().rank() < 3) {
      throw new IllegalArgumentException("instance norm takes [batch, channels, places..], not " + x.shape());
    }
    return order.fromLast(normed(order.toLast(x), scope));
  }

  /** Of [batch, .., channels]. */
  private Tensor normed(Tensor x, Scope scope) {
    Shape shape = x.shape();
    int places = shape.count(1, shape.rank() - 1);
    Tensor rows = x.reshape(Shape.of(shape.extent(0), places, shape.lastExtent()));
    boolean training = scope.mode() == Mode.TRAINING;
    if (training && places < 2) {
      throw new IllegalArgumentException("instance norm is trained with one value a channel, which has no variance;"
          + " it takes [batch, channels, places..] with two places or more");
    }
    Tensor mean = rows.meanKept(1);
    Tensor variance = rows.sub(mean).square().meanKept(1);
    if (tracks) {
      TensorType perChannel = TensorType.f32(shape.lastExtent());
      StateValue runningMean = scope.state("running_mean", perChannel, ZEROS);
      StateValue runningVariance = scope.state("running_var", perChannel, ONES);
      scope.state("num_batches_tracked", TensorType.i32(), ZEROS);
      if (training) {
        Norms.follow(runningMean, mean.mean(0, 1), momentum);
        Norms.follow(runningVariance, variance.mean(0, 1).mul(places / (places - 1.0)), momentum);
      } else {
        mean = runningMean.value();
        variance = runningVariance.value();
      }
    }
    Tensor y = rows.sub(mean).div(variance.add(epsilon).sqrt()).reshape(shape);
    return affine ? Norms.affine(y, scope) : y;
  }

  @Override
  public String label() {
    return "instance norm";
  }
}
