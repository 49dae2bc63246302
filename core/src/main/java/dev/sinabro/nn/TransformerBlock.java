package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * A layer of a transformer: [batch, places, width] to the same. With the norms first, y = x + attention(norm1(x)) and y +
 * linear2(activation(linear1(norm2(y)))); else each norm follows its sum, as in Vaswani et al., 2017. Dropout acts on the
 * attention, behind the activation, and on both summands. Parameters are named as PyTorch's {@code
 * TransformerEncoderLayer} has them.
 *
 * @param attention of the places to each other
 * @param hidden units between the two dense layers
 * @param normFirst where the norms stand
 * @param dropout in [0, 1)
 * @param activation between the two dense layers
 */
public record TransformerBlock(Attention attention, int hidden, boolean normFirst, double dropout, Layer activation)
    implements Layer {
  private static final double EPSILON = 1e-5;

  /** Of attention without rotation and padding, with the same dropout. */
  public TransformerBlock(int heads, int hidden, boolean causal, boolean normFirst, double dropout, Layer activation) {
    this(new Attention(heads, causal, dropout), hidden, normFirst, dropout, activation);
  }

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
    return dropped(scope.apply("self_attn", attention, x), scope);
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
    return "transformer block " + attention.heads() + " x " + hidden;
  }
}
