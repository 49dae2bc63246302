package dev.sinabro.cpu.kernel;

/**
 * How the results of 3 x 3 convolutions are cut into tiles of 2 x 2: neighbors in a row are a run, and some runs are a strip,
 * whose transforms stay in the cache of a core. All from the shape alone.
 *
 * @param images how many
 * @param rows of a result
 * @param columns of a result
 * @param across tiles in a row of tiles
 * @param span tiles of a run, but for the last in a row
 * @param perStrip runs of a strip
 */
record WinogradTiles(int images, int rows, int columns, int across, int span, int perStrip) {
  /** Matrices of transformed tiles, one for each element of a tile of 4 x 4. */
  static final int MATRICES = 16;

  /** Bytes that the matrices of a strip take, if it is not a single tile. */
  private static final int STRIP_BYTES = 1 << 19;

  /** Tiles of a strip at most. */
  private static final int MOST = 128;

  /**
   * Some tiles of an image.
   *
   * @param row of the result, and {@code column} of it, where the first tile begins
   * @param count how many follow each other in that row
   */
  record Run(int image, int row, int column, int count) {}

  /** Cuts results of which a tile has transforms of {@code channels}, all operands together. */
  static WinogradTiles of(int images, int rows, int columns, int channels) {
    int wanted = Math.clamp(STRIP_BYTES / (4L * MATRICES * channels), 1, MOST);
    int across = Machine.chunks(columns, 2);
    int span = Math.clamp(wanted, 1, Math.max(across, 1));
    return new WinogradTiles(images, rows, columns, across, span, wanted / span);
  }

  int count() {
    return images * Machine.chunks(rows, 2) * across;
  }

  int runs() {
    return images * Machine.chunks(rows, 2) * Machine.chunks(across, span);
  }

  int strips() {
    return Machine.chunks(runs(), perStrip);
  }

  /** The number of tiles of a strip at most. */
  int most() {
    return span * perStrip;
  }

  Run[] strip(int index) {
    Run[] strip = new Run[Math.min(perStrip, runs() - index * perStrip)];
    for (int i = 0; i < strip.length; i++) {
      strip[i] = run(index * perStrip + i);
    }
    return strip;
  }

  /**
   * Bytes from one line of so many floats to the next: neither a whole number of pages, so that lines do not meet in one
   * set of the first-level cache, nor of an alignment less than a vector's.
   */
  static long line(int count) {
    return (4L * count + 63) / 64 * 64 | 64;
  }

  private Run run(int index) {
    int perRow = Machine.chunks(across, span);
    int down = Machine.chunks(rows, 2);
    int first = index % perRow * span;
    int row = index / perRow;
    return new Run(row / down, row % down * 2, 2 * first, Math.min(span, across - first));
  }

  static int count(Run[] strip) {
    int count = 0;
    for (Run run : strip) {
      count += run.count;
    }
    return count;
  }
}
