package dev.sinabro.cli.catalogue;

import java.util.function.Supplier;

/**
 * What holds where a key is absent.
 *
 * @param <V> the value as a configuration keeps it
 */
public sealed interface Absent<V> {

  /** A value; asked for when all catalogues are there, since it may be an entry of one. */
  record Default<V>(Supplier<V> value) implements Absent<V> {}

  /**
   * Nothing holds: the key is required.
   *
   * @param remedy what a message says behind {@code missing;}
   */
  record Required<V>(String remedy) implements Absent<V> {}

  /**
   * It stays open until it can be told from elsewhere.
   *
   * @param by what tells it
   * @param example a value to write there, as YAML
   */
  record Open<V>(By by, String example) implements Absent<V> {}

  /** What tells a value that was left open. */
  enum By {
    /** The reader of the value, which may do without it. */
    READER("open"),
    /** The columns and the target of the data. */
    DATA("from the data"),
    /** How many different numbers the features of the data are, such as characters. */
    CLASSES("from the data"),
    /** How many places the features of the data have. */
    PLACES("from the data"),
    /** The activation that follows in the model. */
    ACTIVATION("by the activation");

    private final String text;

    By(String text) {
      this.text = text;
    }

    /** How a listing says it. */
    public String text() {
      return text;
    }
  }
}
