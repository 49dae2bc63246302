package dev.sinabro.graph;

/**
 * Counter-based random numbers: Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1,
 * 2, 3" (2011).
 *
 * <p>Any number can be computed without those before it, so each backend, thread and resumed run gives the same ones.
 * Number {@code element} of a sequence is word {@code element % 4} of the block with counter (element / 4, 0, step,
 * stream) under the key (low, high word of the seed).
 */
public final class Philox {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /**
   * One block of four words.
   *
   * @param block receives the words; its four elements hold the counter before
   */
  public static void block(int key0, int key1, int[] block) {
    int c0 = block[0];
    int c1 = block[1];
    int c2 = block[2];
    int c3 = block[3];
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ key0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ key1;
      c3 = (int) product0;
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
    block[0] = c0;
    block[1] = c1;
    block[2] = c2;
    block[3] = c3;
  }

  /** Word {@code element} of the sequence (seed, stream, step). */
  public static int word(long seed, int stream, int step, int element) {
    int[] block = {element >>> 2, 0, step, stream};
    block((int) seed, (int) (seed >>> 32), block);
    return block[element & 3];
  }

  /** The word as a number k * 2^-24 in [0, 1), which is exact in each real type. */
  public static float uniform(int word) {
    return (word >>> 8) * 0x1p-24f;
  }
}
