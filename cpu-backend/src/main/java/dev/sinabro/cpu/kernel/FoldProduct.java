package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;

/**
 * A product whose rows are windows that are summed in images: some rows at a time are multiplied into the scratch of a
 * worker, and added to the image from there. An image is one chunk, so no two threads add to one element.
 */
final class FoldProduct implements Kernel, Chunks {
  private final Machine machine;
  private final WindowRows windows;
  private final boolean transposeA;
  private final boolean transposeB;
  private final long a;
  private final long b;
  private final long result;
  private final int rows;
  private final int inner;
  private final int tile;

  FoldProduct(Machine machine, Step.FoldProduct step, ToLongFunction<View> address) {
    this.machine = machine;
    transposeA = step.op().transposeA();
    transposeB = step.op().transposeB();
    windows = WindowRows.of(step.fold().axis(), step.fold().windows(), step.image().shape());
    a = address.applyAsLong(step.inputs().get(0));
    b = address.applyAsLong(step.inputs().get(1));
    result = address.applyAsLong(step.image());
    Shape matrices = step.matrices();
    Shape first = step.inputs().getFirst().shape();
    rows = matrices.extent(matrices.rank() - 2);
    inner = first.extent(first.rank() - (transposeA ? 2 : 1));
    tile = WindowProduct.tile(windows.width());
  }

  /** Whether enough rows fit into the scratch of a worker, and an image is of one matrix. */
  static boolean fits(Step.FoldProduct step) {
    Shape matrices = step.matrices();
    int images = step.image().shape().count(0, step.fold().axis());
    int batch = matrices.count(0, matrices.rank() - 2);
    return WindowProduct.fits(matrices.lastExtent()) && (batch == 0 || images % batch == 0);
  }

  @Override
  public void run() {
    if (windows.imageSize() > 0) {
      machine.run(windows.images(), this);
    }
  }

  @Override
  public void run(int chunk, int worker) {
    long scratch = machine.scratch(worker);
    int first = chunk * windows.perImage();
    Memory.clear(result + 4L * chunk * windows.imageSize(), 4L * windows.imageSize());
    for (int from = first; inner > 0 && from < first + windows.perImage(); from += tile) {
      int count = Math.min(tile, first + windows.perImage() - from);
      int matrix = from / rows;
      long left = a + 4L * matrix * rows * inner + 4L * (from % rows) * (transposeA ? 1 : inner);
      OpenBlas.multiply(transposeA, transposeB, count, windows.width(), inner, left, transposeA ? rows : inner,
          b + 4L * matrix * inner * windows.width(), transposeB ? inner : windows.width(), scratch, windows.width());
      windows.add(machine.math(), scratch, from, from + count, result);
    }
  }
}
