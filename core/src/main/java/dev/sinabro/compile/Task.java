package dev.sinabro.compile;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
   * The nodes of a group, or of a product with those of its epilogue behind it.
   *
   * @param nodes in order; a product that is folded, and the fold, count as one
   * @param space what they go over; null where the only node can be in no group
   * @param operands those of a single node in order, or the distinct operands of a fused group from outside of it; those of a
   *          product before those of its epilogue
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
      return pointwise && !isOfProduct(storage, write) && reads.stream()
          .filter(read -> read.storage() == storage)
          .allMatch(read -> read.isWhole() && read.layout().shape().equals(grouped(write).layout().shape()));
    }

    /** Whether a product with an epilogue reads the one, or is the other. */
    private boolean isOfProduct(Storage storage, Part write) {
      return hasEpilogue() && (reads.subList(0, 2).stream().anyMatch(read -> read.storage() == storage)
          || storesProduct() && writes.getFirst().equals(write));
    }

    /** The node whose result an epilogue reads. */
    private int product() {
      return nodes.size() > 1 && nodes.get(1).op() instanceof Op.Fold ? 1 : 0;
    }

    private boolean hasEpilogue() {
      return nodes.getFirst().op() instanceof Op.MatMul && nodes.size() > product() + 1;
    }

    private boolean storesProduct() {
      return results.getFirst().node() == nodes.get(product());
    }

    /** A result in the shape that it has in its group. */
    private Part grouped(Part write) {
      return nodes.size() == 1 || space == null ? write : write.in(space.of(write.layout().shape())).orElseThrow();
    }

    @Override
    public Step step(DType floatType) {
      if (hasEpilogue()) {
        return withEpilogue(floatType);
      }
      List<View> inputs = reads.stream().map(Part::view).toList();
      List<View> outputs = writes.stream().map(write -> grouped(write).view()).toList();
      Origin origin = Origin.of(nodes, results);
      return switch (nodes.getFirst().op()) {
        case Op.MatMul product -> product(product, inputs, outputs, origin);
        case Op.Computed op when nodes.size() == 1 -> new Step.Single(op, inputs, outputs, origin);
        case Op _ -> new GroupStep(this, null, floatType).step(inputs, outputs);
      };
    }

    private Step withEpilogue(DType floatType) {
      Node last = nodes.get(product());
      int stored = storesProduct() ? 1 : 0;
      Storage unstored = Storage.temporary(StateLayout.laidOut(last.types().getFirst(), floatType), 0);
      Part value = stored == 1 ? writes.getFirst() : Part.of(unstored);
      Step product = new Compute(nodes.subList(0, product() + 1), null, operands.subList(0, 2), reads.subList(0, 2),
          List.of(last.result(0)), List.of(value), windows).step(floatType);
      Compute rest =
          new Compute(nodes.subList(product() + 1, nodes.size()), space, operands.subList(2, operands.size()),
              reads.subList(2, reads.size()), results.subList(stored, results.size()),
              writes.subList(stored, writes.size()), -1);
      List<View> inputs = new ArrayList<>(List.of(grouped(Part.of(unstored)).view()));
      rest.reads.forEach(read -> inputs.add(read.view()));
      List<View> outputs = rest.writes.stream().map(write -> grouped(write).view()).toList();
      return new Step.WithEpilogue(product, new GroupStep(rest, last, floatType).fused(inputs, outputs), stored == 1);
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
  record Read(Tensor tensor, Shape shape) {

    /** How a node reads an operand in the space of its group. */
    static Read of(Tensor operand, Node node, Space space) {
      return new Read(Fusion.root(operand), space.placed(operand.shape(), Fusion.operandSpace(node)));
    }

    /** The operands of a node by itself. */
    static List<Read> all(Node node) {
      return node.operands().stream().map(operand -> new Read(operand, operand.shape())).toList();
    }

    /** The distinct operands of some members of a group that no member computes. */
    static List<Read> fromOutside(List<Node> nodes, Set<Node> inside, Space space) {
      Set<Read> reads = new LinkedHashSet<>();
      for (Node node : nodes) {
        node.operands()
            .stream()
            .filter(operand -> !inside.contains(Fusion.root(operand).node()))
            .forEach(operand -> reads.add(of(operand, node, space)));
      }
      return List.copyOf(reads);
    }
  }

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
