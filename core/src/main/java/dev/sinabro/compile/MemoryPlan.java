package dev.sinabro.compile;

import java.util.Map;
import java.util.TreeMap;

/**
 * Gives out places in the arena, step by step, and takes them back: what a step frees, the next can use.
 *
 * <p>All is known before the first step runs, so this is a simulation: the smallest free gap that is large enough is
 * taken, and the arena grows at its end where there is none.
 */
final class MemoryPlan {
  /** Free gaps, by offset: their sizes. */
  private final TreeMap<Long, Long> gaps = new TreeMap<>();
  private long end;
  private long used;
  private long mostUsed;
  private long total;
  private int count;

  /** The offset of a place of {@code bytes}, which are a multiple of {@link Slot#ALIGNMENT}. */
  long take(long bytes) {
    count++;
    total += bytes;
    used += bytes;
    mostUsed = Math.max(mostUsed, used);
    if (bytes == 0) {
      return 0;
    }
    long best = bestGap(bytes);
    if (best >= 0) {
      long size = gaps.remove(best);
      if (size > bytes) {
        gaps.put(best + bytes, size - bytes);
      }
      return best;
    }
    return grow(bytes);
  }

  private long bestGap(long bytes) {
    long best = -1;
    long bestSize = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
      if (gap.getValue() >= bytes && gap.getValue() < bestSize) {
        best = gap.getKey();
        bestSize = gap.getValue();
      }
    }
    return best;
  }

  /** A gap that reaches to the end is used as far as it goes. */
  private long grow(long bytes) {
    long offset = end;
    Map.Entry<Long, Long> last = gaps.lastEntry();
    if (last != null && last.getKey() + last.getValue() == end) {
      gaps.remove(last.getKey());
      offset = last.getKey();
    }
    end = offset + bytes;
    return offset;
  }

  /** Counts a tensor that takes over the place of another. */
  void takeOver(long bytes) {
    count++;
    total += bytes;
  }

  /** Takes back a place, joined with the gaps beside it. */
  void free(long offset, long bytes) {
    if (bytes == 0) {
      return;
    }
    used -= bytes;
    Map.Entry<Long, Long> before = gaps.floorEntry(offset);
    if (before != null && before.getKey() + before.getValue() == offset) {
      offset = before.getKey();
      bytes += before.getValue();
    }
    Long after = gaps.remove(offset + bytes);
    gaps.put(offset, after == null ? bytes : bytes + after);
  }

  Program.MemoryReport report() {
    return new Program.MemoryReport(count, total, mostUsed, end);
  }
}
