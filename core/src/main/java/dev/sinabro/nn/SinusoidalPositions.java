package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * Adds to each place of a sequence what tells it from the others: [.., places, width] to the same. Place p has sin(p / 10000^(2
 * i / width)) in element 2 i and the cosine of the same in element 2 i + 1: Vaswani et al., 2017. Nothing is learned, and a
 * sequence may be of any length.
 */
public record SinusoidalPositions() implements Layer {
  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Sequences.require(x, label());
    int width = x.shape().lastExtent();
    if (width % 2 != 0) {
      throw new IllegalArgumentException(label() + " take an even width, not " + x.shape());
    }
    int places = x.shape().extent(-2 + x.shape().rank());
    Tensor sines = Sinusoids.of(x.graph(), places, width, Math::sin);
    return x.add(Sinusoids.interleaved(sines, Sinusoids.of(x.graph(), places, width, Math::cos)));
  }

  @Override
  public String label() {
    return "sinusoidal positions";
  }
}
