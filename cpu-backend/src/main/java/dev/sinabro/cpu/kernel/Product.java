package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The matrix product c = a b, batched over leading axes: each tile of c is one call of OpenBLAS on one thread.
 *
 * <p>Tiles are cut from the shape alone and never along the inner axis, so each element of c is computed in one way
 * whatever the number of threads.
 */
final class Product implements Kernel, Chunks {
  private final Machine machine;
  private final boolean transposeA;
  private final boolean transposeB;
  private final int m;
  private final int n;
  private final int k;
  private final Matrices a;
  private final Matrices b;
  private final Matrices c;
  private final int batch;
  private final Tiles tiles;
  private final @Nullable Epilogue epilogue;
  private final boolean stored;

  Product(Machine machine, Op.MatMul op, Step.Single step, Step.@Nullable WithEpilogue whole,
      ToLongFunction<View> address) {
    this.machine = machine;
    transposeA = op.transposeA();
    transposeB = op.transposeB();
    View left = step.inputs().get(0);
    View right = step.inputs().get(1);
    View product = step.outputs().getFirst();
    Shape shape = product.type().shape();
    int rank = shape.rank();
    m = shape.extent(rank - 2);
    n = shape.extent(rank - 1);
    k = left.type().shape().extent(transposeA ? rank - 2 : rank - 1);
    batch = shape.count(0, rank - 2);
    a = matrices(left, address);
    b = matrices(right, address);
    c = matrices(product, address);
    tiles = Tiles.of(m, n, k, batch, OpenBlas.hasUnpackedKernels());
    epilogue = whole == null ? null : new Epilogue(machine, whole, address, cut(m, n, tiles));
    stored = whole == null || whole.stored();
  }

  /** Whether it runs a group on each tile; see {@link #takes} for the product itself. */
  static boolean takesEpilogue(Op.MatMul op, Step.Single step, Step.WithEpilogue whole) {
    Shape product = step.outputs().getFirst().shape();
    Shape left = step.inputs().getFirst().shape();
    int rank = product.rank();
    int m = product.extent(rank - 2);
    int n = product.extent(rank - 1);
    int k = left.extent(op.transposeA() ? rank - 2 : rank - 1);
    Tiles tiles = Tiles.of(m, n, k, product.count(0, rank - 2), OpenBlas.hasUnpackedKernels());
    return k > 0 && Epilogue.fits(whole, cut(m, n, tiles), 0);
  }

  private static Epilogue.Cut cut(int m, int n, Tiles tiles) {
    return new Epilogue.Cut(m, n, Math.min(m, tiles.rows()), Math.min(n, tiles.columns()));
  }

  /**
   * Whether it multiplies such views: rows or columns of each operand are in one piece, and rows of the result, which is
   * contiguous where the sum has no terms.
   */
  static boolean takes(Step.Single step) {
    View product = step.outputs().getFirst();
    View left = step.inputs().getFirst();
    boolean empty = left.shape().count() == 0;
    return step.inputs().stream().allMatch(operand -> Matrices.of(operand, 0).isPresent())
        && (product.isContiguous() || !empty && Matrices.of(product, 0).filter(c -> !c.transposed()).isPresent());
  }

  private static Matrices matrices(View view, ToLongFunction<View> address) {
    return Matrices.of(view, address.applyAsLong(view))
        .orElseThrow(() -> new IllegalArgumentException("no rows or columns of " + view + " are in one piece"));
  }

  @Override
  public void run() {
    if (k == 0) {
      Memory.clear(c.address(), 4L * batch * m * n);
    } else if (m > 0 && n > 0) {
      machine.run(tiles.chunks(), this);
    }
  }

  @Override
  public void run(int chunk, int worker) {
    int perMatrix = tiles.perMatrix();
    int to = Math.min((chunk + 1) * tiles.perChunk(), batch * perMatrix);
    for (int tile = chunk * tiles.perChunk(); tile < to; tile++) {
      multiply(tile / perMatrix, tile % perMatrix, worker);
    }
  }

  private void multiply(int matrix, int tile, int worker) {
    int row = tile / tiles.across() * tiles.rows();
    int column = tile % tiles.across() * tiles.columns();
    long left = a.address(matrix) + a.step(row, transposeA);
    long right = b.address(matrix) + b.step(column, !transposeB);
    int rows = Math.min(tiles.rows(), m - row);
    int columns = Math.min(tiles.columns(), n - column);
    long product = stored || epilogue == null
        ? c.address(matrix) + c.step(row, false) + c.step(column, true)
        : epilogue.tile(worker);
    OpenBlas.multiply(transposeA != a.transposed(), transposeB != b.transposed(), rows, columns, k, left, a.leading(),
        right, b.leading(), product, stored ? c.leading() : Math.min(n, tiles.columns()));
    if (epilogue != null) {
      epilogue.run(worker, matrix, row, rows, column, columns);
    }
  }
}
