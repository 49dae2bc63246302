package dev.sinabro.reference;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Philox;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What each operation that is not element-wise does, on row-major arrays. */
final class Operations {
  private Operations() {}

  /** The results of a step of an operation, from the values of its operands. */
  static List<double[]> compute(Op.Kernel op, Step.Single step, List<double[]> x) {
    List<Shape> in = step.inputs().stream().map(View::shape).toList();
    Shape out = step.outputs().getFirst().shape();
    return switch (op) {
      case Op.Iota iota -> List.of(iota(iota));
      case Op.Random random -> List.of(random(random, x.get(0), x.get(1)));
      case Op.Reduce reduce -> List.of(reduce(reduce, x.getFirst(), step.inputs().getFirst().type()));
      case Op.ArgMax argMax -> List.of(argMax(argMax.axis(), x.getFirst(), in.getFirst()));
      case Op.ArgSort sort -> List.of(argSort(sort.descending(), x.getFirst(), in.getFirst().lastExtent()));
      case Op.MatMul matMul -> List.of(matMul(matMul, x.get(0), in.get(0), x.get(1), out));
      case Op.Pad pad -> List.of(pad(pad, x.getFirst(), in.getFirst()));
      case Op.Windows windows ->
        List.of(WindowPlaces.of(windows.axis(), windows.windows(), in.getFirst()).taken(x.getFirst(), windows.value()));
      case Op.Fold fold -> List.of(WindowPlaces.of(fold.axis(), fold.windows(), out).summed(x.getFirst()));
      case Op.Gather _ -> List.of(gather(x.get(0), in.get(0), x.get(1), out));
      case Op.ScatterAdd scatter -> List.of(scatterAdd(scatter.rows(), x.get(0), x.get(1), out));
      case Op.Softmax _ -> List.of(softmax(x.getFirst(), in.getFirst().lastExtent()));
      case Op.SoftmaxCrossEntropy _ -> softmaxCrossEntropy(x.get(0), in.getFirst().lastExtent(), x.get(1));
    };
  }

  /** The values repeated to a larger shape. */
  static double[] repeated(double[] x, Shape from, Shape to) {
    return from.equals(to) ? x : taken(x, places(to, from.stridesWithin(to), 0));
  }

  private static double[] taken(double[] x, int[] places) {
    return Arrays.stream(places).mapToDouble(place -> x[place]).toArray();
  }

