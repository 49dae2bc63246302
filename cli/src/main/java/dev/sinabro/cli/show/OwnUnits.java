package dev.sinabro.cli.show;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Scaling;

/** Values of a field in the units of its column, as predictions are. */
public final class OwnUnits {
  private OwnUnits() {}

  /** All values of a field of real numbers, row by row. */
  public static float[] of(Dataset rows, String name) {
    Field field = rows.field(name);
    float[] values = rows.values(name).floats();
    if (field.meaning() instanceof Meaning.Scaled(Scaling scaling)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) scaling.invert(values[i]);
      }
    }
    return values;
  }
}
