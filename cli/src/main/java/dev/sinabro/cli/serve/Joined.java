package dev.sinabro.cli.serve;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of several data sets one after the other.
 *
 * @param parts of the same fields, one at least
 */
record Joined(List<Dataset> parts) implements Dataset {

  @Override
  public int rowCount() {
    return parts.stream().mapToInt(Dataset::rowCount).sum();
  }

  @Override
  public List<Field> fields() {
    return parts.getFirst().fields();
  }

  @Override
  public void read(int[] rows, Map<String, MemorySegment> into) {
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      int part = 0;
      while (row >= parts.get(part).rowCount()) {
        row -= parts.get(part).rowCount();
        part++;
      }
      Map<String, MemorySegment> place = new HashMap<>();
      for (Field field : fields()) {
        MemorySegment all = into.get(field.name());
        if (all != null) {
          long size = field.row().byteSize();
          place.put(field.name(), all.asSlice(i * size, size));
        }
      }
      parts.get(part).read(new int[] {row}, place);
    }
  }
}
