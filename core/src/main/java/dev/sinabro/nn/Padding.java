package dev.sinabro.nn;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * Places of a sequence that attention must not look at, PyTorch's {@code key_padding_mask}: those where a field of the data,
 * i32 [batch, places], has a certain number. The field may be the tokens themselves, or a mask.
 *
 * @param field its name, such as {@code features}
 * @param number at the places that are padding
 */
public record Padding(String field, int number) {
  /**
   * Where a place is padding: truth values [batch, 1, 1, places].
   *
   * @param x what attention looks at, [batch, places, width]
   */
  Tensor of(Tensor x, Scope scope) {
    Tensor tokens = scope.field(field);
    Shape places = x.shape().part(0, 2);
    if (tokens.dtype() == DType.F32 || !tokens.shape().equals(places)) {
      throw new GraphException("padding is told by field " + field + ", which is " + tokens.type()
          + "; it takes integers " + places + ", one for each place that attention looks at");
    }
    return tokens.cast(DType.I32).equal(number).reshape(places.extent(0), 1, 1, places.extent(1));
  }
}
