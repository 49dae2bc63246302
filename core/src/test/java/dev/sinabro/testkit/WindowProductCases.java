package dev.sinabro.testkit;

import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cases of products with windows that nothing else reads, and of products that are folded: whole numbers, so exact; some of 3 x 3 of any. */
final class WindowProductCases {
  private static final int MAGNITUDE = 4;

  private WindowProductCases() {}

  /**
   * Images and their windows.
   *
   * @param batch how many products; the first axis of the images where it is more than one
   * @param breadth the extent of the other operand
   */
  private record Row(int[] image, int axis, int batch, int breadth, Window... windows) {

    int rows() {
      int positions = IntStream.range(0, windows.length)
          .map(i -> windows[i].positions(image[axis + i]))
          .reduce(1, (a, b) -> a * b);
      return Arrays.stream(image).limit(axis).reduce(1, (a, b) -> a * b) * positions / batch;
    }

    int width() {
      int inner = Arrays.stream(image).skip(axis + windows.length).reduce(1, (a, b) -> a * b);
      return Arrays.stream(windows).mapToInt(Window::size).reduce(inner, (a, b) -> a * b);
    }

    Shape matrices(int rows, int columns) {
      return batch == 1 ? Shape.of(rows, columns) : Shape.of(batch, rows, columns);
    }

    Tensor columns(Tensor x) {
      return x.windows(axis, List.of(windows), 0).reshape(matrices(rows(), width()));
    }

    /** The product of windows and filters, and of dy its gradients by the image and by the filters. */
    List<Tensor> convolution(Tensor x, Tensor filters, Tensor dy) {
      Tensor dx = dy.matmul(filters)
          .reshape(x.windows(axis, List.of(windows), 0).shape())
          .fold(axis, List.of(windows), Arrays.stream(image, axis, axis + windows.length).boxed().toList());
      return List.of(columns(x).matmul(filters, false, true), dx, dy.matmul(columns(x), true, false));
    }

    String name() {
      return Arrays.toString(image) + " axis " + axis + " " + Arrays.toString(windows) + " batch " + batch + " by "
          + breadth;
    }
  }

  private static List<Row> rows() {
    Window three = Window.of(3);
    Window same = three.padding(1, 1);
    return List.of(new Row(new int[] {5}, 0, 1, 1, three), new Row(new int[] {2, 9, 3}, 1, 1, 4, three.stride(2)),
        new Row(new int[] {2, 5, 6, 2}, 1, 1, 3, same, same),
        new Row(new int[] {3, 40, 41, 2}, 1, 1, 5, same, three.padding(0, 1)),
        new Row(new int[] {2, 17, 16, 20}, 1, 1, 33, same, Window.of(2).dilation(3).stride(2)),
        new Row(new int[] {1, 24, 24, 1}, 1, 1, 20, Window.of(5), Window.of(5)),
        new Row(new int[] {3, 2, 9, 8, 2}, 2, 3, 4, same, same),
        new Row(new int[] {4, 3, 20, 21, 1}, 2, 4, 1, same.stride(2), same),
        new Row(new int[] {2, 3, 4, 5, 6}, 2, 6, 2, Window.of(2)),
        new Row(new int[] {1, 70, 3}, 1, 1, 2, Window.of(64).padding(32, 31)),
        new Row(new int[] {0, 5, 6, 2}, 1, 1, 3, same, same), new Row(new int[] {2, 5, 6, 0}, 1, 1, 3, same, same),
        new Row(new int[] {2, 5, 6, 2}, 1, 1, 0, same, same));
  }

  /**
   * Images where a backend may turn from a product of windows to a transform of tiles of 2 x 2 results, just before that and
   * behind it: by the channels of either side, by the tiles, by the form of the windows. Then odd extents, results that are
   * smaller and larger than the image, rows of many tiles, vectors that are not whole.
   */
  private static List<Row> tiledRows() {
    Window three = Window.of(3);
    Window same = three.padding(1, 1);
    return List.of(new Row(new int[] {8, 8, 8, 7}, 1, 1, 8, same, same),
        new Row(new int[] {8, 8, 8, 8}, 1, 1, 7, same, same), new Row(new int[] {8, 8, 8, 8}, 1, 1, 8, same, same),
        new Row(new int[] {1, 3, 126, 8}, 1, 1, 8, same, same),
        new Row(new int[] {9, 5, 12, 16}, 1, 1, 16, three, three),
        new Row(new int[] {8, 9, 18, 16}, 1, 1, 16, same.stride(2), same),
        new Row(new int[] {8, 9, 10, 16}, 1, 1, 16, same, three.dilation(2)),
        new Row(new int[] {2, 7, 9, 8, 16}, 2, 2, 16, same, same),
        new Row(new int[] {12, 9, 10, 2, 8}, 1, 1, 17, three, three.padding(0, 1)),
        new Row(new int[] {140, 1, 1, 16}, 1, 1, 16, same, same),
        new Row(new int[] {9, 7, 9, 19}, 1, 1, 33, three.padding(2, 0), three.padding(0, 2)),
        new Row(new int[] {6, 4, 5, 16}, 1, 1, 32, three.padding(3, 5), three.padding(4, 6)),
        new Row(new int[] {3, 5, 301, 20}, 1, 1, 18, same, same),
        new Row(new int[] {7, 17, 15, 48}, 1, 1, 70, same, same));
  }

