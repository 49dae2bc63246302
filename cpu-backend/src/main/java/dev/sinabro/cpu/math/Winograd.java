package dev.sinabro.cpu.math;

/**
 * The transforms of Winograd's minimal filtering F(2, 3) along one axis: two neighboring results of a filter of three are
 * {@code output(input(x) * filter(w))}, four multiplications in place of six. Along two axes they are 16 in place of 36.
 *
 * <p>Each takes some lines of exactly {@code count} floats to others, element by element. Lines are at {@code x}, {@code x +
 * step} and so on, and go to {@code y}, {@code y + stepY} and so on; steps are bytes. The two do not overlap.
 *
 * <p>The lines of some are pixels: tile after tile of the neighbors in a row of an image, where a tile begins two pixels
 * behind the one before; on the other side the lines of a tile follow those of the one before.
 *
 * <p>Winograd, Arithmetic Complexity of Computations, 1980; Lavin and Gray, Fast Algorithms for Convolutional Neural
 * Networks, 2015.
 */
public interface Winograd {

  /** Of a tile of an image, 4 lines to 4: {@code x0 - x2, x1 + x2, x2 - x1, x1 - x3}. */
  void input(long x, long step, long y, long stepY, int count);

  /** The same of tiles of 4 pixels of {@code count} floats. */
  void inputs(long x, long y, long stepY, int count, int tiles);

  /** Of a filter, 3 lines to 4: {@code x0, (x0 + x2 + x1) / 2, (x0 + x2 - x1) / 2, x2}. */
  void filter(long x, long step, long y, long stepY, int count);

  /** Of products, 4 lines to 2: {@code x0 + x1 + x2, x1 - x2 - x3}. */
  void output(long x, long step, long y, long stepY, int count);

  /** The same to tiles of 2 pixels of {@code count} floats. */
  void outputs(long x, long step, long y, int count, int tiles);

  /** The adjoint of {@link #filter}, 4 lines to 3: {@code x0 + (x1 + x2) / 2, (x1 - x2) / 2, (x1 + x2) / 2 + x3}. */
  void filterAdjoint(long x, long step, long y, long stepY, int count);

  /** The adjoint of {@link #output}, 2 lines to 4: {@code x0, x0 + x1, x0 - x1, -x1}. */
  void outputAdjoint(long x, long step, long y, long stepY, int count);

  /** The same of tiles of 2 pixels of {@code count} floats. */
  void outputAdjoints(long x, long y, long stepY, int count, int tiles);
}
