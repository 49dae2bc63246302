package dev.sinabro.grad;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All the calculus: for each operation, the gradients of its operands from that of its result.
 *
 * <p>{@code dy} is the gradient of the loss by the result {@code y}. A rule may give a gradient of the result's shape for
 * an operand that was repeated to it; the caller sums it. Null stands for an operand that has no gradient: integers,
 * truth values, and functions that are flat wherever they have a slope.
 */
final class Derivatives {
  private Derivatives() {}

  static List<@Nullable Tensor> of(Node node, List<@Nullable Tensor> gradients) {
    Tensor dy = node.op() instanceof Op.Scan ? node.result(0) : onlyFirst(node, gradients);
    List<Tensor> in = node.operands();
    Tensor x = in.isEmpty() ? dy : in.getFirst();
    return switch (node.op()) {
      case Op.Input _, Op.Constant _, Op.Read _, Op.Iota _, Op.Random _, Op.Assign _, Op.ArgMax _, Op.ArgSort _,
          Op.StopGradient _ ->
        none(in);
      case Op.Cast _ -> one(x.dtype().isFloat() ? dy : null);
      case Op.Unary unary -> one(unary(unary.fn(), x, node.result(0), dy));
      case Op.Binary binary -> binary(binary.fn(), x, in.get(1), node.result(0), dy);
      case Op.Select _ -> Arrays.asList(null, x.select(dy, zero(dy)), x.select(zero(dy), dy));
      case Op.Broadcast _ -> one(dy);
      case Op.Reduce reduce -> one(reduce(reduce, x, node.result(0), dy));
      case Op.MatMul m -> matMul(x, in.get(1), m.transposeA(), m.transposeB(), dy);
      case Op.Reshape _ -> one(dy.reshape(x.shape()));
      case Op.Transpose transpose -> one(dy.transpose(inverse(transpose.permutation())));
      case Op.Slice slice -> one(dy.graph().add(new Op.Pad(slice.starts(), x.shape()), dy));
      case Op.Concat concat -> concat(concat.axis(), in, dy);
      case Op.Pad pad -> one(dy.graph().add(new Op.Slice(pad.starts(), x.shape()), dy));
      case Op.Windows windows -> one(dy.fold(windows.axis(), windows.windows(), extents(windows, x.shape())));
      case Op.Fold fold -> one(dy.windows(fold.axis(), fold.windows(), 0));
      case Op.Gather _ -> pair(dy.graph().add(new Op.ScatterAdd(x.shape().extent(0)), in.get(1), dy), null);
      case Op.ScatterAdd _ -> pair(null, dy.gather(x));
      case Op.Scan scan -> ScanGradient.of(node, scan, gradients);
      case Op.Softmax _ -> one(softmax(node.result(0), dy));
      case Op.SoftmaxCrossEntropy _ -> pair(node.result(1).mul(dy.reshape(x.shape().extent(0), 1)), null);
    };
  }

  private static Tensor onlyFirst(Node node, List<@Nullable Tensor> gradients) {
    Tensor dy = gradients.getFirst();
    if (dy == null || node.types().size() > 1 && gradients.get(1) != null) {
      throw new GraphException("there is no second derivative of " + node.op().label() + " at " + node.source()
          + "; build the loss from its first result only");
    }
    return dy;
  }

  private static @Nullable Tensor unary(UnaryFn fn, Tensor x, Tensor y, Tensor dy) {
    return switch (fn) {
      case NEG -> dy.neg();
      case ABS -> dy.mul(x.unary(UnaryFn.SIGN));
      case EXP -> dy.mul(y);
      case LOG -> dy.div(x);
      case SQRT -> dy.div(y.mul(2));
      case SQUARE -> dy.mul(x.mul(2));
      case RECIPROCAL -> dy.mul(y.square()).neg();
      case RELU -> zero(y).less(y).select(dy, zero(dy));
      case SIGMOID -> dy.mul(y.sub(y.square()));
      case TANH -> dy.sub(dy.mul(y.square()));
      case SOFTPLUS -> dy.mul(x.sigmoid());
      case ERF -> dy.mul(x.square().neg().exp().mul(2 / Math.sqrt(Math.PI)));
      case SIN -> dy.mul(x.unary(UnaryFn.COS));
      case COS -> dy.mul(x.unary(UnaryFn.SIN)).neg();
      case EXPM1 -> dy.mul(y.add(1));
      case LOG1P -> dy.div(x.add(1));
      case SIGN, FLOOR, ROUND, STEP, NOT -> null;
    };
  }

