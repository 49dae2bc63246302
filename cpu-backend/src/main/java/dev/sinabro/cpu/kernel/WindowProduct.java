package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A product with windows: some rows of them at a time are packed into the scratch of a worker, where they stay in the
 * cache, and multiplied by OpenBLAS.
 *
 * <p>Where the rows are rows or columns of the result, each tile of rows is a chunk. Where they are what is summed over
 * (the gradient of a filter), parts of the rows have sums of their own, which are added in order. Both are cut from the
 * shape alone.
 */
final class WindowProduct implements Kernel, Chunks {
  /** Rows that are packed at a time, as long as they fit into the scratch: fewer, and the other operand is packed often. */
  private static final int ROWS = 256;

  /** Fewer rows than these are not worth a call of OpenBLAS. */
  private static final int FEWEST_ROWS = 16;

  /** Sums of parts at most, and bytes of them. */
  private static final int PARTS = 16;
  private static final long PART_BYTES = 32L << 20;

  /** Elements of the result that are added up at a time. */
  private static final int JOINED = 1 << 14;

  private final Machine machine;
  private final WindowRows windows;
  private final boolean transposeWindows;
  private final boolean transposeOther;
  private final boolean left;
  private final boolean sums;
  private final float outside;
  private final long image;
  private final long other;
  private final long result;
  private final int batch;
  private final int rows;
  private final int width;
  private final int breadth;
  private final int tile;
  private final int parts;
  private final int rowsPerPart;
  private final MemorySegment partial;
  private final @Nullable Epilogue epilogue;
  private final boolean stored;

  WindowProduct(Machine machine, Step.WindowProduct step, Step.@Nullable WithEpilogue whole,
      ToLongFunction<View> address) {
    this.machine = machine;
    left = step.left();
    transposeWindows = left ? step.op().transposeA() : step.op().transposeB();
    transposeOther = left ? step.op().transposeB() : step.op().transposeA();
    sums = left == transposeWindows;
    outside = (float) step.windows().value();
    windows = WindowRows.of(step.windows().axis(), step.windows().windows(), step.image().shape());
    image = address.applyAsLong(step.image());
    other = address.applyAsLong(step.other());
    result = address.applyAsLong(step.outputs().getFirst());
    Shape matrices = step.matrices();
    Shape out = step.outputs().getFirst().shape();
    batch = out.count(0, out.rank() - 2);
    rows = matrices.extent(matrices.rank() - 2);
    width = matrices.lastExtent();
    breadth = left ? out.lastExtent() : out.extent(out.rank() - 2);
    tile = tile(width);
    int most = Math.clamp(PART_BYTES / (4L * width * Math.max(breadth, 1)), 1, PARTS);
    int wanted = sums ? Math.clamp(Machine.chunks(rows, tile), 1, Math.max(1, most / Math.max(batch, 1))) : 1;
    rowsPerPart = Machine.chunks(Math.max(1, Machine.chunks(rows, tile)), wanted) * tile;
    parts = Math.max(1, Machine.chunks(rows, rowsPerPart));
    partial = parts == 1
        ? MemorySegment.NULL
        : Arena.ofAuto().allocate(4L * batch * parts * width * breadth, Slot.ALIGNMENT);
    epilogue = whole == null ? null : new Epilogue(machine, whole, address, cut(step));
    stored = whole == null || whole.stored();
  }

  /** Whether it runs a group on each tile: not on sums of parts. */
  static boolean takesEpilogue(Step.WindowProduct step, Step.WithEpilogue whole) {
    boolean sums = step.left() ? step.op().transposeA() : !step.op().transposeB();
    int width = step.matrices().lastExtent();
    return !sums && Epilogue.fits(whole, cut(step), 4L * width * tile(width));
  }

  /** Tiles of a result of which the rows, or else the columns, are windows. */
  private static Epilogue.Cut cut(Step.WindowProduct step) {
    Shape out = step.outputs().getFirst().shape();
    int m = out.extent(out.rank() - 2);
    int n = out.lastExtent();
    int tile = tile(step.matrices().lastExtent());
    return step.left()
        ? new Epilogue.Cut(m, n, Math.min(m, tile), n)
        : new Epilogue.Cut(m, n, m, Math.min(n, tile));
  }

