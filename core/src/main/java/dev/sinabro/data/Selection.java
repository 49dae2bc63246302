package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Some rows of a data set. */
record Selection(Dataset whole, int[] chosen) implements Dataset {
  Selection {
    for (int row : chosen) {
      if (row < 0 || row >= whole.rowCount()) {
        throw new IllegalArgumentException(
            "there is no row " + row + "; the data has rows 0 to " + (whole.rowCount() - 1));
      }
    }
  }

  @Override
  public int rowCount() {
    return chosen.length;
  }

  @Override
  public List<Field> fields() {
    return whole.fields();
  }

  @Override
  public void read(int[] rows, Map<String, MemorySegment> into) {
    whole.read(Arrays.stream(rows).map(row -> chosen[row]).toArray(), into);
  }
}
