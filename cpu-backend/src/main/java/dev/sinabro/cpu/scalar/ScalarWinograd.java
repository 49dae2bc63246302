package dev.sinabro.cpu.scalar;

import static dev.sinabro.cpu.memory.Memory.getFloat;
import static dev.sinabro.cpu.memory.Memory.setFloat;

import dev.sinabro.cpu.math.Winograd;

/** One element after the other. */
final class ScalarWinograd implements Winograd {

  @Override
  public void input(long x, long step, long y, long stepY, int count) {
    for (int i = 0; i < count; i++) {
      float a = getFloat(x + 4L * i);
      float b = getFloat(x + step + 4L * i);
      float c = getFloat(x + 2 * step + 4L * i);
      float d = getFloat(x + 3 * step + 4L * i);
      setFloat(y + 4L * i, a - c);
      setFloat(y + stepY + 4L * i, b + c);
      setFloat(y + 2 * stepY + 4L * i, c - b);
      setFloat(y + 3 * stepY + 4L * i, b - d);
    }
  }

  @Override
  public void inputs(long x, long y, long stepY, int count, int tiles) {
    for (int tile = 0; tile < tiles; tile++) {
      input(x + 8L * count * tile, 4L * count, y + 4L * count * tile, stepY, count);
    }
  }

  @Override
  public void filter(long x, long step, long y, long stepY, int count) {
    for (int i = 0; i < count; i++) {
      float a = getFloat(x + 4L * i);
      float b = getFloat(x + step + 4L * i);
      float c = getFloat(x + 2 * step + 4L * i);
      setFloat(y + 4L * i, a);
      setFloat(y + stepY + 4L * i, (a + c + b) * 0.5f);
      setFloat(y + 2 * stepY + 4L * i, (a + c - b) * 0.5f);
      setFloat(y + 3 * stepY + 4L * i, c);
    }
  }

  @Override
  public void output(long x, long step, long y, long stepY, int count) {
    for (int i = 0; i < count; i++) {
      float a = getFloat(x + 4L * i);
      float b = getFloat(x + step + 4L * i);
      float c = getFloat(x + 2 * step + 4L * i);
      float d = getFloat(x + 3 * step + 4L * i);
      setFloat(y + 4L * i, a + b + c);
      setFloat(y + stepY + 4L * i, b - c - d);
    }
  }

  @Override
  public void outputs(long x, long step, long y, int count, int tiles) {
    for (int tile = 0; tile < tiles; tile++) {
      output(x + 4L * count * tile, step, y + 8L * count * tile, 4L * count, count);
    }
  }

  @Override
  public void filterAdjoint(long x, long step, long y, long stepY, int count) {
    for (int i = 0; i < count; i++) {
      float a = getFloat(x + 4L * i);
      float b = getFloat(x + step + 4L * i);
      float c = getFloat(x + 2 * step + 4L * i);
      float d = getFloat(x + 3 * step + 4L * i);
      setFloat(y + 4L * i, a + (b + c) * 0.5f);
      setFloat(y + stepY + 4L * i, (b - c) * 0.5f);
      setFloat(y + 2 * stepY + 4L * i, (b + c) * 0.5f + d);
    }
  }

  @Override
  public void outputAdjoint(long x, long step, long y, long stepY, int count) {
    for (int i = 0; i < count; i++) {
      float a = getFloat(x + 4L * i);
      float b = getFloat(x + step + 4L * i);
      setFloat(y + 4L * i, a);
      setFloat(y + stepY + 4L * i, a + b);
      setFloat(y + 2 * stepY + 4L * i, a - b);
      setFloat(y + 3 * stepY + 4L * i, -b);
    }
  }

  @Override
  public void outputAdjoints(long x, long y, long stepY, int count, int tiles) {
    for (int tile = 0; tile < tiles; tile++) {
      outputAdjoint(x + 8L * count * tile, 4L * count, y + 4L * count * tile, stepY, count);
    }
  }
}
