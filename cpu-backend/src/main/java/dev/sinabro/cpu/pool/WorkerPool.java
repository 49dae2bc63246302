package dev.sinabro.cpu.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads, the caller among them, for steps of some microseconds.
 *
 * <p>Idle workers spin for a short while, since the next step of a program follows at once, and then park. The caller
 * takes chunks like the others, so a worker that is slow to wake costs nothing but its share.
 */
public final class WorkerPool implements AutoCloseable {
  /** About 50 microseconds: longer than most steps, shorter than the pause between two programs. */
  private static final int SPINS = 4_000;

  /**
   * The run's number in the upper half, the chunks that nobody has taken yet in the lower. A chunk is taken by counting
   * down, so a worker that comes late finds 0 whatever the next run's fields say by then.
   */
  private final AtomicLong state = new AtomicLong();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Worker[] workers;
  private @Nullable Chunks task;
  private int count;
  private volatile boolean closed;

  /** A pool of {@code threads}, at least 1; all but one of them are started here, as daemons. */
  public WorkerPool(int threads) {
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

  /**
   * Does all chunks of a task and returns when the last is done. To be called by one thread at a time, never from within a
   * chunk.
   *
   * @throws RuntimeException or Error: the first that a chunk threw, after all chunks have ended
   */
  public void run(int chunks, Chunks work) {
    if (chunks <= 1 || workers.length == 0) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        work.run(chunk, 0);
      }
      return;
    }
    task = work;
    count = chunks;
    unfinished.set(chunks);
    state.set(((state.get() >>> 32) + 1) << 32 | chunks);
    int wanted = Math.min(workers.length, chunks - 1);
    for (int index = 0; index < wanted; index++) {
      workers[index].wake();
    }
    takeChunks(0);
    awaitOthers();
    task = null;
    rethrow(failure.getAndSet(null));
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

  private void takeChunks(int worker) {
    while (true) {
      long seen = state.get();
      int left = (int) seen;
      if (left == 0) {
        return;
      }
      if (state.compareAndSet(seen, seen - 1)) {
        runChunk(count - left, worker);
      }
    }
  }

  private void runChunk(int chunk, int worker) {
    try {
      Chunks work = task;
      if (work != null) {
        work.run(chunk, worker);
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
        if (awaitChunks()) {
          takeChunks(index);
        }
      }
    }

    private boolean awaitChunks() {
      for (int spin = 0; spin < SPINS; spin++) {
        if ((int) state.get() != 0) {
          return true;
        }
        Thread.onSpinWait();
      }
      parked = true;
      try {
        if ((int) state.get() == 0 && !closed) {
          LockSupport.park(this);
        }
      } finally {
        parked = false;
      }
      return false;
    }
  }
}
