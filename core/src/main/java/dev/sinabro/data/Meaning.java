package dev.sinabro.data;

import java.util.List;

/** What the values of a field stand for. */
public sealed interface Meaning {

  /** Themselves. */
  record Plain() implements Meaning {}

  /**
   * Classes: an integer is the index of a name.
   *
   * @param names of the classes
   */
  record Classes(List<String> names) implements Meaning {
    /** Keeps a copy of the list. */
    public Classes {
      names = List.copyOf(names);
    }
  }

  /**
   * Numbers in other units: predictions of them are brought back to their own.
   *
   * @param scaling that made them
   */
  record Scaled(Scaling scaling) implements Meaning {}

  /**
   * Features of a table, along the only axis.
   *
   * @param names of them; one of a categorical column is called {@code column=category}
   */
  record Columns(List<String> names) implements Meaning {
    /** Keeps a copy of the list. */
    public Columns {
      names = List.copyOf(names);
    }
  }
}
