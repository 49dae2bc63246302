package dev.sinabro.cpu.math;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.UnaryFn;

/**
 * The fast form of the arithmetic once it is compiled, the plain one until then.
 *
 * <p>Before the second compiler has seen them, vector operations take some hundred times longer than afterwards. So each
 * call does the first {@link #PADDING} elements in the fast form, which gets it compiled, measures how long that took, and
 * leaves the rest to the plain form, until the fast form is fast. Both give the same bits, so nobody can tell.
 */
public final class WarmingMath implements BlockMath {
  /** Compiled, some elements take less than this; interpreted, more. */
  private static final long FAST_NANOSECONDS = 500;

  /** So many fast calls are no accident. */
  private static final int ENOUGH = 8;

  private final BlockMath plain;
  private final BlockMath fast;
  private final Warmth sums = new Warmth();
  private final Warmth maxima = new Warmth();
  private final Warmth additions = new Warmth();
  private final Warmth comparisons = new Warmth();
  private final Warmth exponentials = new Warmth();
  private final Warmth divisions = new Warmth();

  /** Joins two forms that give the same bits. */
  public WarmingMath(BlockMath plain, BlockMath fast) {
    this.plain = plain;
    this.fast = fast;
  }

  /** A function whose calls count towards its own warmth. */
  private static final class Warming implements BlockFunction {
    private final BlockFunction plain;
    private final BlockFunction fast;
    private int fastCalls;

    Warming(BlockFunction plain, BlockFunction fast) {
      this.plain = plain;
      this.fast = fast;
    }

    @Override
    public void apply(long a, long b, long c, long y, int count) {
      if (fastCalls >= ENOUGH) {
        fast.apply(a, b, c, y, count);
      } else {
        warm(a, b, c, y, count);
      }
    }

    private void warm(long a, long b, long c, long y, int count) {
      int first = Math.min(count, PADDING);
      long start = System.nanoTime();
      fast.apply(a, b, c, y, first);
      if (System.nanoTime() - start < FAST_NANOSECONDS) {
        fastCalls++;
      }
      long done = 4L * first;
      plain.apply(a + done, b + done, c + done, y + done, count - first);
    }
  }

  @Override
  public String name() {
    return fast.name();
  }

  @Override
  public BlockFunction unary(UnaryFn fn) {
    return new Warming(plain.unary(fn), fast.unary(fn));
  }

  /** Powers have one form. */
  @Override
  public BlockFunction binary(BinaryFn fn) {
    return fn == BinaryFn.POW ? fast.binary(fn) : new Warming(plain.binary(fn), fast.binary(fn));
  }

  @Override
  public BlockFunction select() {
    return new Warming(plain.select(), fast.select());
  }

  @Override
  public BlockFunction truth() {
    return new Warming(plain.truth(), fast.truth());
  }

  @Override
  public BlockFunction move() {
    return new Warming(plain.move(), fast.move());
  }

  /** Counts the calls of one of the functions below. */
  private static final class Warmth {
    private int fastCalls;

    boolean isEnough() {
      return fastCalls >= ENOUGH;
    }

    void measure(Runnable call) {
      long start = System.nanoTime();
      call.run();
      if (System.nanoTime() - start < FAST_NANOSECONDS) {
        fastCalls++;
      }
    }
  }

  @Override
  public float sum(long x, int count) {
    if (sums.isEnough()) {
      return fast.sum(x, count);
    }
    sums.measure(() -> fast.sum(x, Math.min(count, PADDING)));
    return plain.sum(x, count);
  }

  @Override
  public float max(long x, int count) {
    if (maxima.isEnough()) {
      return fast.max(x, count);
    }
    maxima.measure(() -> fast.max(x, Math.min(count, PADDING)));
    return plain.max(x, count);
  }

  @Override
  public void addTo(long x, long y, int count) {
    if (additions.isEnough()) {
      fast.addTo(x, y, count);
    } else {
      int first = Math.min(count, PADDING);
      additions.measure(() -> fast.addTo(x, y, first));
      plain.addTo(x + 4L * first, y + 4L * first, count - first);
    }
  }

  @Override
  public void maxTo(long x, long y, int count) {
    if (comparisons.isEnough()) {
      fast.maxTo(x, y, count);
    } else {
      int first = Math.min(count, PADDING);
      comparisons.measure(() -> fast.maxTo(x, y, first));
      plain.maxTo(x + 4L * first, y + 4L * first, count - first);
    }
  }

  @Override
  public float expAndSum(long x, float shift, long y, int count) {
    if (exponentials.isEnough()) {
      return fast.expAndSum(x, shift, y, count);
    }
    exponentials.measure(() -> fast.expAndSum(x, shift, y, Math.min(count, PADDING)));
    return plain.expAndSum(x, shift, y, count);
  }

  @Override
  public void divide(long y, float divisor, int count) {
    if (divisions.isEnough()) {
      fast.divide(y, divisor, count);
    } else {
      int first = Math.min(count, PADDING);
      divisions.measure(() -> fast.divide(y, divisor, first));
      plain.divide(y + 4L * first, divisor, count - first);
    }
  }
}
