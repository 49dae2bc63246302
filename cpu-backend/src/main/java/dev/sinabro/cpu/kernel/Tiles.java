package dev.sinabro.cpu.kernel;

/**
 * How a batch of products [m, k] [k, n] is cut, from the shape and the kind of processor alone.
 *
 * @param rows of c in a tile
 * @param columns of c in a tile
 * @param down tiles in a column
 * @param across tiles in a row
 * @param perChunk tiles that one thread does in a run
 * @param chunks of the whole batch
 */
record Tiles(int rows, int columns, int down, int across, int perChunk, int chunks) {
  /** Multiplications for which it pays to wake another thread: some 5 microseconds. */
  private static final double CHUNK_WORK = 500_000;

  /**
   * OpenBLAS has kernels that do not pack their operands, for at most 100^3 multiplications and processors with AVX-512.
   * For a product that is small or narrow they are faster than one large call: 215 against 150 GFLOP/s on one core for
   * [64, 784] [784, 128], 110 against 58 for [512, 2048] [2048, 10].
   */
  private static final double UNPACKED_WORK = 1_000_000;

  /** Up to here a product is small. */
  private static final double SMALL_WORK = 32e6;

  /** A product with fewer rows or columns is narrow. */
  private static final int NARROW = 64;

  /** Rows of an unpacked tile at most. */
  private static final int UNPACKED_ROWS = 128;

  /** Tiles of one product at least this wide lose less than a tenth by packing their operands anew. */
  private static final int WIDE = 128;

  /** The extents of a tile are multiples of this, but for the last. */
  private static final int GRANULE = 16;

  static Tiles of(int m, int n, int k, int batch, boolean unpackedKernels) {
    double work = (double) m * n * Math.max(k, 1);
    if (work <= UNPACKED_WORK) {
      int perChunk = (int) Math.clamp(CHUNK_WORK / Math.max(work, 1), 1, Math.max(batch, 1));
      return new Tiles(Math.max(m, 1), Math.max(n, 1), 1, 1, perChunk, Machine.chunks(batch, perChunk));
    }
    boolean small = work <= SMALL_WORK || Math.min(m, n) < NARROW;
    return small && unpackedKernels && (double) GRANULE * GRANULE * k <= UNPACKED_WORK
        ? unpacked(m, n, k, batch)
        : packed(m, n, work, batch);
  }

  private static Tiles unpacked(int m, int n, int k, int batch) {
    int area = (int) (UNPACKED_WORK / k);
    int rows = Math.min(m, Math.min(UNPACKED_ROWS, Math.max(GRANULE, area / GRANULE / GRANULE * GRANULE)));
    int columns = Math.min(n, Math.max(GRANULE, area / rows / GRANULE * GRANULE));
    return cut(m, n, Machine.chunks(m, rows), Machine.chunks(n, columns), batch);
  }

  /** Strips along the longer side: each element of the shorter operand is packed once a strip. */
  private static Tiles packed(int m, int n, double work, int batch) {
    int wanted = work < 32e6 ? 2 : work < 1e9 ? 4 : work < 8e9 ? 8 : 32;
    int parts = Math.clamp(Math.max(m, n) / WIDE, 1, wanted);
    return n >= m ? cut(m, n, 1, parts, batch) : cut(m, n, parts, 1, batch);
  }

  private static Tiles cut(int m, int n, int down, int across, int batch) {
    int rows = part(m, down);
    int columns = part(n, across);
    int tilesDown = Machine.chunks(m, rows);
    int tilesAcross = Machine.chunks(n, columns);
    return new Tiles(rows, columns, tilesDown, tilesAcross, 1, Math.multiplyExact(batch, tilesDown * tilesAcross));
  }

  private static int part(int extent, int parts) {
    int part = (extent + parts - 1) / parts;
    return parts == 1 ? extent : (part + GRANULE - 1) / GRANULE * GRANULE;
  }

  int perMatrix() {
    return down * across;
  }
}
