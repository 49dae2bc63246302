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

  /**
   * A message with its number.
   *
   * @param number from 1; grows
   */
  public record Numbered(long number, String message) {}

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

  /** Whether there will be no more. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The message, where it is newer than one that was read before.
   *
   * @param read the number of that; 0 for none
   * @param millis to wait for it
   */
  public Optional<Numbered> after(long read, long millis) throws InterruptedException {
    lock.lock();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      while (number <= read && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return number > read ? Optional.of(new Numbered(number, message)) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  void joined() {
    count(1);
  }

  void left() {
    count(-1);
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
