package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * A layer of a transformer: [batch, places, width] to the same. With the norms first, y = x + attention(norm1(x)) and y +
 * linear2(activation(linear1(norm2(y)))); else each norm follows its sum, as in Vaswani et al., 2017. Dropout acts on the
 * attention, behind the activation, and on both summands. Parameters are named as PyTorch's {@code
 * TransformerEncoderLayer} has them.
 *
 * @param heads of the attention
 * @param hidden units between the two dense layers
 * @param causal whether a place sees itself and those before it only
 * @param normFirst where the norms stand
 * @param dropout in [0, 1)
 * @param activation between the two dense layers
 */
public record TransformerBlock(int heads, int hidden, boolean causal, boolean normFirst, double dropout,
    Layer activation) implements Layer {
  private static final double EPSILON = 1e-5;

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (normFirst) {
      Tensor y = x.add(attend(normed("norm1", x, scope), scope));
      return y.add(feedForward(normed("norm2", y, scope), scope));
    }
    Tensor y = normed("norm1", x.add(attend(x, scope)), scope);
    return normed("norm2", y.add(feedForward(y, scope)), scope);
  }

  private static Tensor normed(String name, Tensor x, Scope scope) {
    return scope.apply(name, new LayerNorm(1, EPSILON), x);
  }

  private Tensor attend(Tensor x, Scope scope) {
    return dropped(scope.apply("self_attn", new Attention(heads, causal, dropout), x), scope);
  }

  private Tensor feedForward(Tensor x, Scope scope) {
    Tensor y = scope.apply("activation", activation, scope.apply("linear1", linear(hidden), x));
    return dropped(scope.apply("linear2", linear(x.shape().lastExtent()), dropped(y, scope)), scope);
  }

  private Tensor dropped(Tensor x, Scope scope) {
    return new Dropout(dropout).apply(x, scope);
  }

  private static Dense linear(int units) {
    return new Dense(units, Activation.IDENTITY, new Initializer.KaimingUniform(Math.sqrt(5)), true);
  }

  @Override
  public String label() {
    return "transformer block " + heads + " x " + hidden;
  }
}
