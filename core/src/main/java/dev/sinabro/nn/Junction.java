package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.List;

/** A layer of several inputs. Of a single one it is itself the result. */
public interface Junction extends Layer {
  /**
   * Makes one tensor of several.
   *
   * @param inputs at least one, in order
   */
  Tensor join(List<Tensor> inputs);

  @Override
  default Tensor apply(Tensor x, Scope scope) {
    return join(List.of(x));
  }
}
