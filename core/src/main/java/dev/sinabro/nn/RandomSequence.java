package dev.sinabro.nn;

import dev.sinabro.graph.Philox;

/**
 * Random numbers on the host, the same on each machine; any can be had without those before it.
 *
 * @param seed of the run
 * @param stream tells apart the sequences of a run
 */
public record RandomSequence(long seed, int stream) {
  private static final double HALF_STEP = 0x1p-25;

  /** A uniform number, above 0 and below 1: one of 2^24. */
  public double uniform(int index) {
    return Philox.uniform(Philox.word(seed, stream, 0, index)) + HALF_STEP;
  }

  /** A standard normal number, at most 5.9 in size: Box and Muller, 1958, of two uniform numbers. */
  public double normal(int index) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(uniform(2 * index)));
    return radius * StrictMath.cos(2 * Math.PI * uniform(2 * index + 1));
  }
}
