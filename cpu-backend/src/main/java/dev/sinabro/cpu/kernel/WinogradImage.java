package dev.sinabro.cpu.kernel;

import dev.sinabro.cpu.kernel.WinogradTiles.Run;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.math.Winograd;
import dev.sinabro.cpu.memory.Memory;

/**
 * Images, channels last, of which tiles are transformed to 16 matrices [tiles, channels] or from them: first along a row of
 * the image, tile by tile, into lines that are as long as a run; then these along the columns.
 *
 * @param address of the first element
 * @param height rows of an image
 * @param width columns of an image
 * @param channels elements of a pixel
 */
record WinogradImage(long address, int height, int width, int channels) {

  /** Bytes of scratch that the transforms of a run of {@code span} tiles take besides the matrices. */
  long scratch(int span) {
    return 16 * WinogradTiles.line(span * channels) + 4 * 4L * channels;
  }

  /**
   * Stores the transforms of tiles of 4 x 4 pixels, which overlap by two.
   *
   * @param run where the tiles are in a result that begins {@code above} and {@code before} the image
   * @param outside what a pixel beyond the image is
   * @param y where the first matrix has the first tile, and {@code next} bytes further the next one has it
   */
  void inputs(BlockMath math, Run run, int above, int before, float outside, long scratch, long y, long next) {
    long line = WinogradTiles.line(run.count() * channels);
    for (int i = 0; i < 4; i++) {
      int row = run.row() + i - above;
      long lines = scratch + 4 * i * line;
      if (row >= 0 && row < height) {
        inputs(math.winograd(), run, row, before, outside, lines, line, scratch + 16 * line);
      } else {
        for (int j = 0; j < 4; j++) {
          math.fill(j == 1 ? 2 * outside : 0, lines + j * line, run.count() * channels);
        }
      }
    }
    for (int j = 0; j < 4; j++) {
      math.winograd().input(scratch + j * line, 4 * line, y + j * next, 4 * next, run.count() * channels);
    }
  }

  private void inputs(Winograd math, Run run, int row, int before, float outside, long lines, long line, long edge) {
    int tile = 0;
    while (tile < run.count()) {
      int column = run.column() + 2 * tile - before;
      int inside = column < 0 ? 0 : Math.clamp((width - column - 2) / 2, 0, run.count() - tile);
      long from = inside > 0 ? pixel(run.image(), row, column) : pixels(run.image(), row, column, 4, outside, edge);
      math.inputs(from, lines + 4L * tile * channels, line, channels, Math.max(inside, 1));
      tile += Math.max(inside, 1);
    }
  }

  /** Stores the tiles of 2 x 2 pixels that matrices at {@code x}, {@code next} bytes apart, transform to. */
  void outputs(Winograd math, Run run, long x, long next, long scratch) {
    long line = WinogradTiles.line(run.count() * channels);
    for (int j = 0; j < 4; j++) {
      math.output(x + j * next, 4 * next, scratch + j * line, 4 * line, run.count() * channels);
    }
    int whole = Math.min(run.count(), (width - run.column()) / 2);
    for (int i = 0; i < 2 && run.row() + i < height; i++) {
      long lines = scratch + 4 * i * line;
      math.outputs(lines, line, pixel(run.image(), run.row() + i, run.column()), channels, whole);
      if (whole < run.count()) {
        long edge = scratch + 16 * line;
        math.outputs(lines + 4L * whole * channels, line, edge, channels, 1);
        Memory.copy(edge, pixel(run.image(), run.row() + i, width - 1), 4L * channels);
      }
    }
  }

  /** Stores what the adjoint of {@link #outputs} makes of tiles of 2 x 2 pixels; beyond the image they are 0. */
  void outputAdjoints(BlockMath math, Run run, long scratch, long y, long next) {
    long line = WinogradTiles.line(run.count() * channels);
    int whole = Math.min(run.count(), (width - run.column()) / 2);
    for (int i = 0; i < 2; i++) {
      int row = run.row() + i;
      long lines = scratch + 4 * i * line;
      if (row >= height) {
        math.fill(0, lines, (int) line);
        continue;
      }
      math.winograd().outputAdjoints(pixel(run.image(), row, run.column()), lines, line, channels, whole);
      if (whole < run.count()) {
        long last = pixels(run.image(), row, width - 1, 2, 0, scratch + 16 * line);
        math.winograd().outputAdjoints(last, lines + 4L * whole * channels, line, channels, 1);
      }
    }
    for (int j = 0; j < 4; j++) {
      math.winograd().outputAdjoint(scratch + j * line, 4 * line, y + j * next, 4 * next, run.count() * channels);
    }
  }

  private long pixel(int image, int row, int column) {
    return address + 4L * channels * (((long) image * height + row) * width + column);
  }

  /** A copy of neighbors in a row of which some are outside. */
  private long pixels(int image, int row, int column, int count, float outside, long copy) {
    for (int i = 0; i < count; i++) {
      long place = copy + 4L * channels * i;
      if (column + i >= 0 && column + i < width) {
        Memory.copy(pixel(image, row, column + i), place, 4L * channels);
      } else {
        Memory.fill(place, outside, channels);
      }
    }
    return copy;
  }
}
