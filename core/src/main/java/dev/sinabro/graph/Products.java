package dev.sinabro.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Matrix products of vectors, and of batches that broadcast, as {@link Op.MatMul} of equal batches. */
final class Products {
  private Products() {}

  static Tensor matmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    boolean row = a.shape().rank() == 1 && !transposeA;
    boolean column = b.shape().rank() == 1 && !transposeB;
    Tensor left = row ? a.unsqueeze(0) : a;
    Tensor right = column ? b.unsqueeze(1) : b;
    Tensor product = ofMatrices(left, right, transposeA, transposeB);
    Tensor withoutColumn = column ? product.squeeze(-1) : product;
    return row ? withoutColumn.squeeze(column ? -1 : -2) : withoutColumn;
  }

  private static Tensor ofMatrices(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    Op.MatMul op = new Op.MatMul(transposeA, transposeB);
    Shape ofA = batch(a.shape());
    Shape ofB = batch(b.shape());
    if (ofA.equals(ofB) || a.shape().rank() < 2 || b.shape().rank() < 2) {
      return a.graph().add(op, a, b);
    }
    if (ofB.rank() == 0 && b.shape().rank() == 2 && !transposeA) {
      Tensor rows = a.reshape(ofA.count() * a.shape().extent(ofA.rank()), a.shape().lastExtent());
      Tensor product = a.graph().add(op, rows, b);
      return product.reshape(a.shape().with(a.shape().rank() - 1, product.shape().lastExtent()));
    }
    Shape common = common(ofA, ofB);
    return common == null ? a.graph().add(op, a, b) : a.graph().add(op, repeated(a, common), repeated(b, common));
  }

  private static Shape batch(Shape shape) {
    return shape.part(0, Math.max(0, shape.rank() - 2));
  }

  private static Tensor repeated(Tensor x, Shape batch) {
    int rank = x.shape().rank();
    return x.broadcast(batch.then(x.shape().part(rank - 2, rank)));
  }

  /** The shape that both broadcast to, or null; the operation's type rule says what is wrong then. */
  private static @Nullable Shape common(Shape a, Shape b) {
    int[] extents = new int[Math.max(a.rank(), b.rank())];
    Arrays.setAll(extents, axis -> {
      int ofA = fromEnd(a, extents.length - axis);
      return ofA == 1 ? fromEnd(b, extents.length - axis) : ofA;
    });
    Shape common = Shape.of(extents);
    return a.broadcastsTo(common) && b.broadcastsTo(common) ? common : null;
  }

  private static int fromEnd(Shape shape, int place) {
    return place > shape.rank() ? 1 : shape.extent(shape.rank() - place);
  }
}
