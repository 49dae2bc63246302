package dev.sinabro.cpu.vector;

import static dev.sinabro.cpu.vector.Lanes.COUNT;
import static dev.sinabro.cpu.vector.Lanes.load;
import static dev.sinabro.cpu.vector.Lanes.store;

import dev.sinabro.cpu.math.Winograd;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Whole vectors at a time; the rest is done under a mask. Tiles of whole vectors are one loop: a loop over the few channels
 * of each takes three times as long.
 */
final class VectorWinograd implements Winograd {
  private static final long BYTES = 4L * COUNT;

  @Override
  public void input(long x, long step, long y, long stepY, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      input(x + 4L * i, step, y + 4L * i, stepY);
    }
    if (i < count) {
      input(x + 4L * i, step, y + 4L * i, stepY, Lanes.first(count - i));
    }
  }

  @Override
  public void inputs(long x, long y, long stepY, int count, int tiles) {
    if (count % COUNT == 0) {
      wholeInputs(x, y, stepY, count, tiles);
      return;
    }
    for (int tile = 0; tile < tiles; tile++) {
      input(x + 8L * count * tile, 4L * count, y + 4L * count * tile, stepY, count);
    }
  }

  private static void wholeInputs(long x, long y, long stepY, int count, int tiles) {
    long pixel = 4L * count;
    long from = x;
    long to = y;
    int rest = count;
    for (int i = 0; i < tiles * count; i += COUNT) {
      input(from, pixel, to, stepY);
      from += BYTES;
      to += BYTES;
      rest -= COUNT;
      if (rest == 0) {
        from += pixel;
        rest = count;
      }
    }
  }

  private static void input(long x, long step, long y, long stepY) {
    FloatVector a = load(x);
    FloatVector b = load(x + step);
    FloatVector c = load(x + 2 * step);
    FloatVector d = load(x + 3 * step);
    store(a.sub(c), y);
    store(b.add(c), y + stepY);
    store(c.sub(b), y + 2 * stepY);
    store(b.sub(d), y + 3 * stepY);
  }

  private static void input(long x, long step, long y, long stepY, VectorMask<Float> mask) {
    FloatVector a = load(x, mask);
    FloatVector b = load(x + step, mask);
    FloatVector c = load(x + 2 * step, mask);
    FloatVector d = load(x + 3 * step, mask);
    store(a.sub(c), y, mask);
    store(b.add(c), y + stepY, mask);
    store(c.sub(b), y + 2 * stepY, mask);
    store(b.sub(d), y + 3 * stepY, mask);
  }

  @Override
  public void filter(long x, long step, long y, long stepY, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      filter(x + 4L * i, step, y + 4L * i, stepY);
    }
    if (i < count) {
      filter(x + 4L * i, step, y + 4L * i, stepY, Lanes.first(count - i));
    }
  }

  private static void filter(long x, long step, long y, long stepY) {
    FloatVector a = load(x);
    FloatVector b = load(x + step);
    FloatVector c = load(x + 2 * step);
    store(a, y);
    store(a.add(c).add(b).mul(0.5f), y + stepY);
    store(a.add(c).sub(b).mul(0.5f), y + 2 * stepY);
    store(c, y + 3 * stepY);
  }

  private static void filter(long x, long step, long y, long stepY, VectorMask<Float> mask) {
    FloatVector a = load(x, mask);
    FloatVector b = load(x + step, mask);
    FloatVector c = load(x + 2 * step, mask);
    store(a, y, mask);
    store(a.add(c).add(b).mul(0.5f), y + stepY, mask);
    store(a.add(c).sub(b).mul(0.5f), y + 2 * stepY, mask);
    store(c, y + 3 * stepY, mask);
  }

  @Override
  public void output(long x, long step, long y, long stepY, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      output(x + 4L * i, step, y + 4L * i, stepY);
    }
    if (i < count) {
      output(x + 4L * i, step, y + 4L * i, stepY, Lanes.first(count - i));
    }
  }

  @Override
  public void outputs(long x, long step, long y, int count, int tiles) {
    if (count % COUNT == 0) {
      wholeOutputs(x, step, y, count, tiles);
      return;
    }
    for (int tile = 0; tile < tiles; tile++) {
      output(x + 4L * count * tile, step, y + 8L * count * tile, 4L * count, count);
    }
  }

  private static void wholeOutputs(long x, long step, long y, int count, int tiles) {
    long pixel = 4L * count;
    long from = x;
    long to = y;
    int rest = count;
    for (int i = 0; i < tiles * count; i += COUNT) {
      output(from, step, to, pixel);
      from += BYTES;
      to += BYTES;
      rest -= COUNT;
      if (rest == 0) {
        to += pixel;
        rest = count;
      }
    }
  }

  private static void output(long x, long step, long y, long stepY) {
    FloatVector a = load(x);
    FloatVector b = load(x + step);
    FloatVector c = load(x + 2 * step);
    FloatVector d = load(x + 3 * step);
    store(a.add(b).add(c), y);
    store(b.sub(c).sub(d), y + stepY);
  }

  private static void output(long x, long step, long y, long stepY, VectorMask<Float> mask) {
    FloatVector a = load(x, mask);
    FloatVector b = load(x + step, mask);
    FloatVector c = load(x + 2 * step, mask);
    FloatVector d = load(x + 3 * step, mask);
    store(a.add(b).add(c), y, mask);
    store(b.sub(c).sub(d), y + stepY, mask);
  }

  @Override
  public void filterAdjoint(long x, long step, long y, long stepY, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      filterAdjoint(x + 4L * i, step, y + 4L * i, stepY);
    }
    if (i < count) {
      filterAdjoint(x + 4L * i, step, y + 4L * i, stepY, Lanes.first(count - i));
    }
  }

  private static void filterAdjoint(long x, long step, long y, long stepY) {
    FloatVector a = load(x);
    FloatVector b = load(x + step);
    FloatVector c = load(x + 2 * step);
    FloatVector d = load(x + 3 * step);
    store(a.add(b.add(c).mul(0.5f)), y);
    store(b.sub(c).mul(0.5f), y + stepY);
    store(b.add(c).mul(0.5f).add(d), y + 2 * stepY);
  }

  private static void filterAdjoint(long x, long step, long y, long stepY, VectorMask<Float> mask) {
    FloatVector a = load(x, mask);
    FloatVector b = load(x + step, mask);
    FloatVector c = load(x + 2 * step, mask);
    FloatVector d = load(x + 3 * step, mask);
    store(a.add(b.add(c).mul(0.5f)), y, mask);
    store(b.sub(c).mul(0.5f), y + stepY, mask);
    store(b.add(c).mul(0.5f).add(d), y + 2 * stepY, mask);
  }

  @Override
  public void outputAdjoint(long x, long step, long y, long stepY, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      outputAdjoint(x + 4L * i, step, y + 4L * i, stepY);
    }
    if (i < count) {
      outputAdjoint(x + 4L * i, step, y + 4L * i, stepY, Lanes.first(count - i));
    }
  }

  @Override
  public void outputAdjoints(long x, long y, long stepY, int count, int tiles) {
    if (count % COUNT == 0) {
      wholeOutputAdjoints(x, y, stepY, count, tiles);
      return;
    }
    for (int tile = 0; tile < tiles; tile++) {
      outputAdjoint(x + 8L * count * tile, 4L * count, y + 4L * count * tile, stepY, count);
    }
  }

  private static void wholeOutputAdjoints(long x, long y, long stepY, int count, int tiles) {
    long pixel = 4L * count;
    long from = x;
    long to = y;
    int rest = count;
    for (int i = 0; i < tiles * count; i += COUNT) {
      outputAdjoint(from, pixel, to, stepY);
      from += BYTES;
      to += BYTES;
      rest -= COUNT;
      if (rest == 0) {
        from += pixel;
        rest = count;
      }
    }
  }

  private static void outputAdjoint(long x, long step, long y, long stepY) {
    FloatVector a = load(x);
    FloatVector b = load(x + step);
    store(a, y);
    store(a.add(b), y + stepY);
    store(a.sub(b), y + 2 * stepY);
    store(b.neg(), y + 3 * stepY);
  }

  private static void outputAdjoint(long x, long step, long y, long stepY, VectorMask<Float> mask) {
    FloatVector a = load(x, mask);
    FloatVector b = load(x + step, mask);
    store(a, y, mask);
    store(a.add(b), y + stepY, mask);
    store(a.sub(b), y + 2 * stepY, mask);
    store(b.neg(), y + 3 * stepY, mask);
  }
}