  /** For each element of a shape, in order: {@code start} plus the sum of index times stride over the axes. */
  static int[] places(Shape shape, int[] strides, int start) {
    int[] places = new int[shape.count()];
    int[] index = new int[shape.rank()];
    int place = start;
    for (int i = 0; i < places.length; i++) {
      places[i] = place;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        place += strides[axis];
        if (++index[axis] < shape.extent(axis)) {
          break;
        }
        place -= index[axis] * strides[axis];
        index[axis] = 0;
      }
    }
    return places;
  }

  private static int[] strides(Shape shape) {
    return shape.stridesWithin(shape);
  }

  /** The places in {@code whole} of the elements of a box of extents {@code sizes} at {@code starts}. */
  private static int[] box(List<Integer> starts, Shape sizes, Shape whole) {
    int[] strides = strides(whole);
    int start = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      start += starts.get(axis) * strides[axis];
    }
    return places(sizes, strides, start);
  }

  private static double[] iota(Op.Iota iota) {
    int[] strides = new int[iota.shape().rank()];
    strides[iota.axis()] = 1;
    return Arrays.stream(places(iota.shape(), strides, 0)).asDoubleStream().toArray();
  }

  private static double[] random(Op.Random random, double[] seed, double[] step) {
    long key = (long) seed[1] << 32 | (long) seed[0] & 0xFFFFFFFFL;
    double[] y = new double[random.shape().count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = Philox.uniform(Philox.word(key, random.stream(), (int) step[0], i));
    }
    return y;
  }

  static double[] reduce(Op.Reduce op, double[] x, TensorType type) {
    Shape shape = type.shape();
    boolean integer = type.dtype() == DType.I32;
    int end = op.axis() + op.count();
    int outer = shape.count(0, op.axis());
    int length = shape.count(op.axis(), end);
    int inner = shape.count(end, shape.rank());
    double[] y = new double[outer * inner];
    Arrays.fill(y, switch (op.fn()) {
      case SUM -> 0;
      case MAX -> integer ? Integer.MIN_VALUE : Double.NEGATIVE_INFINITY;
    });
    for (int o = 0; o < outer; o++) {
      for (int k = 0; k < length; k++) {
        for (int i = 0; i < inner; i++) {
          double next = x[(o * length + k) * inner + i];
          double before = y[o * inner + i];
          y[o * inner + i] = switch (op.fn()) {
            case SUM -> integer ? (int) before + (int) next : before + next;
            case MAX -> Math.max(before, next);
          };
        }
      }
    }
    return y;
  }

  private static double[] argMax(int axis, double[] x, Shape shape) {
    int length = shape.extent(axis);
    int inner = shape.count(axis + 1, shape.rank());
    double[] y = new double[shape.count(0, axis) * inner];
    for (int j = 0; j < y.length; j++) {
      int start = j / inner * length * inner + j % inner;
      for (int k = 1; k < length; k++) {
        double best = x[start + (int) y[j] * inner];
        double next = x[start + k * inner];
        if (next > best || Double.isNaN(next) && !Double.isNaN(best)) {
          y[j] = k;
        }
      }
    }
    return y;
  }

  private static double[] argSort(boolean descending, double[] x, int length) {
    Comparator<Integer> ascending = (i, j) -> x[i] < x[j]
        ? -1
        : x[i] > x[j]
            ? 1
            : Boolean.compare(Double.isNaN(x[i]), Double.isNaN(x[j]));
    double[] y = new double[x.length];
    for (int start = 0; start < x.length; start += length) {
      List<Integer> order = IntStream.range(start, start + length)
          .boxed()
          .sorted(descending ? ascending.reversed() : ascending)
          .toList();
      for (int i = 0; i < length; i++) {
        y[start + i] = order.get(i) - start;
      }
    }
    return y;
  }

  static double[] matMul(Op.MatMul op, double[] a, Shape shapeA, double[] b, Shape out) {
    int m = out.extent(out.rank() - 2);
    int n = out.lastExtent();
    int inner = shapeA.extent(shapeA.rank() - (op.transposeA() ? 2 : 1));
    double[] y = new double[out.count()];
    for (int i = 0; i < y.length; i++) {
      int column = i % n;
      int row = i / n % m;
      int batch = i / n / m;
      for (int k = 0; k < inner; k++) {
        double left = a[batch * m * inner + (op.transposeA() ? k * m + row : row * inner + k)];
        double right = b[batch * inner * n + (op.transposeB() ? column * inner + k : k * n + column)];
        y[i] += left * right;
      }
    }
    return y;
  }

  private static double[] pad(Op.Pad pad, double[] x, Shape in) {
    double[] y = new double[pad.sizes().count()];
    put(x, box(pad.starts(), in, pad.sizes()), y);
    return y;
  }

  private static void put(double[] x, int[] places, double[] y) {
    for (int i = 0; i < x.length; i++) {
      y[places[i]] = x[i];
    }
  }

  private static double[] gather(double[] table, Shape shape, double[] numbers, Shape out) {
    int rows = shape.extent(0);
    int width = shape.count(1, shape.rank());
    double[] y = new double[out.count()];
    for (int i = 0; i < numbers.length; i++) {
      int row = (int) numbers[i];
      if (row >= 0 && row < rows) {
        System.arraycopy(table, row * width, y, i * width, width);
      }
    }
    return y;
  }

  private static double[] scatterAdd(int rows, double[] numbers, double[] updates, Shape out) {
    int width = out.count(1, out.rank());
    double[] y = new double[out.count()];
    for (int i = 0; i < numbers.length; i++) {
      int row = (int) numbers[i];
      for (int j = 0; row >= 0 && row < rows && j < width; j++) {
        y[row * width + j] += updates[i * width + j];
      }
    }
    return y;
  }

  private static double[] softmax(double[] x, int classes) {
    double[] y = new double[x.length];
    for (int start = 0; start < x.length; start += classes) {
      double largest = largest(x, start, classes);
      double total = 0;
      for (int i = start; i < start + classes; i++) {
        y[i] = Math.exp(x[i] - largest);
        total += y[i];
      }
      for (int i = start; i < start + classes; i++) {
        y[i] /= total;
      }
    }
    return y;
  }

  /** loss = log(sum e^(x - largest)) - (x[label] - largest); gradient = softmax(x) - onehot(label). */
  private static List<double[]> softmaxCrossEntropy(double[] x, int classes, double[] labels) {
    double[] losses = new double[labels.length];
    double[] gradient = softmax(x, classes);
    for (int row = 0; row < labels.length; row++) {
      int start = row * classes;
      int label = (int) labels[row];
      if (label < 0 || label >= classes) {
        Arrays.fill(gradient, start, start + classes, 0);
      } else {
        double largest = largest(x, start, classes);
        double total = 0;
        for (int i = start; i < start + classes; i++) {
          total += Math.exp(x[i] - largest);
        }
        losses[row] = Math.log(total) - (x[start + label] - largest);
        gradient[start + label] -= 1;
      }
    }
    return List.of(losses, gradient);
  }

  private static double largest(double[] x, int start, int count) {
    return Arrays.stream(x, start, start + count).reduce(Double.NEGATIVE_INFINITY, Math::max);
  }
}
