package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Layout;
import dev.sinabro.compile.View;
import java.util.List;

/**
 * Some neighboring axes of a view.
 *
 * @param extents of the fewest axes that give the same order
 * @param strides elements to advance for one step along each
 */
record Axes(int[] extents, int[] strides) {

  /** The axes {@code from} (inclusive) to {@code to} (exclusive). */
  static Axes of(View view, int from, int to) {
    List<int[]> runs = new Layout(0, view.shape().part(from, to), view.strides().subList(from, to)).runs();
    return new Axes(runs.stream().mapToInt(run -> run[0]).toArray(), runs.stream().mapToInt(run -> run[1]).toArray());
  }

  /** Whether all their elements are at one distance from each other. */
  boolean isRun() {
    return extents.length <= 1;
  }

  /** Elements from one to the next of a run; 1 where there is no next. */
  int step() {
    return extents.length == 0 ? 1 : strides[0];
  }

  /** Elements from the first place along these axes to that of a number, row-major. */
  long start(int number) {
    long start = 0;
    int rest = number;
    for (int axis = extents.length - 1; axis >= 0 && rest > 0; axis--) {
      start += (long) (rest % extents[axis]) * strides[axis];
      rest /= extents[axis];
    }
    return start;
  }
}
