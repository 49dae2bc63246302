package dev.sinabro.testkit;

import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.List;

/** What the operations mean that only move elements, index by index. */
final class Moved {
  private Moved() {}

  static double[] viewed(Op.View op, Shape from, double[] x) {
    return switch (op) {
      case Op.Reshape _, Op.StopGradient _ -> x;
      case Op.Transpose transpose -> {
        List<Integer> permutation = transpose.permutation();
        Shape to = Shape.of(permutation.stream().mapToInt(from::extent).toArray());
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
          int[] at = index(to, i);
          int[] source = new int[at.length];
          for (int axis = 0; axis < at.length; axis++) {
            source[permutation.get(axis)] = at[axis];
          }
          y[i] = x[number(from, source)];
        }
        yield y;
      }
      case Op.Slice slice -> {
        double[] y = new double[slice.sizes().count()];
        for (int i = 0; i < y.length; i++) {
          int[] at = index(slice.sizes(), i);
          for (int axis = 0; axis < at.length; axis++) {
            at[axis] += slice.starts().get(axis);
          }
          y[i] = x[number(from, at)];
        }
        yield y;
      }
    };
  }

  static double[] concatenated(int axis, List<Tensor> operands, List<double[]> x) {
    int extent = operands.stream().mapToInt(operand -> operand.shape().extent(axis)).sum();
    Shape to = operands.getFirst().shape().with(axis, extent);
    double[] y = new double[to.count()];
    int start = 0;
    for (int part = 0; part < x.size(); part++) {
      Shape shape = operands.get(part).shape();
      for (int i = 0; i < shape.count(); i++) {
        int[] at = index(shape, i);
        at[axis] += start;
        y[number(to, at)] = x.get(part)[i];
      }
      start += shape.extent(axis);
    }
    return y;
  }

  private static int[] index(Shape shape, int number) {
    int[] index = new int[shape.rank()];
    int rest = number;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.extent(axis);
      rest /= shape.extent(axis);
    }
    return index;
  }

  private static int number(Shape shape, int[] index) {
    int number = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      number = number * shape.extent(axis) + index[axis];
    }
    return number;
  }
}
