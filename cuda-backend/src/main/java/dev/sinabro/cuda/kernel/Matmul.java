package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/** Matrix products: small ones are jobs for matmul.cu, the others cuBLAS's. */
final class Matmul {
  private static final int BYTES = 48;
  /** Multiplications that one block does in about the time of a launch, and elements of such a result. */
  private static final long SMALL = 1 << 17;
  private static final long SMALL_RESULT = 1 << 12;
  private static final int SMALL_INNER = 256;
  private static final int THREADS = 256;

  private Matmul() {}

  static Work product(Op.MatMul op, Step.Single step, ToLongFunction<View> address) {
    View a = step.inputs().get(0);
    View c = step.outputs().getFirst();
    Shape left = a.type().shape();
    Shape out = c.type().shape();
    int m = out.extent(out.rank() - 2);
    int n = out.lastExtent();
    int k = left.extent(left.rank() - (op.transposeA() ? 2 : 1));
    int batch = out.count(0, out.rank() - 2);
    if (k == 0) {
      return Movement.zeros(c, address);
    }
    return product(op, m, n, k, batch, Bytes.of(a, address), Bytes.of(step.inputs().get(1), address),
        Bytes.of(c, address));
  }

  /** A product of matrices that lie one after the other, none of them empty. */
  static Work product(Op.MatMul op, int m, int n, int k, int batch, Bytes a, Bytes b, Bytes c) {
    long count = (long) batch * m * n;
    if (count * k > SMALL || count > SMALL_RESULT || k > SMALL_INNER) {
      return new Work.Product(op.transposeA(), op.transposeB(), m, n, k, batch, a.from(), b.from(), c.from(),
          List.of(a, b), List.of(c));
    }
    byte[] struct = new StructWriter(BYTES).wide(a.from())
        .wide(b.from())
        .wide(c.from())
        .whole(op.transposeA() ? 1 : 0, op.transposeB() ? 1 : 0, batch, m, n, k)
        .done();
    return new Work.Job(JobKind.SMALL_PRODUCT, struct, Grid.blocks(count, THREADS), true, List.of(a, b), List.of(c));
  }
}
