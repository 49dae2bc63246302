package dev.sinabro.loss;

import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.List;

/**
 * -w t log s - (1 - t) log(1 - s) with s = sigmoid(output), element by element. The mean is over the elements, whatever
 * their weight w is, as PyTorch has it.
 *
 * @param positiveWeights w: one number, or one for each output along the last axis, not negative; empty for 1
 */
record BinaryCrossEntropy(List<Double> positiveWeights) implements Formula {
  /** Checks the ranges. */
  BinaryCrossEntropy {
    positiveWeights = ClassWeights.checked(positiveWeights);
  }

  @Override
  public String name() {
    return "binary-cross-entropy";
  }

  @Override
  public Takes takes() {
    return Takes.SIDES;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    Tensor numbers = Formula.numbers(output, target);
    if (positiveWeights.isEmpty() || positiveWeights.equals(List.of(1.0))) {
      return output.sigmoidCrossEntropy(numbers);
    }
    Tensor weights = positiveWeights.size() == 1
        ? output.graph().constant(new Literal(TensorType.f32(), positiveWeights.getFirst()))
        : ClassWeights.tensor(positiveWeights, output);
    Tensor one = output.graph().constant(1.0);
    Tensor ofOnes = output.neg().softplus().mul(numbers).mul(weights);
    return ofOnes.add(output.softplus().mul(one.sub(numbers)));
  }

  @Override
  public Tensor prediction(Tensor output) {
    return output.sigmoid();
  }
}
