package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * Several tensors one behind the other along an axis.
 *
 * @param axis at least 1, since 0 is the batch; negative: from the last
 */
public record Concat(int axis) implements Junction {
  /** Checks the axis. */
  public Concat {
    if (axis == 0) {
      throw new IllegalArgumentException(
          "a concatenation along axis 0, the batch; name one from 1 on, or -1, the last");
    }
  }

  @Override
  public Tensor join(List<Tensor> inputs) {
    Shape first = inputs.getFirst().shape();
    int along = axis < 0 ? axis + first.rank() : axis;
    for (Tensor input : inputs) {
      Shape shape = input.shape();
      if (along < 1 || along >= shape.rank() || shape.rank() != first.rank()
          || !shape.with(along, 1).equals(first.with(along, 1))) {
        throw new IllegalArgumentException("a concatenation along axis " + axis + " of "
            + inputs.stream().map(Tensor::shape).toList() + "; all other axes must have the same extents");
      }
    }
    return inputs.getFirst().graph().concat(along, inputs);
  }

  @Override
  public String label() {
    return "concat " + axis;
  }
}