  /** Rows of so many elements that are packed at a time. */
  static int tile(int width) {
    int most = (int) Math.min(ROWS, Machine.SCRATCH / (4L * width));
    return Math.max(most / FEWEST_ROWS * FEWEST_ROWS, 1);
  }

  /** Whether enough rows fit into the scratch of a worker. */
  static boolean fits(Step.WindowProduct step) {
    return fits(step.matrices().lastExtent());
  }

  static boolean fits(int width) {
    return 4L * width * FEWEST_ROWS <= Machine.SCRATCH;
  }

  @Override
  public void run() {
    long elements = (long) batch * breadth * (sums ? width : rows);
    if (elements == 0) {
      return;
    }
    if (sums && rows == 0) {
      Memory.clear(result, 4L * elements);
      return;
    }
    machine.run(batch * (sums ? parts : Machine.chunks(rows, tile)), this);
    if (parts > 1) {
      machine.run(batch * Machine.chunks(width * breadth, JOINED), this::join);
    }
  }

  @Override
  public void run(int chunk, int worker) {
    long scratch = machine.scratch(worker);
    if (sums) {
      int matrix = chunk / parts;
      int from = chunk % parts * rowsPerPart;
      int to = Math.min(from + rowsPerPart, rows);
      for (int row = from; row < to; row += tile) {
        sum(matrix, row, Math.min(tile, to - row), scratch, sumsOf(chunk), row > from);
      }
    } else {
      int tiles = Machine.chunks(rows, tile);
      int row = chunk % tiles * tile;
      tile(chunk / tiles, row, Math.min(tile, rows - row), scratch, worker);
    }
  }

  private long sumsOf(int part) {
    return (parts == 1 ? result : partial.address()) + 4L * part * width * breadth;
  }

  private void pack(int matrix, int row, int count, long scratch) {
    int first = matrix * rows + row;
    windows.take(image, first, first + count, scratch, outside);
  }

  /** Rows, or columns, of the result. */
  private void tile(int matrix, int row, int count, long scratch, int worker) {
    pack(matrix, row, count, scratch);
    long factor = other + 4L * matrix * width * breadth;
    long first = result + 4L * matrix * rows * breadth + 4L * row * (left ? breadth : 1);
    long target = stored || epilogue == null ? first : epilogue.tile(worker);
    if (left) {
      OpenBlas.multiply(false, transposeOther, count, breadth, width, scratch, width, factor,
          transposeOther ? width : breadth, target, breadth);
    } else {
      OpenBlas.multiply(transposeOther, true, breadth, count, width, factor, transposeOther ? breadth : width, scratch,
          width, target, stored ? rows : Math.min(tile, rows));
    }
    if (epilogue != null) {
      epilogue.run(worker, matrix, left ? row : 0, left ? count : breadth, left ? 0 : row, left ? breadth : count);
    }
  }

  /** The share of some rows in a sum over rows. */
  private void sum(int matrix, int row, int count, long scratch, long target, boolean adds) {
    pack(matrix, row, count, scratch);
    boolean byRows = transposeOther != left;
    long factor = other + 4L * matrix * rows * breadth + 4L * row * (byRows ? breadth : 1);
    int step = byRows ? breadth : rows;
    if (left) {
      multiply(adds, true, transposeOther, width, breadth, count, scratch, width, factor, step, target, breadth);
    } else {
      multiply(adds, transposeOther, false, breadth, width, count, factor, step, scratch, width, target, width);
    }
  }

  private static void multiply(boolean adds, boolean transposeA, boolean transposeB, int m, int n, int k, long a,
      int lda, long b, int ldb, long c, int ldc) {
    if (adds) {
      OpenBlas.multiplyAndAdd(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc);
    } else {
      OpenBlas.multiply(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc);
    }
  }

  private void join(int chunk, int worker) {
    int pieces = Machine.chunks(width * breadth, JOINED);
    int matrix = chunk / pieces;
    int from = chunk % pieces * JOINED;
    int count = Math.min(JOINED, width * breadth - from);
    long target = result + 4L * ((long) matrix * width * breadth + from);
    Memory.copy(sumsOf(matrix * parts) + 4L * from, target, 4L * count);
    for (int part = 1; part < parts; part++) {
      machine.math().addTo(sumsOf(matrix * parts + part) + 4L * from, target, count);
    }
  }
}
