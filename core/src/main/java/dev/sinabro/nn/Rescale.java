package dev.sinabro.nn;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * x * scale + offset, of bytes and integers too: what stored values are to a network, such as pixels from 0 to 255 as
 * numbers from 0 to 1. One scale and offset, or one for each channel of [batch, channels, ...].
 *
 * @param scale for each channel, or one for all
 * @param offset as many
 */
public record Rescale(List<Double> scale, List<Double> offset) implements Layer {
  /** Checks that there are as many. */
  public Rescale {
    scale = List.copyOf(scale);
    offset = List.copyOf(offset);
    if (scale.isEmpty() || scale.size() != offset.size()) {
      throw new IllegalArgumentException(
          scale.size() + " scales and " + offset.size() + " offsets; give one each, or one each for every channel");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Tensor real = x.cast(DType.F32);
    return real.mul(channels(real, scale)).add(channels(real, offset));
  }

  private static Tensor channels(Tensor x, List<Double> values) {
    if (values.size() == 1) {
      return x.graph().constant(values.getFirst());
    }
    if (x.shape().rank() < 2 || x.shape().extent(1) != values.size()) {
      throw new IllegalArgumentException("a rescale of " + values.size() + " channels takes [batch, " + values.size()
          + ", ...], not " + x.shape());
    }
    int[] extents = new int[x.shape().rank() - 1];
    Arrays.fill(extents, 1);
    extents[0] = values.size();
    return x.graph().constant(
        new Literal(TensorType.f32(extents), values.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  @Override
  public String label() {
    return "rescale " + scale.stream().map(Object::toString).collect(Collectors.joining(" "));
  }
}
