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
    if (x.shape().rank() < 2) {
      throw new IllegalArgumentException("a dense layer takes [batch, inputs], not " + x.shape());
    }
    Tensor weight = scope.parameter("weight", Shape.of(units, x.shape().lastExtent()), initializer);
    Tensor y = product(x, weight);
    if (bias) {
      y = y.add(scope.parameter("bias", Shape.of(units), new Initializer.Constant(0)));
    }
    return activation == Activation.IDENTITY ? y : scope.apply("activation", activation, y);
  }

  /** x W^T over the last axis of x, as one product of matrices. */
  static Tensor product(Tensor x, Tensor weight) {
    int last = x.shape().rank() - 1;
    Tensor rows = x.reshape(x.shape().count(0, last), x.shape().lastExtent());
    return rows.matmul(weight, false, true).reshape(x.shape().with(last, weight.shape().extent(0)));
  }

  @Override
  public String label() {
    return "dense " + units;
  }
}
