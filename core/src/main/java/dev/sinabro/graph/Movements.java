package dev.sinabro.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The same elements at other places, or repeated, or some of them; of any element type. */
public sealed interface Movements permits Tensor {

  private Tensor self() {
    return (Tensor) this;
  }

  /** Repeated to a larger shape. */
  default Tensor broadcast(Shape shape) {
    return shape.equals(self().shape()) ? self() : self().graph().add(new Op.Broadcast(shape), self());
  }

  /** The same elements in another shape. */
  default Tensor reshape(Shape shape) {
    return shape.equals(self().shape()) ? self() : self().graph().add(new Op.Reshape(shape), self());
  }

  /** The same elements in another shape; one extent can be -1, which stands for what is left. */
  default Tensor reshape(int... extents) {
    int[] complete = extents.clone();
    int open = -1;
    long known = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] == -1 && open < 0) {
        open = axis;
      } else {
        known *= extents[axis];
      }
    }
    if (open >= 0) {
      int count = self().shape().count();
      if (known <= 0 || count % known != 0) {
        throw self().refused("reshape to " + Arrays.toString(extents),
            "cannot find the extent that -1 stands for: the others do not divide the " + count + " elements of "
                + self().type());
      }
      complete[open] = (int) (count / known);
    }
    return reshape(Shape.of(complete));
  }

  /** Without the given axes, which have extent 1; without all of extent 1 where none is given. */
  default Tensor squeeze(int... axes) {
    Shape shape = self().shape();
    boolean[] dropped = new boolean[shape.rank()];
    for (int axis : axes) {
      int along = self().axis(axis);
      if (shape.extent(along) != 1) {
        throw self().refused("squeeze of axis " + axis, "takes away axes of extent 1 only, not of " + self().type());
      }
      dropped[along] = true;
    }
    return reshape(Shape.of(IntStream.range(0, shape.rank())
        .filter(axis -> axes.length == 0 ? shape.extent(axis) != 1 : !dropped[axis])
        .map(shape::extent)
        .toArray()));
  }

  /** With one more axis, of extent 1, which is number {@code axis} of the result. */
  default Tensor unsqueeze(int axis) {
    Shape shape = self().shape();
    int at = self().axis(axis, shape.rank() + 1);
    return reshape(shape.part(0, at).then(Shape.of(1)).then(shape.part(at, shape.rank())));
  }

  /** The axes in another order: axis i of the result is axis {@code permutation[i]}; reversed where none is given. */
  default Tensor transpose(int... permutation) {
    int rank = self().shape().rank();
    List<Integer> order =
        permutation.length == 0
            ? IntStream.range(0, rank).mapToObj(axis -> rank - 1 - axis).toList()
            : Arrays.stream(permutation).map(axis -> axis < 0 ? axis + rank : axis).boxed().toList();
    return self().graph().add(new Op.Transpose(order), self());
  }

  /** Two axes exchanged. */
  default Tensor swapAxes(int first, int second) {
    int[] order = IntStream.range(0, self().shape().rank()).toArray();
    order[self().axis(first)] = self().axis(second);
    order[self().axis(second)] = self().axis(first);
    return transpose(order);
  }

  /** Elements {@code from} (inclusive) to {@code to} (exclusive) along an axis; negative numbers count from the end. */
  default Tensor slice(int axis, int from, int to) {
    int along = self().axis(axis);
    int extent = self().shape().extent(along);
    int first = from < 0 ? from + extent : from;
    int end = to < 0 ? to + extent : to;
    if (first < 0 || end < first || end > extent) {
      throw new GraphException("slice at " + SourceLine.ofUser() + ": " + from + " to " + to + " is not within axis "
          + along + " of " + self().shape() + ", built at " + self().node().source());
    }
    Integer[] starts = new Integer[self().shape().rank()];
    Arrays.fill(starts, 0);
    starts[along] = first;
    return self().graph().add(new Op.Slice(List.of(starts), self().shape().with(along, end - first)), self());
  }

  /**
   * Each {@code step}-th element from {@code from} (inclusive) towards {@code to} (exclusive), as NumPy has it: negative
   * numbers count from the end, a negative step goes backwards, and then {@code to} = -extent - 1 is before the first.
   */
  default Tensor slice(int axis, int from, int to, int step) {
    int along = self().axis(axis);
    int extent = self().shape().extent(along);
    int first = from < 0 ? from + extent : from;
    int end = to < 0 ? to + extent : to;
    int count = step == 0 ? 0 : Math.max(0, Math.ceilDiv(end - first, step));
    boolean inside = count == 0 || first >= 0 && first < extent && end >= -1 && end <= extent;
    if (step == 0 || !inside) {
      throw new GraphException("slice at " + SourceLine.ofUser() + ": " + from + " to " + to + " by " + step
          + " is not within axis " + along + " of " + self().shape() + ", built at " + self().node().source());
    }
    if (count == 0) {
      return slice(along, 0, 0);
    }
    int last = first + (count - 1) * step;
    return step > 0 ? every(along, first, count, step) : every(along, last, count, -step).flip(along);
  }

  /** By groups of {@code step} neighbors, of which the first are taken. */
  private Tensor every(int axis, int first, int count, int step) {
    Shape shape = self().shape();
    int covered = Math.min(count * step, shape.extent(axis) - first);
    Tensor run = slice(axis, first, first + covered).pad(axis, 0, count * step - covered, 0);
    Shape groups = shape.part(0, axis).then(Shape.of(count, step)).then(shape.part(axis + 1, shape.rank()));
    return run.reshape(groups).slice(axis + 1, 0, 1).squeeze(axis + 1);
  }

  /** The elements in reverse order along the given axes. */
  default Tensor flip(int... axes) {
    Tensor result = self();
    for (int axis : axes) {
      int extent = self().shape().extent(self().axis(axis));
      Tensor forwards = self().graph().iota(extent);
      result = result.gather(self().axis(axis), forwards.number(extent - 1).sub(forwards));
    }
    return result;
  }

  /** The whole tensor so many times along each axis; as many numbers as axes. */
  default Tensor tile(int... times) {
    Shape shape = self().shape();
    if (times.length != shape.rank()) {
      throw self().refused("tile by " + Arrays.toString(times), "takes a number for each axis of " + self().type());
    }
    int[] apart = new int[2 * times.length];
    int[] repeated = new int[2 * times.length];
    int[] joined = new int[times.length];
    double count = shape.count();
    for (int axis = 0; axis < times.length; axis++) {
      apart[2 * axis] = 1;
      repeated[2 * axis] = times[axis];
      apart[2 * axis + 1] = shape.extent(axis);
      repeated[2 * axis + 1] = shape.extent(axis);
      joined[axis] = times[axis] * shape.extent(axis);
      count *= times[axis];
    }
    if (count > Integer.MAX_VALUE) {
      throw self().refused("tile by " + Arrays.toString(times), "makes more than " + Integer.MAX_VALUE
          + " elements of " + self().type());
    }
    return reshape(Shape.of(apart)).broadcast(Shape.of(repeated)).reshape(Shape.of(joined));
  }

  /** With {@code before} and {@code after} more places along an axis, which hold {@code value}. */
  default Tensor pad(int axis, int before, int after, double value) {
    int along = self().axis(axis);
    if (before < 0 || after < 0) {
      throw self().refused("pad of " + before + " and " + after + " places", "cannot shorten " + self().type()
          + "; use slice for that");
    }
    List<Tensor> parts = new ArrayList<>();
    Literal literal = new Literal(new TensorType(self().dtype(), Shape.SCALAR), value);
    for (int places : new int[] {before, -1, after}) {
      if (places < 0) {
        parts.add(self());
      } else if (places > 0) {
        parts.add(self().graph().constant(literal).broadcast(self().shape().with(along, places)));
      }
    }
    return parts.size() == 1 ? self() : self().graph().concat(along, parts);
  }

  /**
   * Windows along the axes from {@code axis} on: {@code [a.., extents.., b..]} to {@code [a.., positions.., sizes.., b..]}.
   *
   * @param value of what lies outside of this tensor
   */
  default Tensor windows(int axis, List<Window> windows, double value) {
    return self().graph().add(new Op.Windows(self().axis(axis), windows, value), self());
  }

  /** The adjoint of {@link #windows}: the sum of all windows, each at its place in axes of the given extents. */
  default Tensor fold(int axis, List<Window> windows, List<Integer> extents) {
    return self().graph().add(new Op.Fold(self().axis(axis), windows, extents), self());
  }
}
