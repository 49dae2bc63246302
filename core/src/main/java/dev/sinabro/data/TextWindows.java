package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Windows of a text as rows, which overlap where the stride is below the context: they are cut when they are read. Only
 * the last one may not be full.
 *
 * @param codes the numbers of the characters
 * @param context characters of a row
 * @param stride between the beginnings of two rows
 * @param features what is seen, [context]
 * @param target what follows, [context]
 */
record TextWindows(int[] codes, int context, int stride, Field features, Field target) implements Dataset {
  TextWindows {
    if (stride < 1) {
      throw new IllegalArgumentException("a stride of " + stride + " characters; it must be 1 at least");
    }
  }

  /** A window is the last one when it tells the last character. */
  @Override
  public int rowCount() {
    int told = codes.length - 1;
    return told < 1 ? 0 : 1 + Math.ceilDiv(Math.max(0, told - context), stride);
  }

  @Override
  public List<Field> fields() {
    return List.of(features, target);
  }

  @Override
  public void read(int[] rows, Map<String, MemorySegment> into) {
    read(rows, into.get(features.name()), 0, 0);
    read(rows, into.get(target.name()), 1, TextPreprocessing.IGNORED);
  }

  /** @param shift how many characters behind the beginnings of the windows */
  private void read(int[] rows, @Nullable MemorySegment into, int shift, int padding) {
    if (into == null) {
      return;
    }
    for (int i = 0; i < rows.length; i++) {
      int from = rows[i] * stride;
      int known = Math.min(context, codes.length - 1 - from);
      MemorySegment row = into.asSlice(4L * i * context, 4L * context);
      MemorySegment.copy(codes, from + shift, row, ValueLayout.JAVA_INT, 0, known);
      for (int place = known; place < context; place++) {
        row.setAtIndex(ValueLayout.JAVA_INT, place, padding);
      }
    }
  }
}
