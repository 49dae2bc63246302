package dev.sinabro.cpu.kernel;

import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.memory.Pages;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.cpu.pool.WorkerPool;
import java.lang.foreign.Arena;

/** What kernels run on: the threads, their arithmetic, and a piece of scratch memory for each. */
public final class Machine implements AutoCloseable {
  /** Scratch of a worker, in bytes; what is not used costs no memory. */
  static final int SCRATCH = 1 << 22;

  /** A chunk takes this many nanoseconds or more: some ten times what it costs to hand it to another thread. */
  private static final double CHUNK_NANOSECONDS = 8_000;

  private final WorkerPool pool;
  private final BlockMath math;
  private final Arena arena = Arena.ofShared();
  private final long scratch;

  /** A machine of some threads. */
  public Machine(int threads, BlockMath math) {
    this.math = math;
    scratch = Pages.allocate((long) SCRATCH * threads, arena).address();
    pool = new WorkerPool(threads);
  }

  BlockMath math() {
    return math;
  }

  /** The number of threads that may work at a time. */
  public int threads() {
    return pool.threads();
  }

  /** Lets the next runs have only so many of them. */
  public void limit(int threads) {
    pool.limit(threads);
  }

  long scratch(int worker) {
    return scratch + (long) SCRATCH * worker;
  }

  void run(int chunks, Chunks work) {
    pool.run(chunks, work);
  }

  /**
   * How many elements a chunk has: a multiple of {@code granule}, enough to be worth a hand-over.
   *
   * @param nanoseconds that one element takes
   */
  static int chunk(int granule, double nanoseconds) {
    double granules = Math.ceil(CHUNK_NANOSECONDS / (nanoseconds * granule));
    return (int) Math.min(Math.max(granules, 1) * granule, 1 << 30);
  }

  static int chunks(int count, int chunk) {
    return (int) ((count + (long) chunk - 1) / chunk);
  }

  /** Ends the threads and frees the scratch. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      pool.close();
      arena.close();
    }
  }
}
