package dev.sinabro.cli.page;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** So many a second, and as many more at once as were left over before. */
final class TokenBucket {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double perSecond;
  private final double most;
  private final LongSupplier clock;
  private double left;
  private long last;

  /**
   * A rate.
   *
   * @param most at once
   * @param clock in nanoseconds
   */
  TokenBucket(double perSecond, double most, LongSupplier clock) {
    this.perSecond = perSecond;
    this.most = most;
    this.clock = clock;
    left = most;
    last = clock.getAsLong();
  }

  /** Whether there is one left, which is taken then. */
  synchronized boolean take() {
    long now = clock.getAsLong();
    left = Math.min(most, left + (now - last) / NANOS * perSecond);
    last = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
