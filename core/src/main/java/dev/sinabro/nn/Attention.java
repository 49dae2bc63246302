package dev.sinabro.nn;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * Self-attention of several heads: [batch, places, width] to the same. Each head takes its part of queries, keys and values
 * and gives softmax(q k^T / sqrt(width / heads)) v: Vaswani et al., 2017. Parameters are named as PyTorch's {@code
 * MultiheadAttention} has them: {@code in_proj_weight} [3 width, width] (queries, keys, values), {@code in_proj_bias},
 * {@code out_proj.weight} [width, width], {@code out_proj.bias}.
 *
 * @param heads at least 1; they divide the width
 * @param causal whether a place sees itself and those before it only
 * @param dropout of the attention, in [0, 1)
 */
public record Attention(int heads, boolean causal, double dropout) implements Layer {
  /** Checks the ranges. */
  public Attention {
    if (heads < 1) {
      throw new IllegalArgumentException("attention of " + heads + " heads; it needs at least 1");
    }
    new Dropout(dropout);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException("attention takes [batch, places, width], not " + x.shape());
    }
    int places = x.shape().extent(1);
    int width = x.shape().extent(2);
    if (width % heads != 0) {
      throw new IllegalArgumentException(heads + " heads do not divide the width " + width + " of " + x.shape());
    }
    Tensor weight = scope.parameter("in_proj_weight", Shape.of(3 * width, width), new Initializer.Glorot());
    Tensor bias = scope.parameter("in_proj_bias", Shape.of(3 * width), new Initializer.Constant(0));
    Tensor projected = Dense.product(x, weight).add(bias);
    Tensor scores = head(projected, 0).matmul(head(projected, 1), false, true).mul(1 / Math.sqrt(width / heads));
    Tensor attention = (causal ? masked(scores, places) : scores).softmax();
    attention = new Dropout(dropout).apply(attention, scope);
    Tensor seen = attention.matmul(head(projected, 2)).transpose(0, 2, 1, 3).reshape(x.shape());
    return scope.apply("out_proj",
        new Dense(width, Activation.IDENTITY, new Initializer.KaimingUniform(Math.sqrt(5)), true), seen);
  }

  /** Queries, keys or values: [batch, places, 3 width] to [batch, heads, places, width / heads]. */
  private Tensor head(Tensor projected, int which) {
    Shape shape = projected.shape();
    int width = shape.extent(2) / 3;
    return projected.slice(2, which * width, (which + 1) * width)
        .reshape(shape.extent(0), shape.extent(1), heads, width / heads).transpose(0, 2, 1, 3);
  }

  private static Tensor masked(Tensor scores, int places) {
    Graph graph = scores.graph();
    Tensor place = graph.iota(places);
    Tensor later = place.reshape(places, 1).less(place.reshape(1, places));
    return later.select(graph.constant(Double.NEGATIVE_INFINITY), scores);
  }

  @Override
  public String label() {
    return (causal ? "causal attention " : "attention ") + heads;
  }
}
