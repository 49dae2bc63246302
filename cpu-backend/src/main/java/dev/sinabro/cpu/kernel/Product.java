package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;

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
  private final long a;
  private final long b;
  private final long c;
  private final int batch;
  private final Tiles tiles;

  Product(Machine machine, Op.MatMul op, Step.Single step, ToLongFunction<View> address) {
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
    a = address.applyAsLong(left);
    b = address.applyAsLong(right);
    c = address.applyAsLong(product);
    tiles = Tiles.of(m, n, k, batch, OpenBlas.hasUnpackedKernels());
  }

  @Override
  public void run() {
    if (k == 0) {
      Memory.clear(c, 4L * batch * m * n);
    } else if (m > 0 && n > 0) {
      machine.run(tiles.chunks(), this);
    }
  }

  @Override
  public void run(int chunk, int worker) {
    int perMatrix = tiles.perMatrix();
    int to = Math.min((chunk + 1) * tiles.perChunk(), batch * perMatrix);
    for (int tile = chunk * tiles.perChunk(); tile < to; tile++) {
      multiply(tile / perMatrix, tile % perMatrix);
    }
  }

  private void multiply(int matrix, int tile) {
    int row = tile / tiles.across() * tiles.rows();
    int column = tile % tiles.across() * tiles.columns();
    long left = a + 4L * matrix * m * k + 4L * row * (transposeA ? 1 : k);
    long right = b + 4L * matrix * k * n + 4L * column * (transposeB ? k : 1);
    long product = c + 4L * matrix * m * n + 4L * ((long) row * n + column);
    OpenBlas.multiply(transposeA, transposeB, Math.min(tiles.rows(), m - row), Math.min(tiles.columns(), n - column), k,
        left, transposeA ? m : k, right, transposeB ? k : n, product, n);
  }
}
