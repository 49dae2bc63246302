package dev.sinabro.data;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * How data become the fields that a network reads: fitted once, on what is learned from, and stored with the model, so
 * that later data are treated the same, to the bit.
 */
public sealed interface Preprocessing
    permits TablePreprocessing, NumbersPreprocessing, SeriesPreprocessing, ImagePreprocessing, TextPreprocessing,
    GraphPreprocessing {

  /** What the data become. */
  List<Field> fields();

  /** All of this as JSON; reading it back gives the same numbers to the bit. */
  default JsonObject toJson() {
    return PreprocessingJson.write(this);
  }

  /**
   * The counterpart of {@link #toJson}.
   *
   * @throws IllegalArgumentException where the object is not one that {@code toJson} makes
   */
  static Preprocessing fromJson(JsonObject json) {
    return PreprocessingJson.read(json);
  }
}
