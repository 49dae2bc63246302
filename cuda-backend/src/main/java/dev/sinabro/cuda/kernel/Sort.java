package dev.sinabro.cuda.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Positions in the order of the numbers that stand there, equal numbers in the order of their positions: jobs for
 * sort.cu, in a time that grows with how many there are, not with their square.
 *
 * @param rows a number outside of 0 to rows - 1 counts as rows
 * @param count of numbers
 */
record Sort(int rows, int count) {
  private static final int BYTES = 48;
  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;
  /** {@code TILE}. */
  private static final int TILE = 2048;

  private int tiles() {
    return (count + TILE - 1) / TILE;
  }

  private int digits() {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(rows) + DIGIT_BITS - 1) / DIGIT_BITS;
  }

  /** Bytes of scratch: positions, positions again, since a digit is placed from one to the other, and counts. */
  long scratchBytes() {
    return 4L * (2L * count + (tiles() + 1L) * DIGITS);
  }

  /** The jobs that bring the positions in order. */
  List<Work> works(Bytes numbers, long scratch) {
    List<Work> works = new ArrayList<>();
    Bytes places = new Bytes(scratch + 8L * count, scratch + scratchBytes());
    for (int digit = 0; digit < digits(); digit++) {
      Bytes from = positions(digit - 1, scratch);
      Bytes to = positions(digit, scratch);
      byte[] struct = new StructWriter(BYTES).wide(numbers.from())
          .wide(digit == 0 ? 0 : from.from())
          .wide(to.from())
          .wide(places.from())
          .whole(rows, count, digit * DIGIT_BITS, tiles())
          .done();
      works.add(
          new Work.Job(JobKind.SORT_COUNT, struct, tiles(), false, List.of(numbers, from), List.of(places)));
      works.add(new Work.Job(JobKind.SORT_SCAN, struct, 1, false, List.of(), List.of(places)));
      works.add(new Work.Job(JobKind.SORT_PLACE, struct, tiles(), false, List.of(numbers, from, places), List.of(to)));
    }
    return works;
  }

  /** Where the positions are after the last of the jobs. */
  Bytes positions(long scratch) {
    return positions(digits() - 1, scratch);
  }

  private Bytes positions(int digit, long scratch) {
    long start = scratch + 4L * count * (digit & 1);
    return new Bytes(start, start + 4L * count);
  }
}
