package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * y = x W^T + b over the last axis: [.., inputs] to [.., units]. Parameters: {@code weight} [units, inputs] and {@code
 * bias} [units].
 *
 * @param units outputs, at least 1
 * @param activation what follows, as a layer of its own
 * @param initializer of the weight; the bias begins at 0
 * @param bias whether there is a bias
 */
public record Dense(int units, Activation activation, Initializer initializer, boolean bias) implements Layer {
  /** Checks the ranges. */
  public Dense {
    if (units < 1) {
      throw new IllegalArgumentException("a dense layer of " + units + " units; it needs at least 1");
    }
  }

  @Override
  public List<Layer> parts() {
    return activation == Activation.IDENTITY
        ? List.of(this)
        : List.of(new Dense(units, Activation.IDENTITY, initializer, bias), activation);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    int rank = x.shape().rank();
    if (rank < 2) {
      throw new IllegalArgumentException("a dense layer takes [batch, inputs], not " + x.shape());
    }
    int inputs = x.shape().lastExtent();
    Tensor weight = scope.parameter("weight", Shape.of(units, inputs), initializer);
    Tensor rows = x.reshape(x.shape().count(0, rank - 1), inputs);
    Tensor y = rows.matmul(weight, false, true);
    if (bias) {
      y = y.add(scope.parameter("bias", Shape.of(units), new Initializer.Constant(0)));
    }
    return activation.apply(y.reshape(x.shape().with(rank - 1, units)), scope);
  }

  @Override
  public String label() {
    return "dense " + units;
  }
}
