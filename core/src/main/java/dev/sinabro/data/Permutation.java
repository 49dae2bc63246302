package dev.sinabro.data;

import dev.sinabro.graph.Philox;

/** Random orders of rows, computed from a counter: the order of an epoch needs nothing of the epochs before. */
public final class Permutation {
  /** The Philox stream of the order of rows in an epoch; layers number theirs from 0 upwards. */
  public static final int SHUFFLE_STREAM = -1;

  /** The Philox stream of the split into training, validation and test rows. */
  static final int SPLIT_STREAM = -2;

  private Permutation() {}

  /**
   * The order in which an epoch visits {@code count} rows: the numbers 0 to count - 1, each order equally likely.
   *
   * @param epoch from 0
   */
  public static int[] of(long seed, int epoch, int count) {
    return of(seed, SHUFFLE_STREAM, epoch, count);
  }

  /** The shuffle of Fisher and Yates in the form of Durstenfeld. */
  static int[] of(long seed, int stream, int step, int count) {
    var words = new Words(seed, stream, step);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int last = count - 1; last > 0; last--) {
      int chosen = words.below(last + 1);
      int held = order[last];
      order[last] = order[chosen];
      order[chosen] = held;
    }
    return order;
  }

  /** The words of one sequence, a block of four at a time. */
  private static final class Words {
    private final int key0;
    private final int key1;
    private final int stream;
    private final int step;
    private final int[] block = new int[4];
    private int next;

    Words(long seed, int stream, int step) {
      key0 = (int) seed;
      key1 = (int) (seed >>> 32);
      this.stream = stream;
      this.step = step;
    }

    private long word() {
      if ((next & 3) == 0) {
        block[0] = next >>> 2;
        block[1] = 0;
        block[2] = step;
        block[3] = stream;
        Philox.block(key0, key1, block);
      }
      return block[next++ & 3] & 0xFFFFFFFFL;
    }

    /**
     * A number from 0 to bound - 1, each equally likely: D. Lemire, "Fast random integer generation in an interval"
     * (2019).
     */
    int below(int bound) {
      long product = word() * bound;
      if ((product & 0xFFFFFFFFL) < bound) {
        long threshold = (1L << 32) % bound;
        while ((product & 0xFFFFFFFFL) < threshold) {
          product = word() * bound;
        }
      }
      return (int) (product >>> 32);
    }
  }
}
