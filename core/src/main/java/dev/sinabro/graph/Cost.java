package dev.sinabro.graph;

import java.util.List;

/** How much arithmetic an operation is. */
public final class Cost {
  /** Largest, difference, exponential, sum, quotient. */
  private static final int SOFTMAX = 5;

  private Cost() {}

  /** Floating-point operations of a node: 2 m n k of a matrix product, 1 an element of an element-wise function. */
  public static long flops(Node node) {
    return flops(node.op(), node.operands().stream().map(Tensor::type).toList(), node.types());
  }

  /** As {@link #multiplyAccumulates(Op, List, List)}. */
  public static long multiplyAccumulates(Node node) {
    return multiplyAccumulates(node.op(), node.operands().stream().map(Tensor::type).toList(), node.types());
  }

  /**
   * Products that are added up in matrix products and convolutions, m n k of each: what the literature counts of a network.
   * Biases, activations, norms and pooling have none; what a convolution multiplies with its padding is counted.
   */
  public static long multiplyAccumulates(Op op, List<TensorType> operands, List<TensorType> results) {
    return switch (op) {
      case Op.MatMul _ -> flops(op, operands, results) / 2;
      case Op.Scan scan ->
        scan.length() * scan.body().graph().nodes().stream().mapToLong(Cost::multiplyAccumulates).sum();
      case Op _ -> 0;
    };
  }

  /** Floating-point operations, from the types of operands and results. Moving data is none. */
  public static long flops(Op op, List<TensorType> operands, List<TensorType> results) {
    return switch (op) {
      case Op.Unary _, Op.Binary _ -> results.getFirst().shape().count();
      case Op.Reduce _, Op.ArgMax _, Op.Fold _ -> operands.getFirst().shape().count();
      case Op.ScatterAdd _ -> operands.get(1).shape().count();
      case Op.MatMul matMul -> {
        Shape a = operands.getFirst().shape();
        int inner = a.extent(matMul.transposeA() ? a.rank() - 2 : a.rank() - 1);
        yield 2L * results.getFirst().shape().count() * inner;
      }
      case Op.Softmax _, Op.SoftmaxCrossEntropy _ -> (long) SOFTMAX * operands.getFirst().shape().count();
      case Op.Scan scan -> scan.length() * scan.body().graph().nodes().stream().mapToLong(Cost::flops).sum();
      case Op.Input _, Op.Constant _, Op.Read _, Op.Iota _, Op.Random _, Op.Cast _, Op.Select _, Op.Broadcast _,
          Op.Reshape _, Op.Transpose _, Op.Slice _, Op.StopGradient _, Op.Concat _, Op.Pad _, Op.ArgSort _,
          Op.Windows _, Op.Gather _, Op.Assign _ ->
        0;
    };
  }
}
