package dev.sinabro.cpu.kernel;

import dev.sinabro.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * How to walk two tensors at once: extents and, for each of the two, the elements to advance along an axis. Axes of extent
 * 1 are left out, and neighbors that are one run in both tensors are one axis.
 */
record Strides(int[] extents, int[] from, int[] to) {

  static Strides of(Shape shape, int[] from, int[] to) {
    List<int[]> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      int[] next = {shape.extent(axis), from[axis], to[axis]};
      if (next[0] == 1) {
        continue;
      }
      int[] last = axes.isEmpty() ? null : axes.getLast();
      if (last != null && last[1] == next[0] * next[1] && last[2] == next[0] * next[2]) {
        axes.set(axes.size() - 1, new int[] {last[0] * next[0], next[1], next[2]});
      } else {
        axes.add(next);
      }
    }
    return new Strides(column(axes, 0), column(axes, 1), column(axes, 2));
  }

  private static int[] column(List<int[]> axes, int index) {
    return axes.stream().mapToInt(axis -> axis[index]).toArray();
  }

  /** A contiguous tensor's own strides. */
  static int[] contiguous(Shape shape) {
    return shape.stridesWithin(shape);
  }

  int rank() {
    return extents.length;
  }

  /** Elements along all axes but the last. */
  int rows() {
    int rows = 1;
    for (int axis = 0; axis < rank() - 1; axis++) {
      rows *= extents[axis];
    }
    return rows;
  }

  /** Where a row starts: elements from the start of the tensor that has the given strides. */
  long start(int row, int[] strides) {
    long start = 0;
    int rest = row;
    for (int axis = rank() - 2; axis >= 0; axis--) {
      start += (long) (rest % extents[axis]) * strides[axis];
      rest /= extents[axis];
    }
    return start;
  }
}
