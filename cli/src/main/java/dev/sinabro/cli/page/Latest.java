package dev.sinabro.cli.page;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The latest message of several: who reads slowly misses those in between, and nobody waits for him. */
public final class Latest {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private String message = "";
  private long number;
  private boolean closed;
  private int readers;

  /** Replaces the message. */
  public void put(String newer) {
    lock.lock();
    try {
      message = newer;
      number++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all streams. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** For a page that listens from now on. */
  public Messages messages() {
    count(1);
    return new Reader();
  }

  private final class Reader implements Messages {
    private long read;

    @Override
    public Optional<String> next(long millis) throws InterruptedException {
      lock.lock();
      try {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        while (number == read && !closed && nanos > 0) {
          nanos = changed.awaitNanos(nanos);
        }
        boolean newer = number > read;
        read = number;
        return newer ? Optional.of(message) : Optional.empty();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean isOver() {
      lock.lock();
      try {
        return closed && number == read;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      count(-1);
    }
  }

  private void count(int change) {
    lock.lock();
    try {
      readers += change;
    } finally {
      lock.unlock();
    }
  }

  /** How many listen at present. */
  public int readers() {
    lock.lock();
    try {
      return readers;
    } finally {
      lock.unlock();
    }
  }
}
