package dev.sinabro.onnx;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Windows beside each other of which the largest elements are wanted: the first elements of all of them are a view, so are the
 * second ones, and the result is the largest of these views.
 *
 * @param of [batch, extents.., channels]
 * @param windows along the extents
 */
record Tiles(Tensor of, List<Window> windows) {

  /** One view: of what, windows of which sizes, and which of their elements. */
  private record View(Tensor of, List<Integer> sizes, List<Integer> element) {}

  /** The tiles of which a tensor is the largest; null where it is the largest of others. */
  static @Nullable Tiles of(Tensor largest) {
    List<Tensor> leaves = leaves(largest);
    int axes = leaves.getFirst().shape().rank() - 2;
    Set<List<Integer>> elements = new HashSet<>();
    View first = view(leaves.getFirst(), axes);
    for (Tensor leaf : leaves) {
      View view = view(leaf, axes);
      if (first == null || view == null || !view.of().equals(first.of()) || !view.sizes().equals(first.sizes())) {
        return null;
      }
      elements.add(view.element());
    }
    if (first == null || elements.size() != first.sizes().stream().reduce(1, (a, b) -> a * b)) {
      return null;
    }
    return new Tiles(first.of(), first.sizes().stream().map(size -> Window.of(size).stride(size)).toList());
  }

  private static List<Tensor> leaves(Tensor largest) {
    List<Tensor> leaves = new ArrayList<>();
    Deque<Tensor> open = new ArrayDeque<>(List.of(largest));
    while (!open.isEmpty()) {
      Tensor next = open.pop();
      if (next.node().op() instanceof Op.Binary(BinaryFn fn) && fn == BinaryFn.MAX) {
        next.node().operands().forEach(open::push);
      } else {
        leaves.add(next);
      }
    }
    return leaves;
  }

  /** Axis by axis: whole windows, their elements as an axis of their own, one of these. */
  private static @Nullable View view(Tensor leaf, int axes) {
    List<Integer> sizes = new ArrayList<>();
    List<Integer> element = new ArrayList<>();
    Tensor view = leaf;
    for (int axis = axes; axis >= 1; axis--) {
      Tensor one = operand(view, Op.Reshape.class);
      Tensor split = one == null ? null : operand(one, Op.Slice.class);
      Tensor whole = split == null ? null : operand(split, Op.Reshape.class);
      Tensor x = whole == null ? null : operand(whole, Op.Slice.class);
      if (one == null || split == null || whole == null || x == null
          || split.shape().rank() != view.shape().rank() + 1) {
        return null;
      }
      int size = split.shape().extent(axis + 1);
      int count = split.shape().extent(axis);
      Shape windows =
          x.shape().part(0, axis).then(Shape.of(count, size)).then(x.shape().part(axis + 1, x.shape().rank()));
      List<Integer> starts = ((Op.Slice) one.node().op()).starts();
      int number = starts.get(axis + 1);
      boolean fits = split.shape().equals(windows) && count == x.shape().extent(axis) / size
          && view.shape().equals(x.shape().with(axis, count)) && isFirst(whole.node(), -1)
          && isFirst(one.node(), axis + 1);
      if (!fits) {
        return null;
      }
      sizes.addFirst(size);
      element.addFirst(number);
      view = x;
    }
    return sizes.isEmpty() ? null : new View(view, sizes, element);
  }

  /** Whether a slice begins at 0 along all axes but one. */
  private static boolean isFirst(Node slice, int but) {
    List<Integer> starts = ((Op.Slice) slice.op()).starts();
    return IntStream.range(0, starts.size()).allMatch(axis -> axis == but || starts.get(axis) == 0);
  }

  private static @Nullable Tensor operand(Tensor tensor, Class<? extends Op> op) {
    return op.isInstance(tensor.node().op()) ? tensor.node().operands().getFirst() : null;
  }
}
