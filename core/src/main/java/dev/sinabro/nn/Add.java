package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.List;

/** The sum of several tensors of one shape. */
public record Add() implements Junction {
  @Override
  public Tensor join(List<Tensor> inputs) {
    Tensor sum = inputs.getFirst();
    for (Tensor input : inputs.subList(1, inputs.size())) {
      if (!input.shape().equals(sum.shape())) {
        throw new IllegalArgumentException("a sum of " + inputs.stream().map(Tensor::shape).toList()
            + "; all must have the same shape");
      }
      sum = sum.add(input);
    }
    return sum;
  }
}