  /** Columns of more than 32 MB, which are not made at once. */
  private static List<Row> largeRows() {
    Window same = Window.of(3).padding(1, 1);
    return List.of(new Row(new int[] {8, 64, 64, 30}, 1, 1, 2, same, same),
        new Row(new int[] {2, 8, 64, 64, 16}, 2, 2, 1, same, same));
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    rows().forEach(row -> {
      IntStream.range(0, 8).forEach(kind -> cases.add(product(row, (kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0)));
      IntStream.range(0, 4).forEach(kind -> cases.add(folded(row, (kind & 1) != 0, (kind & 2) != 0)));
    });
    tiledRows().forEach(row -> {
      for (boolean other : new boolean[] {false, true}) {
        cases.add(product(row, true, false, other));
        cases.add(product(row, false, false, other));
        cases.add(folded(row, false, other));
      }
      cases.add(convolution(row));
    });
    largeRows().forEach(row -> {
      cases.add(product(row, true, false, true));
      cases.add(product(row, false, false, true));
      cases.add(folded(row, false, false));
    });
    cases.add(new Case("windows that are a result too, and operands on both sides", trial -> {
      Tensor columns = trial.input(Samples.whole(1, MAGNITUDE, 2, 9, 3)).windows(1, List.of(Window.of(3)), 0);
      Tensor matrix = columns.reshape(14, 9);
      Tensor other = trial.input(Samples.whole(2, MAGNITUDE, 2, 9, 3)).windows(1, List.of(Window.of(3)), 0);
      trial.expect(columns, Tolerance.EXACT);
      trial.expect(matrix.matmul(matrix, true, false), Tolerance.EXACT);
      trial.expect(other.reshape(14, 9).matmul(other.reshape(14, 9), false, true), Tolerance.EXACT);
    }));
    cases.add(new Case("windows times a matrix, folded at once", trial -> {
      List<Window> windows = List.of(Window.of(3).padding(1, 1));
      Tensor columns = trial.input(Samples.whole(1, MAGNITUDE, 2, 9, 3)).windows(1, windows, 0).reshape(18, 9);
      Tensor product = columns.matmul(trial.input(Samples.whole(2, MAGNITUDE, 9, 9)));
      trial.expect(product.reshape(2, 9, 3, 3).fold(1, windows, List.of(9)), Tolerance.EXACT);
    }));
    return cases;
  }

  private static Case product(Row row, boolean left, boolean transposeWindows, boolean transposeOther) {
    Op.MatMul op =
        left ? new Op.MatMul(transposeWindows, transposeOther) : new Op.MatMul(transposeOther, transposeWindows);
    return new Case(op.label() + " with windows as " + (left ? "a" : "b") + " " + row.name(), trial -> {
      Tensor columns = trial.input(Samples.whole(1, MAGNITUDE, row.image()))
          .windows(row.axis(), List.of(row.windows()), 1)
          .reshape(row.matrices(row.rows(), row.width()));
      int inner = left == transposeWindows ? row.rows() : row.width();
      Shape other = transposeOther == left ? row.matrices(row.breadth(), inner) : row.matrices(inner, row.breadth());
      Tensor factor = trial.input(Samples.whole(2, MAGNITUDE, other.extents()));
      trial.expect(left ? trial.graph().add(op, columns, factor) : trial.graph().add(op, factor, columns),
          Tolerance.EXACT);
    });
  }

  /** A convolution and its gradients by both operands, of numbers whose products and sums have to be rounded. */
  private static Case convolution(Row row) {
    return new Case("convolution " + row.name(), trial -> {
      Tensor image = trial.input(Samples.uniform(5, -1, 1, row.image()));
      Tensor filters = trial.input(Samples.uniform(6, -1, 1, row.matrices(row.breadth(), row.width()).extents()));
      Tensor dy = trial.input(Samples.uniform(7, -1, 1, row.matrices(row.rows(), row.breadth()).extents()));
      List<Tensor> results = row.convolution(image, filters, dy);
      List<Tensor> scales = row.convolution(image.abs(), filters.abs(), dy.abs());
      int[] lengths = {row.width(), 9 * row.breadth(), row.rows()};
      for (int i = 0; i < lengths.length; i++) {
        Tensor scale = scales.get(i);
        trial.expect(results.get(i), Tolerance.winograd(lengths[i]), scale.amax().broadcast(scale.shape()));
      }
    });
  }

  private static Case folded(Row row, boolean transposeA, boolean transposeB) {
    Op.MatMul op = new Op.MatMul(transposeA, transposeB);
    return new Case("FOLD of " + op.label() + " " + row.name(), trial -> folded(trial, row, op));
  }

  private static void folded(Trial trial, Row row, Op.MatMul op) {
    Shape a = op.transposeA() ? row.matrices(row.breadth(), row.rows()) : row.matrices(row.rows(), row.breadth());
    Shape b = op.transposeB() ? row.matrices(row.width(), row.breadth()) : row.matrices(row.breadth(), row.width());
    Tensor product = trial.graph()
        .add(op, trial.input(Samples.whole(3, MAGNITUDE, a.extents())),
            trial.input(Samples.whole(4, MAGNITUDE, b.extents())));
    List<Window> windows = List.of(row.windows());
    Tensor image = trial.graph().constant(0.0).broadcast(Shape.of(row.image()));
    Shape columns = image.windows(row.axis(), windows, 0).shape();
    trial.expect(product.reshape(columns)
        .fold(row.axis(), windows,
            IntStream.range(row.axis(), row.axis() + windows.size()).mapToObj(i -> row.image()[i]).toList()),
        Tolerance.EXACT);
  }
}
