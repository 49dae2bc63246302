package dev.sinabro.cli.serve;

import java.time.Duration;

/**
 * What a server takes upon itself.
 *
 * @param bodyBytes of a request, at most; longer ones are answered by 413
 * @param requests that are read or wait for their answer at the same time, at most; further ones are answered by 503
 * @param time from a request's head to its answer, at most; 408 where the body takes longer, 503 where the queue does
 * @param batch rows that are computed at once, at most: 1 to {@link #MOST_ROWS_AT_ONCE}
 * @param gathering how long the first request of a batch waits for others
 */
public record Limits(int bodyBytes, int requests, Duration time, int batch, Duration gathering) {
  /** The largest batch that there can be. */
  public static final int MOST_ROWS_AT_ONCE = 512;

  /** So many times the largest batch, one request may ask for; longer ones would keep the others waiting. */
  private static final int BATCHES_OF_A_REQUEST = 16;

  /** Numbers of an answer, at most. */
  private static final int MOST_NUMBERS = 1 << 22;

  /** Parts of Java's heap: so many times its length, a body takes while it is read. */
  private static final int HEAP_OF_BODIES = 32;

  /** Checks the ranges. */
  public Limits {
    if (bodyBytes < 1 || requests < 1 || !time.isPositive() || gathering.isNegative() || batch < 1
        || batch > MOST_ROWS_AT_ONCE) {
      throw new IllegalArgumentException(
          "limits out of range: " + bodyBytes + " bytes, " + requests + " requests, " + time
              + ", batches of " + batch + ", gathered for " + gathering);
    }
  }

  /** Rows of a request, at most. @param width numbers of the answer to a row */
  int rowsOfRequest(int width) {
    return Math.clamp(MOST_NUMBERS / width, 1, batch * BATCHES_OF_A_REQUEST);
  }

  /** Bytes of all bodies together, at most: that of one, and as many as the heap has room for. */
  int bytesOfBodies() {
    return Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_OF_BODIES, bodyBytes, Integer.MAX_VALUE);
  }
}