  private static List<@Nullable Tensor> binary(BinaryFn fn, Tensor a, Tensor b, Tensor y, Tensor dy) {
    return switch (fn) {
      case ADD -> pair(dy, dy);
      case SUB -> pair(dy, dy.neg());
      case MUL -> pair(dy.mul(b), dy.mul(a));
      case DIV -> pair(dy.div(b), dy.mul(y).div(b).neg());
      case REMAINDER -> pair(dy, dy.mul(a.div(b).unary(UnaryFn.FLOOR)).neg());
      case MAX -> pair(b.lessEqual(a).select(dy, zero(dy)), a.less(b).select(dy, zero(dy)));
      case MIN -> pair(a.lessEqual(b).select(dy, zero(dy)), b.less(a).select(dy, zero(dy)));
      case POW -> pair(b.equal(zero(b)).select(zero(dy), dy.mul(b).mul(a.pow(b.sub(1)))),
          zero(a).less(a).select(dy.mul(y).mul(a.log()), zero(dy)));
      case ATAN2 -> pair(dy.mul(b).div(a.square().add(b.square())), dy.mul(a).div(a.square().add(b.square())).neg());
      case SIGMOID_CROSS_ENTROPY -> pair(dy.mul(a.sigmoid().sub(b)), dy.mul(a).neg());
      case EQUAL, LESS, LESS_EQUAL, AND, OR -> pair(null, null);
    };
  }

  /** Of a maximum that several elements reach, each gets an equal share. */
  private static Tensor reduce(Op.Reduce reduce, Tensor x, Tensor y, Tensor dy) {
    return switch (reduce.fn()) {
      case SUM -> dy.broadcast(x.shape());
      case MAX -> {
        Tensor reached = x.equal(y).cast(DType.F32);
        Op count = new Op.Reduce(ReduceFn.SUM, reduce.axis(), reduce.count());
        yield reached.mul(dy.div(x.graph().add(count, reached)));
      }
    };
  }

  private static List<@Nullable Tensor> matMul(Tensor a, Tensor b, boolean ta, boolean tb, Tensor dy) {
    return pair(ta ? b.matmul(dy, tb, true) : dy.matmul(b, false, !tb),
        tb ? dy.matmul(a, true, ta) : a.matmul(dy, !ta, false));
  }

  private static List<@Nullable Tensor> concat(int axis, List<Tensor> operands, Tensor dy) {
    List<@Nullable Tensor> parts = new ArrayList<>();
    int from = 0;
    for (Tensor operand : operands) {
      int to = from + operand.shape().extent(axis);
      parts.add(dy.slice(axis, from, to));
      from = to;
    }
    return parts;
  }

  private static List<Integer> extents(Op.Windows op, Shape shape) {
    return IntStream.range(op.axis(), op.axis() + op.windows().size()).mapToObj(shape::extent).toList();
  }

  private static Tensor softmax(Tensor y, Tensor dy) {
    Shape sums = y.shape().with(y.shape().rank() - 1, 1);
    return y.mul(dy.sub(dy.mul(y).sum(-1).reshape(sums)));
  }

  private static int[] inverse(List<Integer> permutation) {
    int[] inverse = new int[permutation.size()];
    for (int axis = 0; axis < inverse.length; axis++) {
      inverse[permutation.get(axis)] = axis;
    }
    return inverse;
  }

  private static Tensor zero(Tensor like) {
    return like.graph().constant(0.0);
  }

  private static List<@Nullable Tensor> none(List<Tensor> operands) {
    return Collections.nCopies(operands.size(), null);
  }

  private static List<@Nullable Tensor> one(@Nullable Tensor gradient) {
    return Collections.singletonList(gradient);
  }

  private static List<@Nullable Tensor> pair(@Nullable Tensor first, @Nullable Tensor second) {
    return Arrays.asList(first, second);
  }
}
