package dev.sinabro.cuda.kernel;

/** Blocks of a launch. */
final class Grid {
  /** Blocks whose work one block does in about the time of a launch where each waits for memory, and they take turns. */
  static final int FEW = 8;

  private Grid() {}

  /** Blocks for {@code count} units of work, of which one block takes {@code each} at a time. */
  static int blocks(long count, int each) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, (count + each - 1) / each));
  }
}
