package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import java.util.List;

/** What becomes a step once memory is given out. */
sealed interface Task {

  /**
   * The nodes of a group.
   *
   * @param reads the operands of a single node in order, or the distinct operands of a fused group from outside of it
   * @param writes the results that are needed outside
   */
  record Compute(List<Node> nodes, List<Tensor> reads, List<Tensor> writes) implements Task {
    boolean isElementwise() {
      return nodes.getFirst().op() instanceof Op.Elementwise;
    }
  }

  /** The bytes of a tensor, from one storage to another. */
  record Duplicate(Tensor tensor, Storage from, Storage to) implements Task {}
}
