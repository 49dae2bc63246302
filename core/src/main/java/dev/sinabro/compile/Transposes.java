package dev.sinabro.compile;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Moves transpositions behind what can be done before them, so that they meet their inverses: layers that take channels
 * first and compute with channels last leave one transposition where images enter a network, and one where they leave it.
 */
final class Transposes {
  /** An operand that has this many times fewer elements than the result is transposed without a second thought. */
  private static final int SMALL = 4;

  private final Graph graph;

  /** Builds nodes of a graph. */
  Transposes(Graph graph) {
    this.graph = graph;
  }

  /** The transposition of x, by as little as is needed: not at all, as another shape, or together with one before. */
  Tensor transposed(Tensor x, List<Integer> permutation) {
    if (x.node().op() instanceof Op.Transpose before) {
      return transposed(x.node().operands().getFirst(), permutation.stream().map(before.permutation()::get).toList());
    }
    if (IntStream.range(0, permutation.size()).allMatch(axis -> permutation.get(axis) == axis)) {
      return x;
    }
    int[] moving =
        permutation.stream().mapToInt(Integer::intValue).filter(axis -> x.shape().extent(axis) != 1).toArray();
    boolean inOrder = IntStream.range(1, moving.length).allMatch(i -> moving[i - 1] < moving[i]);
    return inOrder
        ? reshaped(x, Shape.of(permutation.stream().mapToInt(x.shape()::extent).toArray()))
        : graph.add(new Op.Transpose(permutation), x);
  }

  /** x in another shape; a reshape of a reshape needs only the outer one. */
  Tensor reshaped(Tensor x, Shape shape) {
    Tensor root = x.node().op() instanceof Op.Reshape ? x.node().operands().getFirst() : x;
    return root.reshape(shape);
  }

  /** A reduction; one of a reduction over the axes beside is one over all of them. */
  Tensor reduced(Tensor x, ReduceFn fn, int axis, int count) {
    if (x.node().op() instanceof Op.Reduce before && before.fn() == fn
        && (before.axis() + before.count() == axis || axis + count == before.axis())) {
      return reduced(x.node().operands().getFirst(), fn, Math.min(axis, before.axis()), count + before.count());
    }
    return graph.add(new Op.Reduce(fn, axis, count), x);
  }

  /** The result of a node, computed before the transposition of its operands; null where that cannot be or brings nothing. */
  @Nullable Tensor behind(Node node, List<Tensor> operands) {
    return switch (node.op()) {
      case Op.Unary _, Op.Binary _, Op.Select _, Op.Cast _ -> elementwise(node, operands);
      case Op.Reduce reduce when permutation(operands.getFirst()) instanceof List<Integer> p ->
        reduce(reduce, operands.getFirst(), p);
      case Op.Slice slice when permutation(operands.getFirst()) instanceof List<Integer> p ->
        transposed(graph.add(new Op.Slice(untransposed(slice.starts(), p), untransposed(slice.sizes(), p)),
            source(operands.getFirst())), p);
      case Op.Pad pad when permutation(operands.getFirst()) instanceof List<Integer> p ->
        transposed(graph.add(new Op.Pad(untransposed(pad.starts(), p), untransposed(pad.sizes(), p)),
            source(operands.getFirst())), p);
      case Op.Concat concat when permutation(operands.getFirst()) instanceof List<Integer> p
          && operands.stream().allMatch(operand -> p.equals(permutation(operand))) ->
        transposed(graph.concat(p.get(concat.axis()), operands.stream().map(Transposes::source).toList()), p);
      case Op _ -> null;
    };
  }

  private static @Nullable List<Integer> permutation(Tensor tensor) {
    return tensor.node().op() instanceof Op.Transpose transpose ? transpose.permutation() : null;
  }

  private static Tensor source(Tensor transposed) {
    return transposed.node().operands().getFirst();
  }

  private @Nullable Tensor elementwise(Node node, List<Tensor> operands) {
    TensorType type = node.types().getFirst();
    List<Integer> permutation = operands.stream()
        .filter(operand -> operand.shape().equals(type.shape()) && permutation(operand) != null)
        .map(Transposes::permutation)
        .findFirst()
        .orElse(null);
    if (permutation == null) {
      return null;
    }
    List<Tensor> before = new ArrayList<>();
    for (Tensor operand : operands) {
      Tensor earlier = before(operand, permutation, type.shape());
      if (earlier == null) {
        return null;
      }
      before.add(earlier);
    }
    return transposed(graph.add(node.op(), before.toArray(Tensor[]::new)), permutation);
  }

  /** What an operand is before a transposition of the result; null where that would be a transposition of its own. */
  private @Nullable Tensor before(Tensor operand, List<Integer> permutation, Shape shape) {
    if (operand.shape().rank() == 0) {
      return operand;
    }
    if (permutation.equals(permutation(operand)) && operand.shape().equals(shape)) {
      return source(operand);
    }
    if (operand.node().op() instanceof Op.Broadcast && operand.shape().equals(shape)) {
      return aligned(operand.node().operands().getFirst(), permutation).broadcast(untransposed(shape, permutation));
    }
    return (long) SMALL * operand.shape().count() <= shape.count() ? aligned(operand, permutation) : null;
  }

  /** An operand that is repeated to the result, with as many axes as that, in the order before the transposition. */
  private Tensor aligned(Tensor operand, List<Integer> permutation) {
    int[] ones = new int[permutation.size() - operand.shape().rank()];
    Arrays.fill(ones, 1);
    return transposed(reshaped(operand, Shape.of(ones).then(operand.shape())), inverse(permutation));
  }

  private Tensor reduce(Op.Reduce reduce, Tensor operand, List<Integer> permutation) {
    TreeSet<Integer> axes = new TreeSet<>(permutation.subList(reduce.axis(), reduce.axis() + reduce.count()));
    Tensor result = source(operand);
    while (!axes.isEmpty()) {
      int first = axes.first();
      int end = first;
      while (axes.remove(end)) {
        end++;
      }
      result = reduced(result, reduce.fn(), first, end - first);
    }
    return transposed(result, permutation);
  }

  private static List<Integer> untransposed(List<Integer> values, List<Integer> permutation) {
    return inverse(permutation).stream().map(values::get).toList();
  }

  private static Shape untransposed(Shape shape, List<Integer> permutation) {
    return Shape.of(inverse(permutation).stream().mapToInt(shape::extent).toArray());
  }

  private static List<Integer> inverse(List<Integer> permutation) {
    return IntStream.range(0, permutation.size()).mapToObj(permutation::indexOf).toList();
  }
}
