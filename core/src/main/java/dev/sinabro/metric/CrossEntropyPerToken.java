package dev.sinabro.metric;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * How surprising the right classes are for their predicted probabilities: the mean of -log p, in bits or as a number of
 * equally likely classes. A probability below 1e-37 counts as that.
 */
record CrossEntropyPerToken(Unit unit) implements Score {
  private static final double LEAST = 1e-37;

  /** How the mean is told. */
  enum Unit {
    BITS, CHOICES
  }

  @Override
  public String name() {
    return switch (unit) {
      case BITS -> "bits-per-character";
      case CHOICES -> "perplexity";
    };
  }

  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    if (target.dtype().isFloat() || prediction.shape().lastExtent() < 2) {
      throw new GraphException(
          name() + " is a metric of class labels and of a probability for each class; the target is "
              + target.type() + ", the prediction " + prediction.type());
    }
    int classes = prediction.shape().lastExtent();
    int rank = prediction.shape().rank();
    Tensor chosen = target.cast(DType.I32).reshape(prediction.shape().with(rank - 1, 1))
        .equal(target.graph().iota(classes));
    Tensor zero = target.graph().constant(0.0);
    Tensor probability = chosen.select(prediction, zero).sum(-1);
    Weighted surprise = counted.apply(probability.maximum(target.graph().constant(LEAST)).log().neg());
    return Map.of("nats", surprise.total(), "of", surprise.weight());
  }

  @Override
  public double value(Map<String, double[]> sums) {
    double mean = Objects.requireNonNull(sums.get("nats"))[0] / Objects.requireNonNull(sums.get("of"))[0];
    return switch (unit) {
      case BITS -> mean / Math.log(2);
      case CHOICES -> Math.exp(mean);
    };
  }

  @Override
  public boolean largerIsBetter() {
    return false;
  }
}
