package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Products with windows, and products that are folded: the columns of some images at a time are in scratch, which is
 * bounded. Images are cut from the shape alone; where they are summed over, each run of them has a sum of its own, and
 * these are added in order.
 */
final class WindowProducts {
  /** Bytes of columns at a time, as long as an image has no more. */
  private static final long WORKSPACE = 32L << 20;

  private WindowProducts() {}

  /**
   * How the images of a batch of matrices are cut.
   *
   * @param matrices in the batch
   * @param images of a matrix
   * @param perRun images at a time; all of all matrices where they are {@code matrices * images}
   * @param rows of an image
   * @param width elements of a row
   */
  private record Cut(int matrices, int images, int perRun, int rows, int width) {

    static Cut of(int axis, List<Window> windows, Shape image, Shape shape) {
      int matrices = shape.count(0, shape.rank() - 2);
      int width = shape.lastExtent();
      int images = image.count(0, axis) / matrices;
      int rows = shape.extent(shape.rank() - 2) / Math.max(images, 1);
      long most = WORKSPACE / (4L * rows * width);
      return new Cut(matrices, images, (long) matrices * images <= most
          ? matrices * images
          : Math.clamp(most, 1, images), rows, width);
    }

    boolean atOnce() {
      return perRun == matrices * images;
    }

    /** Runs of each matrix. */
    int runs() {
      return (images + perRun - 1) / perRun;
    }

    long columnBytes() {
      return (4L * perRun * rows * width + 63) & -64;
    }
  }

  private static Cut cut(Step.WindowProduct step) {
    return Cut.of(step.windows().axis(), step.windows().windows(), step.image().shape(), step.matrices());
  }

  private static Cut cut(Step.FoldProduct step) {
    return Cut.of(step.fold().axis(), step.fold().windows(), step.image().shape(), step.matrices());
  }

  /** Whether nothing is empty, and the other operand has the rows of one run after the other. */
  static boolean fits(Step.WindowProduct step) {
    boolean transposed = step.left() ? step.op().transposeB() : step.op().transposeA();
    return step.matrices().count() > 0 && step.other().shape().count() > 0 && Windowing.fits(step.windows().windows())
        && (cut(step).atOnce() || (sums(step) ? transposed != step.left() : step.left()));
  }

  /** Whether nothing is empty, each image is of one matrix, and the first operand has one row after the other. */
  static boolean fits(Step.FoldProduct step) {
    Shape shape = step.matrices();
    return shape.count() > 0 && step.inputs().getFirst().shape().count() > 0 && Windowing.fits(step.fold().windows())
        && step.image().shape().count(0, step.fold().axis()) % shape.count(0, shape.rank() - 2) == 0
        && (cut(step).atOnce() || !step.op().transposeA());
  }

  /** Whether the rows are what is summed over. */
  private static boolean sums(Step.WindowProduct step) {
    return step.left() ? step.op().transposeA() : !step.op().transposeB();
  }

  static long scratchBytes(Step.WindowProduct step) {
    Cut cut = cut(step);
    return cut.columnBytes() + (cut.atOnce() || !sums(step) ? 0 : cut.runs() * matrixBytes(step, cut));
  }

  static long scratchBytes(Step.FoldProduct step) {
    return cut(step).columnBytes();
  }

  private static long matrixBytes(Step.WindowProduct step, Cut cut) {
    return step.outputs().getFirst().byteSize() / cut.matrices;
  }

  /** Columns, product, and so on, run by run. */
  static List<Work> of(Step.WindowProduct step, ToLongFunction<View> address, long scratch) {
    Cut cut = cut(step);
    Op.Windows op = step.windows();
    Shape shape = step.image().shape();
    Bytes image = Bytes.of(step.image(), address);
    Bytes other = Bytes.of(step.other(), address);
    Bytes result = Bytes.of(step.outputs().getFirst(), address);
    List<Work> works = new ArrayList<>();
    if (cut.atOnce()) {
      Bytes columns = Bytes.after(scratch, 4L * cut.perRun * cut.rows * cut.width);
      works.add(Windowing.windows(op.axis(), op.windows(), shape, op.value(), image, columns));
      works.add(product(step, cut.images * cut.rows, cut.matrices, cut.width, columns, other, result));
      return works;
    }
    Bytes partial = Bytes.after(scratch + cut.columnBytes(), cut.runs() * matrixBytes(step, cut));
    for (int matrix = 0; matrix < cut.matrices; matrix++) {
      Bytes images = image.part(matrix, cut.matrices);
      Bytes factor = other.part(matrix, cut.matrices);
      Bytes target = result.part(matrix, cut.matrices);
      for (int run = 0; run < cut.runs(); run++) {
        int from = run * cut.perRun;
        int to = Math.min(from + cut.perRun, cut.images);
        Bytes columns = Bytes.after(scratch, 4L * (to - from) * cut.rows * cut.width);
        works.add(Windowing.windows(op.axis(), op.windows(), shape, op.value(), images.part(from, to, cut.images),
            columns));
        works.add(sums(step)
            ? product(step, (to - from) * cut.rows, 1, cut.width, columns, factor.part(from, to, cut.images),
                partial.part(run, cut.runs()))
            : product(step, (to - from) * cut.rows, 1, cut.width, columns, factor,
                target.part(from, to, cut.images)));
      }
      if (sums(step)) {
        works.add(Reductions.sumOfParts(cut.runs(), partial, target));
      }
    }
    return works;
  }

  /** The product with the columns of some images. */
  private static Work product(Step.WindowProduct step, int rows, int batch, int width, Bytes columns, Bytes other,
      Bytes result) {
    long breadth = (other.to() - other.from()) / (4L * batch * (sums(step) ? rows : width));
    int m = step.left() ? sums(step) ? width : rows : (int) breadth;
    int n = step.left() ? (int) breadth : sums(step) ? width : rows;
    return Matmul.product(step.op(), m, n, sums(step) ? rows : width, batch, step.left() ? columns : other,
        step.left() ? other : columns, result);
  }

  /** Product, fold, and so on, run by run. */
  static List<Work> of(Step.FoldProduct step, ToLongFunction<View> address, long scratch) {
    Cut cut = cut(step);
    Op.Fold op = step.fold();
    Shape shape = step.image().shape();
    Bytes a = Bytes.of(step.inputs().get(0), address);
    Bytes b = Bytes.of(step.inputs().get(1), address);
    Bytes image = Bytes.of(step.image(), address);
    List<Work> works = new ArrayList<>();
    int inner = (int) ((b.to() - b.from()) / (4L * cut.matrices * cut.width));
    if (cut.atOnce()) {
      Bytes columns = Bytes.after(scratch, 4L * cut.perRun * cut.rows * cut.width);
      works.add(Matmul.product(step.op(), cut.images * cut.rows, cut.width, inner, cut.matrices, a, b, columns));
      works.add(Windowing.fold(op.axis(), op.windows(), shape, columns, image));
      return works;
    }
    for (int matrix = 0; matrix < cut.matrices; matrix++) {
      for (int from = 0; from < cut.images; from += cut.perRun) {
        int to = Math.min(from + cut.perRun, cut.images);
        Bytes columns = Bytes.after(scratch, 4L * (to - from) * cut.rows * cut.width);
        works.add(Matmul.product(step.op(), (to - from) * cut.rows, cut.width, inner, 1,
            a.part(matrix, cut.matrices).part(from, to, cut.images), b.part(matrix, cut.matrices), columns));
        works.add(Windowing.fold(op.axis(), op.windows(), shape, columns,
            image.part(matrix, cut.matrices).part(from, to, cut.images)));
      }
    }
    return works;
  }
}
