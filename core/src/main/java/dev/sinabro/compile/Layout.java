package dev.sinabro.compile;

import dev.sinabro.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which elements of a storage a tensor is made of: element [i, j, ..] is number {@code offset + i * strides[0] + j *
 * strides[1] + ..} of the storage.
 *
 * @param offset the number of the first element
 * @param shape the extents
 * @param strides for each axis the elements to advance for one step along it: 0 where values repeat, negative where the
 *        order is reversed. Those of axes of extent 1 do not matter and are kept as 0; those of an empty tensor are those
 *        of a contiguous one
 */
public record Layout(long offset, Shape shape, List<Integer> strides) {
  /** Keeps a copy of the strides. */
  public Layout {
    if (strides.size() != shape.rank()) {
      throw new IllegalArgumentException(strides.size() + " strides for " + shape);
    }
    List<Integer> given = strides;
    strides = shape.count() == 0
        ? contiguousStrides(shape)
        : IntStream.range(0, shape.rank()).mapToObj(axis -> shape.extent(axis) == 1 ? 0 : given.get(axis)).toList();
  }

  /** Row-major from the start of the storage. */
  public static Layout contiguous(Shape shape) {
    return new Layout(0, shape, contiguousStrides(shape));
  }

  private static List<Integer> contiguousStrides(Shape shape) {
    return Arrays.stream(shape.stridesWithin(shape)).boxed().toList();
  }

  /** Whether each row, along the last axis, is in one piece. */
  public boolean hasWholeRows() {
    return shape.lastExtent() == 1 || strides.getLast() == 1;
  }

  /** The first elements of the rows: this without the last axis. */
  public Layout rows() {
    int axes = shape.rank() - 1;
    return new Layout(offset, shape.part(0, axes), strides.subList(0, axes));
  }

  /** Whether the elements follow each other without gaps, row-major. */
  public boolean isContiguous() {
    return strides.equals(contiguousStrides(shape));
  }

  /** The elements to advance for one step along each axis of {@code target}; 0 where this layout's tensor is repeated. */
  public int[] stridesWithin(Shape target) {
    int[] within = new int[target.rank()];
    int shift = target.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      within[axis + shift] = strides.get(axis);
    }
    return within;
  }

  /** Elements from the first in memory to the first of the tensor: 0 but for negative strides. */
  long before() {
    long before = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      before -= Math.min(0L, (long) strides.get(axis) * (shape.extent(axis) - 1));
    }
    return shape.count() == 0 ? 0 : before;
  }

  /** Elements from the first of the tensor to behind the last in memory. */
  long after() {
    long after = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      after += Math.max(0L, (long) strides.get(axis) * (shape.extent(axis) - 1));
    }
    return shape.count() == 0 ? 0 : after;
  }

  /** Axis i of the result is axis {@code permutation[i]} of this. */
  public Layout transposed(List<Integer> permutation) {
    return new Layout(offset, Shape.of(permutation.stream().mapToInt(shape::extent).toArray()),
        permutation.stream().map(strides::get).toList());
  }

  /** The box of extents {@code sizes} at {@code starts}. */
  public Layout sliced(List<Integer> starts, Shape sizes) {
    long start = offset;
    for (int axis = 0; axis < shape.rank(); axis++) {
      start += (long) starts.get(axis) * strides.get(axis);
    }
    return new Layout(sizes.count() == 0 ? offset : start, sizes, strides);
  }

  /** Repeated to a larger shape. */
  public Layout broadcast(Shape target) {
    return new Layout(offset, target, Arrays.stream(stridesWithin(target)).boxed().toList());
  }

  /** The same elements in another shape; nothing where no strides give their order. */
  public Optional<Layout> reshaped(Shape target) {
    if (isContiguous()) {
      return Optional.of(new Layout(offset, target, contiguousStrides(target)));
    }
    List<int[]> runs = runs();
    List<Integer> reshaped = new ArrayList<>();
    int run = 0;
    int left = runs.getFirst()[0];
    for (int axis = 0; axis < target.rank(); axis++) {
      int extent = target.extent(axis);
      if (extent == 1) {
        reshaped.add(0);
        continue;
      }
      if (left == 1) {
        left = runs.get(++run)[0];
      }
      if (left % extent != 0) {
        return Optional.empty();
      }
      left /= extent;
      reshaped.add(left * runs.get(run)[1]);
    }
    return Optional.of(new Layout(offset, target, reshaped));
  }

  /** Extents and strides of the fewest axes that give the same order of elements; none for a single element. */
  public List<int[]> runs() {
    List<int[]> runs = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      int extent = shape.extent(axis);
      int stride = strides.get(axis);
      int[] last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && extent != 1 && last[1] == (long) extent * stride) {
        runs.set(runs.size() - 1, new int[] {last[0] * extent, stride});
      } else if (extent != 1) {
        runs.add(new int[] {extent, stride});
      }
    }
    return runs;
  }
}
