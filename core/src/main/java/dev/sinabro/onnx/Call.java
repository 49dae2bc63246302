package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One operator of a file, with what it is given while a graph is built.
 *
 * @param node the operator
 * @param inputs what it is given: a {@link Tensor}, or {@link Known} values; none where it is left out
 * @param body evaluates a graph within the operator's own
 * @param scope of the network
 */
record Call(OnnxNode node, List<Optional<Object>> inputs, Bodies body, Scope scope) {

  /** Evaluates graphs within graphs. */
  @FunctionalInterface
  interface Bodies {
    /**
     * The outputs of a graph, which may read all that is known outside.
     *
     * @param given its inputs
     */
    List<Object> evaluate(OnnxGraph graph, List<Object> given);
  }

  OnnxException refused(String reason) {
    return new OnnxException("operator " + node.op() + (node.name().isEmpty() ? "" : " " + node.name()) + " " + reason);
  }

  boolean has(int index) {
    return index < inputs.size() && inputs.get(index).isPresent();
  }

  Object given(int index) {
    if (!has(index)) {
      throw refused("lacks input " + index);
    }
    return inputs.get(index).orElseThrow();
  }

  /** An input as a tensor of the graph. */
  Tensor tensor(int index) {
    return tensor(given(index));
  }

  Tensor tensor(Object given) {
    return given instanceof Known known ? known.in(scope.graph()) : (Tensor) given;
  }

  /** An input as real numbers. */
  Tensor reals(int index) {
    Tensor tensor = tensor(index);
    return tensor.dtype() == DType.F32 ? tensor : tensor.cast(DType.F32);
  }

  Optional<Known> known(int index) {
    return has(index) && given(index) instanceof Known known ? Optional.of(known) : Optional.empty();
  }

  /** An input that must be known while the graph is built, such as a shape. */
  int[] ints(int index) {
    return known(index).orElseThrow(() -> refused("computes its input " + index
        + " of values that are not known before a run, where extents must be")).ints();
  }

  /** As {@link #ints}, where the input is there; else an attribute of a name, which older files have. */
  Optional<int[]> ints(int index, String attribute) {
    return has(index) ? Optional.of(ints(index)) : wholes(attribute);
  }

  Optional<int[]> wholes(String name) {
    return node.attributes().get(name) instanceof Attribute.Wholes(var values)
        ? Optional
            .of(values.stream().mapToInt(value -> (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value)))
                .toArray())
        : Optional.empty();
  }

  long whole(String name, long absent) {
    return node.attributes().get(name) instanceof Attribute.Whole(long value) ? value : absent;
  }

  double real(String name, double absent) {
    return node.attributes().get(name) instanceof Attribute.Real(float value) ? value : absent;
  }

  String text(String name, String absent) {
    return node.attributes().get(name) instanceof Attribute.Text(String value) ? value : absent;
  }

  /** The number of an axis, which may have been counted from the last. */
  int axis(int axis, int rank) {
    int counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw refused("names axis " + axis + " of " + rank);
    }
    return counted;
  }

  int axis(String name, int absent, int rank) {
    return axis((int) whole(name, absent), rank);
  }

  /** All axes that are named by an input, or by an attribute; all that there are where none is. */
  int[] axes(int index, Tensor of) {
    int rank = of.shape().rank();
    int[] named = ints(index, "axes").orElse(new int[0]);
    return named.length == 0 && whole("noop_with_empty_axes", 0) == 0
        ? IntStream.range(0, rank).toArray()
        : Arrays.stream(named).map(axis -> axis(axis, rank)).sorted().toArray();
  }

  /** Refuses what an attribute may not be here. */
  void require(boolean holds, String reason) {
    if (!holds) {
      throw refused(reason);
    }
  }

  /** The shape to which several broadcast. */
  Shape common(Shape one, Shape other) {
    int rank = Math.max(one.rank(), other.rank());
    List<Integer> extents = new ArrayList<>();
    for (int place = rank; place >= 1; place--) {
      int ofOne = place > one.rank() ? 1 : one.extent(one.rank() - place);
      int ofOther = place > other.rank() ? 1 : other.extent(other.rank() - place);
      extents.add(ofOne == 1 ? ofOther : ofOne);
    }
    return Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
  }
}
