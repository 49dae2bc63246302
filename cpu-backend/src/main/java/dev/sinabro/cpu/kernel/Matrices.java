package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.View;
import java.util.Optional;

/**
 * A batch of matrices as a product reads or writes them.
 *
 * @param address of the first element
 * @param transposed whether it is not rows, but columns whose elements follow each other
 * @param leading elements from one row to the next, or from one column to the next
 * @param batch the axes before
 */
record Matrices(long address, boolean transposed, int leading, Axes batch) {

  /** The matrices of the last two axes of a view; nothing where neither rows nor columns are in one piece. */
  static Optional<Matrices> of(View view, long address) {
    int rank = view.shape().rank();
    int rows = view.shape().extent(rank - 2);
    int columns = view.shape().extent(rank - 1);
    int down = view.strides().get(rank - 2);
    int across = view.strides().get(rank - 1);
    Axes batch = Axes.of(view, 0, rank - 2);
    if (isRun(columns, across, rows, down)) {
      return Optional.of(new Matrices(address, false, leading(columns, rows, down), batch));
    }
    return isRun(rows, down, columns, across)
        ? Optional.of(new Matrices(address, true, leading(rows, columns, across), batch))
        : Optional.empty();
  }

  /** Whether the elements of a line follow each other, and lines do not overlap. */
  private static boolean isRun(int elements, int step, int lines, int stepOfLines) {
    return (elements <= 1 || step == 1) && (lines <= 1 || stepOfLines >= elements);
  }

  private static int leading(int elements, int lines, int stepOfLines) {
    return lines <= 1 ? Math.max(1, elements) : stepOfLines;
  }

  /** Where a matrix of the batch is. */
  long address(int matrix) {
    return address + 4 * batch.start(matrix);
  }

  /** Bytes from the first row of a matrix to the one of a number; or from the first column to another. */
  long step(int number, boolean acrossColumns) {
    return 4L * number * (transposed == acrossColumns ? leading : 1);
  }
}
