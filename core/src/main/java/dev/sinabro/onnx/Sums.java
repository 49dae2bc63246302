package dev.sinabro.onnx;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Sums that are the end of something of which ONNX has one operator: products with a bias, and batch norms. */
final class Sums {
  private final Values values;

  Sums(Values values) {
    this.values = values;
  }

  /** How a sum is written that is one of these; null where it is another. */
  Translation.@Nullable Plan plan(Node sum) {
    if (!is(sum, BinaryFn.ADD) || sum.operands().getLast().shape().rank() != 1
        || sum.operands().getLast().shape().lastExtent() != sum.types().getFirst().shape().lastExtent()) {
      return null;
    }
    Translation.Plan norm = batchNorm(sum);
    return norm != null ? norm : affine(sum);
  }

  private static boolean is(Node node, BinaryFn fn) {
    return node.op() instanceof Op.Binary(BinaryFn own) && own == fn;
  }

  /** A product of matrices and a number added to each column. */
  private Translation.@Nullable Plan affine(Node sum) {
    Tensor product = sum.operands().getFirst();
    if (!(product.node().op() instanceof Op.MatMul op) || product.shape().rank() != 2) {
      return null;
    }
    List<Tensor> needs =
        List.of(product.node().operands().getFirst(), product.node().operands().getLast(), sum.operands().getLast());
    return new Translation.Plan(needs, () -> values.put(sum.result(0),
        values.emission().add("Gemm", gemm(op), needs.stream().map(values::name).toArray(String[]::new))));
  }

  static Map<String, Attribute> gemm(Op.MatMul op) {
    Map<String, Attribute> attributes = new HashMap<>();
    if (op.transposeA()) {
      attributes.put("transA", Attribute.of(1));
    }
    if (op.transposeB()) {
      attributes.put("transB", Attribute.of(1));
    }
    return attributes;
  }

  /** (x - mean) * (weight / sqrt(variance + epsilon)) + bias, over the last axis. */
  private Translation.@Nullable Plan batchNorm(Node sum) {
    Node product = sum.operands().getFirst().node();
    if (!is(product, BinaryFn.MUL)) {
      return null;
    }
    Node difference = product.operands().getFirst().node();
    Node scale = product.operands().getLast().node();
    if (!is(difference, BinaryFn.SUB) || !is(scale, BinaryFn.DIV)
        || !(scale.operands().getLast().node().op() instanceof Op.Unary(UnaryFn root)) || root != UnaryFn.SQRT) {
      return null;
    }
    Node variance = scale.operands().getLast().node().operands().getFirst().node();
    if (!is(variance, BinaryFn.ADD)
        || !(variance.operands().getLast().node().op() instanceof Op.Constant(var epsilon))
        || epsilon.type().shape().rank() != 0) {
      return null;
    }
    Tensor x = difference.operands().getFirst();
    List<Tensor> numbers =
        List.of(scale.operands().getFirst(), sum.operands().getLast(), difference.operands().getLast(),
            variance.operands().getFirst());
    int rank = x.shape().rank();
    boolean perChannel = numbers.stream()
        .allMatch(tensor -> tensor.shape().rank() == 1 && tensor.shape().lastExtent() == x.shape().lastExtent());
    if (!perChannel || rank < 2 || !x.shape().equals(sum.types().getFirst().shape())) {
      return null;
    }
    List<Tensor> needs = new ArrayList<>(List.of(x));
    needs.addAll(numbers);
    return new Translation.Plan(needs, () -> {
      List<Integer> second = IntStream.range(0, rank).map(axis -> axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1)
          .boxed().toList();
      List<Integer> last = IntStream.range(0, rank).map(axis -> axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1)
          .boxed().toList();
      List<String> inputs = new ArrayList<>(List.of(values.moved(x).transposed(second).written(values.emission())));
      numbers.forEach(tensor -> inputs.add(values.name(tensor)));
      String y = values.emission().add("BatchNormalization",
          Map.of("epsilon", new Attribute.Real((float) epsilon.value(0))), inputs, 1).getFirst();
      List<Extent> extents = values.extents(x);
      values.put(sum.result(0), Moved.of(y, second.stream().map(extents::get).toList()).transposed(last));
    });
  }
}
