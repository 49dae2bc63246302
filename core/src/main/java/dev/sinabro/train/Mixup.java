package dev.sinabro.train;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.loss.Comparison;
import dev.sinabro.loss.Formula;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.TargetLoss;
import dev.sinabro.nn.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The rows of a batch in mixtures of two (Zhang et al., 2018): a row has the share l of each, and another row of the batch
 * the share 1 - l, where l is drawn from the distribution Beta(alpha, alpha), for each row and step anew. Inputs and targets are
 * mixed alike; classes are mixed as the shares that they have. Of two rows the one with the larger share stands for the
 * mixture, so that l is from 1/2 to 1: each row is mixed with another one once as the first and once as the second, and so
 * pairs with their shares are as they would be without that.
 *
 * @param share l of each row, [rows]
 * @param other the number of the row that each is mixed with, i32 [rows]
 */
record Mixup(Tensor share, Tensor other) {
  private static final int INTERVALS = 1024;
  private static final int STEPS_OF_AN_INTERVAL = 64;

  /**
   * Draws shares and pairs.
   *
   * @param alpha above 0; the smaller, the more of a mixture is one row
   * @param rows of the batch
   */
  static Mixup of(StepGraph step, double alpha, int rows) {
    Graph graph = step.graph();
    Tensor distance = step.uniform().mul(rows - 1).floor().cast(DType.I32).add(1);
    return new Mixup(graph.constant(1.0).sub(lesser(step.uniform(rows), alpha)),
        graph.iota(rows).add(distance).remainder(rows));
  }

  /** The smaller share, from 0 to 1/2, that is the larger one only in so large a part of all draws. */
  private static Tensor lesser(Tensor uniform, double alpha) {
    Graph graph = uniform.graph();
    Tensor quantiles = graph.constant(new Literal(TensorType.f32(INTERVALS + 1), quantiles(alpha)));
    Tensor place = uniform.mul(INTERVALS);
    Tensor left = place.floor();
    Tensor number = left.cast(DType.I32);
    Tensor low = quantiles.gather(number);
    Tensor high = quantiles.gather(number.add(1));
    Tensor found = low.add(high.sub(low).mul(place.sub(left)));
    return alpha < 1 ? found.pow(1 / alpha) : found;
  }

  /**
   * Quantiles of m^e, where m is the smaller of the two shares and e = min(alpha, 1): the density m^(alpha - 1)
   * (1 - m)^(alpha - 1) of m has a pole at 0 for an alpha below 1, that of m^e has none. By the midpoint rule.
   */
  private static double[] quantiles(double alpha) {
    double exponent = Math.min(alpha, 1);
    double end = Math.pow(0.5, exponent);
    double[] below = new double[INTERVALS * STEPS_OF_AN_INTERVAL + 1];
    double width = end / (below.length - 1);
    for (int i = 1; i < below.length; i++) {
      double m = Math.pow((i - 0.5) * width, 1 / exponent);
      below[i] = below[i - 1] + Math.pow(2 * m, alpha - exponent) * Math.pow(2 * (1 - m), alpha - 1);
    }
    double[] quantiles = new double[INTERVALS + 1];
    int at = 1;
    for (int i = 0; i < INTERVALS; i++) {
      double wanted = below[below.length - 1] * i / INTERVALS;
      while (below[at] <= wanted) {
        at++;
      }
      quantiles[i] = width * (at - 1 + (wanted - below[at - 1]) / (below[at] - below[at - 1]));
    }
    quantiles[INTERVALS] = end;
    return quantiles;
  }

  /** The mixtures of some rows, [rows, ...]. */
  Tensor of(Tensor rows) {
    int[] extents = new int[rows.shape().rank()];
    Arrays.fill(extents, 1);
    extents[0] = rows.shape().extent(0);
    Tensor own = rows.cast(DType.F32);
    Tensor second = own.gather(other);
    return second.add(own.sub(second).mul(share.reshape(Shape.of(extents))));
  }

  /**
   * The fields that a network reads, mixed.
   *
   * @throws ObjectiveException by the one that is returned, when a field is asked for that numbers things
   */
  Tensors inputs(Tensors fields) {
    return Tensors.fields(fields.names(), name -> {
      Tensor field = fields.get(name);
      if (field.dtype() == DType.I32) {
        throw new ObjectiveException("mixup takes means of rows, but field " + name
            + ", which the model reads, numbers things; encode it one-hot, or train without mixup");
      }
      return of(field);
    }, Map.of());
  }

  /** The fields that a loss reads: what outputs are compared with is mixed, classes as shares. */
  Tensors targets(Loss loss, Tensors outputs, Tensors fields) {
    Tensors targets = fields;
    for (TargetLoss part : loss.parts()) {
      Comparison compared = part.compared();
      Tensor mixed = of(Formula.numbers(compared.of(outputs), compared.targetOf(fields)));
      targets = targets.with(compared.target(), mixed);
    }
    return targets;
  }

  /**
   * Refuses a loss to which a mixture of targets means nothing.
   *
   * @throws ObjectiveException that names it
   */
  static void check(Loss loss) {
    for (Loss term : loss.terms()) {
      if (term.parts().isEmpty()) {
        refuse("loss " + term.name() + " does not say what it compares outputs with");
      }
      for (TargetLoss part : term.parts()) {
        Comparison compared = part.compared();
        if (!part.formula().takesMixtures()) {
          refuse("loss " + part.name() + " only asks on which side of 0 its target is");
        }
        if (compared.weights() != null || compared.mask() != null || compared.ignored().isPresent()) {
          refuse("loss " + part.name() + " counts some targets more than others, or not at all");
        }
      }
    }
    List<String> targets = loss.parts().stream().map(part -> part.compared().target()).toList();
    if (targets.stream().distinct().count() < targets.size()) {
      refuse("loss " + loss.name() + " compares several outputs with one field");
    }
  }

  private static void refuse(String reason) {
    throw new ObjectiveException("mixup mixes the targets of two rows, but " + reason
        + "; use another loss, or train without mixup");
  }
}
