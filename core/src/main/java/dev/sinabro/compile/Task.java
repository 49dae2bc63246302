package dev.sinabro.compile;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes a step once memory is given out. */
sealed interface Task {

  /** What it reads. */
  List<Part> reads();

  /** What it writes. */
  List<Part> writes();

  /**
   * The step, with the places that storages have by now.
   *
   * @param floatType the type of reals
   */
  Step step(DType floatType);

  /**
   * The nodes of a group.
   *
   * @param space what they go over; null where the only node can be in no group
   * @param operands those of a single node in order, or the distinct operands of a fused group from outside of it
   * @param reads where each operand is, in the shape that it has there
   * @param results those that are needed outside
   * @param writes where each result goes
   * @param windows the number of the operand whose windows are read in its place; -1 for none
   */
  record Compute(List<Node> nodes, @Nullable Space space, List<Read> operands, List<Part> reads, List<Tensor> results,
      List<Part> writes,
      int windows) implements Task {

    /** Whether no element of a storage is read after, or while, another one is written to its place. */
    boolean readsInPlace(Storage storage, Part write) {
      boolean pointwise = nodes.size() == 1 ? nodes.getFirst().op() instanceof Op.Elementwise : space != null;
      return pointwise && reads.stream()
          .filter(read -> read.storage() == storage)
          .allMatch(read -> read.isWhole() && read.layout().shape().equals(grouped(write).layout().shape()));
    }

    /** A result in the shape that it has in its group. */
    private Part grouped(Part write) {
      return nodes.size() == 1 || space == null ? write : write.in(space.of(write.layout().shape())).orElseThrow();
    }

    @Override
    public Step step(DType floatType) {
      List<View> inputs = reads.stream().map(Part::view).toList();
      List<View> outputs = writes.stream().map(write -> grouped(write).view()).toList();
      Origin origin = Origin.of(nodes.getLast());
      return switch (nodes.getFirst().op()) {
        case Op.MatMul product -> product(product, inputs, outputs, origin);
        case Op.Computed op when nodes.size() == 1 -> new Step.Single(op, inputs, outputs, origin);
        case Op _ -> new GroupStep(this, floatType).step(inputs, outputs);
      };
    }

    private Step product(Op.MatMul op, List<View> inputs, List<View> outputs, Origin origin) {
      if (nodes.getLast().op() instanceof Op.Fold fold) {
        return new Step.FoldProduct(op, fold, inputs, outputs, origin);
      }
      if (windows >= 0 && WindowProducts.root(operands.get(windows).tensor()).op() instanceof Op.Windows taken) {
        return new Step.WindowProduct(op, taken, windows == 0, inputs, outputs, origin);
      }
      return new Step.Single(op, inputs, outputs, origin);
    }
  }

  /** A value that a task reads, and the shape that it has there. */
  record Read(Tensor tensor, Shape shape) {}

  /**
   * The elements of one part, to another of the same shape.
   *
   * @param node the one that it is for
   */
  record Duplicate(Node node, Part from, Part to) implements Task {
    @Override
    public List<Part> reads() {
      return List.of(from);
    }

    @Override
    public List<Part> writes() {
      return List.of(to);
    }

    @Override
    public Step step(DType floatType) {
      return new Step.Copy(from.view(), to.view(), Origin.of(node));
    }
  }
}
