package dev.sinabro.cpu.kernel;

/**
 * How a batch of products [m, k] [k, n] is cut.
 *
 * @param rows of c in a tile
 * @param columns of c in a tile
 * @param down tiles in a column
 * @param across tiles in a row
 * @param perChunk tiles that one thread does in a run
 * @param chunks of the whole batch
 */
record Tiles(int rows, int columns, int down, int across, int perChunk, int chunks) {
  /** Multiplications of a chunk for which it pays to wake another thread: some 10 microseconds. */
  private static final double CHUNK_WORK = 500_000;

  /** Tiles of a matrix at most: more threads than this are not served by one product. */
  private static final int MOST = 16;

  /** A tile's extents are multiples of this but for the last: the kernels of OpenBLAS have blocks that divide it. */
  private static final int GRANULE = 16;

  /** OpenBLAS copies a and b for each tile, so a tile is not to be narrower than this without need. */
  private static final int WIDE = 128;

  static Tiles of(int m, int n, int k, int batch) {
    double work = (double) m * n * Math.max(k, 1);
    int wanted = (int) Math.clamp(work / CHUNK_WORK, 1, MOST);
    if (wanted == 1) {
      int perChunk = (int) Math.clamp(CHUNK_WORK / Math.max(work, 1), 1, Math.max(batch, 1));
      return new Tiles(Math.max(m, 1), Math.max(n, 1), 1, 1, perChunk, Machine.chunks(batch, perChunk));
    }
    int down = 1;
    int across = 1;
    while (down * across * 2 <= wanted) {
      boolean tall = (double) m / down >= (double) n / across;
      int longer = tall ? m / down : n / across;
      if (longer < 2 * GRANULE || down * across >= 2 && longer < 2 * WIDE) {
        break;
      }
      if (tall) {
        down *= 2;
      } else {
        across *= 2;
      }
    }
    return cut(m, n, down, across, batch);
  }

  private static Tiles cut(int m, int n, int down, int across, int batch) {
    int rows = granules(m, down);
    int columns = granules(n, across);
    int tilesDown = Machine.chunks(m, rows);
    int tilesAcross = Machine.chunks(n, columns);
    return new Tiles(rows, columns, tilesDown, tilesAcross, 1, Math.multiplyExact(batch, tilesDown * tilesAcross));
  }

  private static int granules(int extent, int parts) {
    int part = (extent + parts - 1) / parts;
    return parts == 1 ? extent : (part + GRANULE - 1) / GRANULE * GRANULE;
  }

  int perMatrix() {
    return down * across;
  }
}
