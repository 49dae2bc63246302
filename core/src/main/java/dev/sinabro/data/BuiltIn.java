package dev.sinabro.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Small real data sets that come with the library; their sources stand in {@code SOURCES.md} beside them. */
public enum BuiltIn {
  /** 1,797 handwritten digits of 8 x 8 pixels from 0 to 16. */
  DIGITS("digits", "label"),
  /** 150 flowers of three species, measured in cm. */
  IRIS("iris", "species"),
  /** 569 tumors, benign or malignant, with 30 measurements of their cell nuclei. */
  BREAST_CANCER("breast_cancer", "diagnosis"),
  /** The four rows of exclusive or. */
  XOR("xor", "xor");

  private final String key;
  private final String targetName;

  BuiltIn(String key, String targetName) {
    this.key = key;
    this.targetName = targetName;
  }

  /** All columns. */
  public Table table() {
    String file = key + ".csv";
    try (InputStream stream = Objects.requireNonNull(BuiltIn.class.getResourceAsStream(file), file)) {
      return Csv.read(file, stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All columns, of which one is to be learned. */
  public Labeled labeled() {
    return table().target(targetName);
  }
}
