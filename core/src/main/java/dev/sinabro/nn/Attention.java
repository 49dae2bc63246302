package dev.sinabro.nn;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.Optional;

/**
 * Self-attention of several heads: [batch, places, width] to the same. Each head takes its part of queries, keys and values
 * and gives softmax(q k^T / sqrt(width / heads)) v: Vaswani et al., 2017. Parameters are named as PyTorch's {@code
 * MultiheadAttention} has them: {@code in_proj_weight} [3 width, width] (queries, keys, values), {@code in_proj_bias},
 * {@code out_proj.weight} [width, width], {@code out_proj.bias}.
 *
 * <p>Rotary, queries and keys of place p are turned by p / 10000^(2 i / head width) in the plane of their elements 2 i and 2 i +
 * 1, so that scores depend on distances: Su et al., 2021.
 *
 * @param heads at least 1; they divide the width
 * @param causal whether a place sees itself and those before it only
 * @param dropout of the attention, in [0, 1)
 * @param rotary whether queries and keys are turned by their places
 * @param padding places that are not looked at; a place that could look at nothing else looks at all of those
 */
public record Attention(int heads, boolean causal, double dropout, boolean rotary, Optional<Padding> padding)
    implements Layer {
  /** So small that nothing is left of it beside any score, and no infinity, of which softmax would be NaN if it stood alone. */
  private static final double UNSEEN = -1e30;

  /** Checks the ranges. */
  public Attention {
    if (heads < 1) {
      throw new IllegalArgumentException("attention of " + heads + " heads; it needs at least 1");
    }
    new Dropout(dropout);
  }

  /** Without rotation and padding. */
  public Attention(int heads, boolean causal, double dropout) {
    this(heads, causal, dropout, false, Optional.empty());
  }

  /** The same with queries and keys turned by their places. */
  public Attention withRotation() {
    return new Attention(heads, causal, dropout, true, padding);
  }

  /** The same, where places are not looked at at which a field has this number. */
  public Attention padding(String field, int number) {
    return new Attention(heads, causal, dropout, rotary, Optional.of(new Padding(field, number)));
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
    Tensor scores = turned(head(projected, 0)).matmul(turned(head(projected, 1)), false, true)
        .mul(1 / Math.sqrt(width / heads));
    if (padding.isPresent()) {
      scores = padding.get().of(x, scope).select(x.graph().constant(UNSEEN), scores);
    }
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

  /** Queries or keys, turned where this is rotary. */
  private Tensor turned(Tensor head) {
    if (!rotary) {
      return head;
    }
    int width = head.shape().lastExtent();
    if (width % 2 != 0) {
      throw new IllegalArgumentException("rotary attention takes heads of an even width, not " + width);
    }
    Tensor pairs = head.reshape(head.shape().with(3, width / 2).then(Shape.of(2)));
    Tensor even = pairs.slice(4, 0, 1).squeeze(4);
    Tensor odd = pairs.slice(4, 1, 2).squeeze(4);
    Tensor cosine = Sinusoids.of(head.graph(), head.shape().extent(2), width, Math::cos);
    Tensor sine = Sinusoids.of(head.graph(), head.shape().extent(2), width, Math::sin);
    return Sinusoids.interleaved(even.mul(cosine).sub(odd.mul(sine)), even.mul(sine).add(odd.mul(cosine)));
  }

  private static Tensor masked(Tensor scores, int places) {
    Graph graph = scores.graph();
    Tensor place = graph.iota(places);
    Tensor later = place.reshape(places, 1).less(place.reshape(1, places));
    return later.select(graph.constant(Double.NEGATIVE_INFINITY), scores);
  }

  @Override
  public String label() {
    return (rotary ? "rotary " : "") + (causal ? "causal " : "") + "attention " + heads;
  }
}
