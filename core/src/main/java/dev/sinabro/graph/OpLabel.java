package dev.sinabro.graph;

import java.util.Locale;

/** How operations are written in messages and listings. */
final class OpLabel {
  private OpLabel() {}

  static String of(Op op) {
    return switch (op) {
      case Op.Input input -> "input(" + input.name() + ")";
      case Op.Constant constant -> "constant(" + constant.literal() + ")";
      case Op.Read read -> "read(" + read.variable().name() + ")";
      case Op.Iota iota -> "iota(axis " + iota.axis() + ")";
      case Op.Random random -> "random(stream " + random.stream() + ")";
      case Op.Cast cast -> "cast(" + lower(cast.dtype()) + ")";
      case Op.Unary unary -> lower(unary.fn());
      case Op.Binary binary -> lower(binary.fn());
      case Op.Select _ -> "select";
      case Op.Broadcast _ -> "broadcast";
      case Op.Reduce reduce -> lower(reduce.fn()) + axes(reduce.axis(), reduce.count());
      case Op.ArgMax argMax -> "argmax(axis " + argMax.axis() + ")";
      case Op.ArgSort sort -> sort.descending() ? "argsort(descending)" : "argsort";
      case Op.MatMul m -> "matmul" + (m.transposeA() || m.transposeB() ? transposes(m) : "");
      case Op.Reshape _ -> "reshape";
      case Op.Transpose transpose -> "transpose" + transpose.permutation();
      case Op.Slice slice -> "slice" + slice.starts();
      case Op.StopGradient _ -> "stop_gradient";
      case Op.Concat concat -> "concat(axis " + concat.axis() + ")";
      case Op.Pad pad -> "pad" + pad.starts();
      case Op.Windows windows -> "windows" + windows.windows() + "(axis " + windows.axis() + ")";
      case Op.Fold fold -> "fold" + fold.windows() + "(axis " + fold.axis() + ")";
      case Op.Gather _ -> "gather";
      case Op.ScatterAdd _ -> "scatter_add";
      case Op.Softmax _ -> "softmax";
      case Op.SoftmaxCrossEntropy _ -> "softmax_cross_entropy";
      case Op.Scan scan -> "scan(" + scan.length() + " steps" + (scan.reversed() ? ", reversed)" : ")");
      case Op.Assign assign -> "assign(" + assign.variable().name() + ")";
    };
  }

  private static String transposes(Op.MatMul matMul) {
    return (matMul.transposeA() ? "(aT, " : "(a, ") + (matMul.transposeB() ? "bT)" : "b)");
  }

  private static String axes(int axis, int count) {
    return count == 1 ? "(axis " + axis + ")" : "(axes " + axis + " to " + (axis + count - 1) + ")";
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
