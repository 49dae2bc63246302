package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements that a group goes over, and the run of axes that its reductions make 1: the last axes, the first ones, or
 * none.
 *
 * <p>Members need not have the shape itself: {@code [B * T, D]} and {@code [B, T, D]} are the same elements in the same
 * order. The shape of a group is cut as finely as that of any member.
 *
 * @param shape of what is wide
 * @param axis the first reduced axis
 * @param count how many axes are reduced; 0 in a group without reductions
 */
record Space(Shape shape, int axis, int count) {
  /** One row is the work of one thread, so it must not be long. */
  private static final int LONGEST_LONE_ROW = 4096;

  /** The space of a node by itself; null where it cannot be in a group of several. */
  static @Nullable Space of(Node node) {
    return switch (node.op()) {
      case Op.Elementwise _ -> new Space(node.types().getFirst().shape(), 0, 0);
      case Op.Reduce reduce -> of(reduce, node.operands().getFirst().shape());
      case Op _ -> null;
    };
  }

  /** The space of a reduction of a shape; null where it cannot be in a group. */
  static @Nullable Space of(Op.Reduce reduce, Shape x) {
    int end = reduce.axis() + reduce.count();
    int outer = x.count(0, reduce.axis());
    int length = x.count(reduce.axis(), end);
    int inner = x.count(end, x.rank());
    if (length <= 1 || x.count() == 0 || inner > 1 && outer > 1) {
      return null;
    }
    if (inner > 1) {
      return new Space(x, 0, end);
    }
    return outer == 1 && length > LONGEST_LONE_ROW ? null : new Space(x, reduce.axis(), x.rank() - reduce.axis());
  }

  boolean isReducing() {
    return count > 0;
  }

  private boolean isReduced(int of) {
    return of >= axis && of < axis + count;
  }

  /** The shape with extents of 1 where it is reduced. */
  Shape reduced() {
    int[] extents = shape.extents();
    Arrays.fill(extents, axis, axis + count, 1);
    return Shape.of(extents);
  }

  /** The shape in a group of a tensor of as many elements: the shape itself, or the reduced one. */
  Shape of(Shape member) {
    return member.count() == shape.count() ? shape : reduced();
  }

  private boolean overLast() {
    return axis + count == shape.rank();
  }

  private Shape leading() {
    return shape.part(0, overLast() ? axis : count);
  }

  private Shape trailing() {
    return shape.part(overLast() ? axis : count, shape.rank());
  }

  /** The space of a group of both; null where they cannot be one. */
  @Nullable Space joined(Space other) {
    if (equals(other)) {
      return this;
    }
    if (!isReducing()) {
      return other.isReducing() ? other.joined(this) : plain(refined(shape, other.shape));
    }
    if (!other.isReducing()) {
      return other.shape.count() == shape.count() ? recut(refined(shape, other.shape)) : withNarrow(other.shape);
    }
    Shape leading = refined(leading(), other.leading());
    Shape trailing = refined(trailing(), other.trailing());
    return overLast() == other.overLast() && leading != null && trailing != null ? cut(leading, trailing) : null;
  }

  private static @Nullable Space plain(@Nullable Shape refined) {
    return refined == null ? null : new Space(refined, 0, 0);
  }

  private Space cut(Shape leading, Shape trailing) {
    Shape whole = leading.then(trailing);
    return overLast()
        ? new Space(whole, leading.rank(), trailing.rank())
        : new Space(whole, 0, leading.rank());
  }

  private @Nullable Space recut(@Nullable Shape refined) {
    if (refined == null) {
      return null;
    }
    int at = refined.rank();
    while (refined.count(at, refined.rank()) < trailing().count()) {
      at--;
    }
    return cut(refined.part(0, at), refined.part(at, refined.rank()));
  }

  private @Nullable Space withNarrow(Shape member) {
    Shape kept = refined(overLast() ? leading() : trailing(), member);
    return kept == null ? null : overLast() ? cut(kept, trailing()) : cut(leading(), kept);
  }

  /** The shape that is cut wherever one of the two is; null where no shape of the same elements is. */
  private static @Nullable Shape refined(Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    if (a.count() != b.count() || a.count() == 0) {
      return null;
    }
    List<Integer> extents = new ArrayList<>();
    int left = a.rank();
    int right = b.rank();
    int restOfA = 1;
    int restOfB = 1;
    while (true) {
      while (restOfA == 1 && left > 0) {
        restOfA = a.extent(--left);
      }
      while (restOfB == 1 && right > 0) {
        restOfB = b.extent(--right);
      }
      int extent = Math.min(restOfA, restOfB);
      if (restOfA % extent != 0 || restOfB % extent != 0) {
        return null;
      }
      if (extent == 1) {
        Collections.reverse(extents);
        return Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
      }
      extents.add(extent);
      restOfA /= extent;
      restOfB /= extent;
    }
  }

  /** How an operand of a member lies in the group: its shape with axes cut as the group's are. */
  Shape placed(Shape operand, Shape member) {
    if (member.equals(shape)) {
      return operand;
    }
    boolean wide = member.count() == shape.count();
    int[] extents = new int[shape.rank()];
    int at = member.rank();
    int rest = 1;
    for (int next = shape.rank() - 1; next >= 0; next--) {
      extents[next] = 1;
      if (shape.extent(next) == 1 || !wide && isReduced(next)) {
        continue;
      }
      while (rest == 1) {
        rest = member.extent(--at);
      }
      int own = at - (member.rank() - operand.rank());
      extents[next] = own < 0 || operand.extent(own) == 1 ? 1 : shape.extent(next);
      rest /= shape.extent(next);
    }
    return Shape.of(extents);
  }
}
