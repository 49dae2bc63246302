package dev.sinabro.cpu.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads, the caller among them, for steps of some microseconds.
 *
 * <p>Each thread has a share of the chunks, and takes from those of others when it is done. So a thread that is slow to
 * wake costs nothing but its share, while on a calm machine the same thread does the same chunks in each run, and finds in
 * its cache what it wrote there. Idle workers spin for a short while, since the next step of a program follows at once,
 * and then park.
 */
public final class WorkerPool implements AutoCloseable {
  /** About 50 microseconds: longer than most steps, shorter than the pause between two programs. */
  private static final int SPINS = 4_000;

  /** Longs between two shares, so that they have cache lines of their own. */
  private static final int APART = 16;

  /**
   * For each thread the run's number in the upper half, and in the lower the chunks of its share that nobody has taken
   * yet. A chunk is taken by counting down, so a worker that comes late finds 0 whatever the next run's fields say by then.
   */
  private final AtomicLongArray shares;

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Worker[] workers;
  private @Nullable Chunks task;
  private int count;
  private int sharers;
  private int limit;
  private volatile int runs;
  private volatile boolean closed;

  /** A pool of {@code threads}, at least 1; all but one of them are started here, as daemons. */
  public WorkerPool(int threads) {
    limit = threads;
    shares = new AtomicLongArray(threads * APART);
    workers = new Worker[threads - 1];
    for (int index = 0; index < workers.length; index++) {
      workers[index] = new Worker(index + 1);
      workers[index].start();
    }
  }

  /** The number of threads, the caller included. */
  public int threads() {
    return workers.length + 1;
  }

  /** Lets the next runs have only so many threads, from 1 to {@link #threads()}; the others sleep. Not within a run. */
  public void limit(int threads) {
    limit = threads;
  }

  /**
   * Does all chunks of a task and returns when the last is done. To be called by one thread at a time, never from within a
   * chunk.
   *
   * @throws RuntimeException or Error: the first that a chunk threw, after all chunks have ended
   */
  public void run(int chunks, Chunks work) {
    int threads = Math.min(limit, chunks);
    if (threads <= 1) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        work.run(chunk, 0);
      }
      return;
    }
    share(chunks, work, threads);
    for (int index = 0; index < threads - 1; index++) {
      workers[index].wake();
    }
    takeChunks(0);
    awaitOthers();
    task = null;
    rethrow(failure.getAndSet(null));
  }

  private void share(int chunks, Chunks work, int threads) {
    task = work;
    count = chunks;
    sharers = threads;
    unfinished.set(chunks);
    int run = runs + 1;
    for (int thread = 0; thread < threads; thread++) {
      shares.set(thread * APART, (long) run << 32 | end(thread) - end(thread - 1));
    }
    runs = run;
  }

  /** The end of a thread's share. */
  private int end(int thread) {
    return (int) ((thread + 1L) * count / sharers);
  }

  /** Yields after a while: where there are fewer processors than busy threads, the one that is awaited needs this one's. */
  private void awaitOthers() {
    for (int spin = 0; unfinished.get() > 0; spin++) {
      if (spin < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void takeChunks(int thread) {
    for (int next = thread; next < thread + sharers; next++) {
      takeShare(next % sharers, thread);
    }
  }

  /** What belongs to a run is read after the share: if that is the same afterwards, it was the run of the share. */
  private void takeShare(int share, int thread) {
    while (true) {
      long seen = shares.get(share * APART);
      int left = (int) seen;
      if (left == 0 || thread >= sharers) {
        return;
      }
      int chunk = end(share) - left;
      if (shares.compareAndSet(share * APART, seen, seen - 1)) {
        runChunk(chunk, thread);
      }
    }
  }

  private void runChunk(int chunk, int thread) {
    try {
      Chunks work = task;
      if (work != null) {
        work.run(chunk, thread);
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    } finally {
      unfinished.decrementAndGet();
    }
  }

  private static void rethrow(@Nullable Throwable thrown) {
    switch (thrown) {
      case null -> {
        // each chunk ended well
      }
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("a chunk threw a checked exception", e);
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }

  private final class Worker extends Thread {
    private final int index;
    private volatile boolean parked;
    private int seen;

    Worker(int index) {
      super("sinabro-cpu-" + index);
      this.index = index;
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      while (!closed) {
        if (awaitRun()) {
          seen = runs;
          takeChunks(index);
        }
      }
    }

    private boolean isWanted() {
      return runs != seen && index < sharers;
    }

    private boolean awaitRun() {
      for (int spin = 0; spin < SPINS; spin++) {
        if (isWanted()) {
          return true;
        }
        Thread.onSpinWait();
      }
      parked = true;
      try {
        if (!isWanted() && !closed) {
          LockSupport.park(this);
        }
      } finally {
        parked = false;
      }
      return false;
    }
  }
}
