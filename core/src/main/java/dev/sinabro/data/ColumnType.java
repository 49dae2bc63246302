package dev.sinabro.data;

import java.util.List;
import java.util.Optional;

/**
 * What a column of features is taken for, where that should not follow from its cells, and what becomes of cells that do not
 * fit. See {@link Table#typed}.
 *
 * <pre>{@code
 * var table = Csv.read(Path.of("passengers.csv"), CsvFormat.USUAL.texts("cabin", "embarked")).typed(Map.of(
 *     "age", ColumnType.numeric().missing(Missing.MEDIAN),
 *     "cabin", ColumnType.categorical().ids().missing(new Missing.Constant("none")).unknown(Unknown.OTHER),
 *     "embarked", ColumnType.date().missing(Missing.MOST_FREQUENT)));
 * }</pre>
 */
public sealed interface ColumnType {
  /** What becomes of a missing value. */
  Missing missing();

  /** Numbers, of which none may be missing. */
  static Numeric numeric() {
    return new Numeric(Missing.REFUSED, Optional.empty());
  }

  /** Categories as a feature of 0 or 1 each, of which none may be missing or unknown. */
  static Categorical categorical() {
    return new Categorical(Missing.REFUSED, Unknown.REFUSE, Encoding.ONE_HOT, 1);
  }

  /** Dates as in {@code 2024-03-01}, of which year, month, day and weekday become features. */
  static Date date() {
    return new Date(Missing.REFUSED, DateFormat.ISO,
        List.of(DatePart.YEAR, DatePart.MONTH, DatePart.DAY, DatePart.WEEKDAY), Optional.empty());
  }

  /** Words or sentences, of whose 1,000 most frequent words each becomes a feature, by tf-idf; none may be missing. */
  static Text text() {
    return new Text(Missing.REFUSED, Tokens.WORDS, Counting.TF_IDF, 1000);
  }

  /** What the feature of a token is. */
  enum Counting {
    /** How often the text has it. */
    COUNTS,
    /**
     * That times ln((1 + n) / (1 + d)) + 1, where d of the n training rows have the token, and divided so that the squares of
     * the features of a text that has any add up to 1.
     */
    TF_IDF
  }

  /** What a category becomes. */
  enum Encoding {
    /** A feature for each category, 1 for that of the row and 0 for all others. */
    ONE_HOT,
    /** A field of its own, called as the column, of the number of the category: for an embedding to read. */
    IDS
  }

  /**
   * One number.
   *
   * @param normalization of this column; empty: as that of all others
   */
  record Numeric(Missing missing, Optional<Normalization> normalization) implements ColumnType {
    /** The same with something for missing values. */
    public Numeric missing(Missing value) {
      return new Numeric(value, normalization);
    }

    /** The same with a normalization of its own. */
    public Numeric normalization(Normalization own) {
      return new Numeric(missing, Optional.of(own));
    }
  }

  /**
   * One of some texts.
   *
   * @param fewest training rows by which a category is known, at least 1; more than that only where others are not refused
   */
  record Categorical(Missing missing, Unknown unknown, Encoding encoding, int fewest) implements ColumnType {
    /** Checks that all goes together. */
    public Categorical {
      requireOfTexts(missing, "categories");
      if (fewest < 1 || fewest > 1 && unknown == Unknown.REFUSE) {
        throw new IllegalArgumentException("a category of fewer than " + fewest
            + " training rows counts as another one, but unknown ones are refused; set unknown to other, or fewest to 1");
      }
    }

    /** The same with something for missing values. */
    public Categorical missing(Missing value) {
      return new Categorical(value, unknown, encoding, fewest);
    }

    /** The same with something for unknown categories. */
    public Categorical unknown(Unknown value) {
      return new Categorical(missing, value, encoding, fewest);
    }

    /** The same as a field of the number of the category. */
    public Categorical ids() {
      return new Categorical(missing, unknown, Encoding.IDS, fewest);
    }
  }

  /**
   * A date.
   *
   * @param parts what becomes features, at least one
   * @param normalization of this column; empty: as that of all others
   */
  record Date(Missing missing, DateFormat format, List<DatePart> parts, Optional<Normalization> normalization)
      implements ColumnType {
    /** Keeps a copy of the list, and checks that all goes together. */
    public Date {
      requireOfTexts(missing, "dates");
      parts = List.copyOf(parts);
      if (parts.isEmpty() || parts.stream().distinct().count() < parts.size()) {
        throw new IllegalArgumentException(
            "a date needs one part at least, and each once; name some of year, month, day");
      }
    }

    /** The same with something for missing values. */
    public Date missing(Missing value) {
      return new Date(value, format, parts, normalization);
    }

    /** The same with other parts. */
    public Date parts(DatePart... others) {
      return new Date(missing, format, List.of(others), normalization);
    }

    /** The same in another format. */
    public Date format(DateFormat other) {
      return new Date(missing, other, parts, normalization);
    }
  }

  /**
   * Words or sentences, as a bag of words: tokens that training did not know are passed over.
   *
   * @param tokens what is counted
   * @param most tokens that become features, at least 1: those that most training rows have
   */
  record Text(Missing missing, Tokens tokens, Counting counting, int most) implements ColumnType {
    /** Checks that all goes together. */
    public Text {
      requireOfTexts(missing, "texts");
      if (most < 1) {
        throw new IllegalArgumentException("a text of which " + most + " words are counted; it must be 1 at least");
      }
    }

    /** The same with something for missing values. */
    public Text missing(Missing value) {
      return new Text(value, tokens, counting, most);
    }

    /** The same where other tokens are counted. */
    public Text tokens(Tokens others) {
      return new Text(missing, others, counting, most);
    }

    /** The same whose features are something else. */
    public Text counting(Counting other) {
      return new Text(missing, tokens, other, most);
    }

    /** The same with at most so many tokens. */
    public Text most(int count) {
      return new Text(missing, tokens, counting, count);
    }
  }

  private static void requireOfTexts(Missing missing, String what) {
    switch (missing) {
      case Missing.Mean _,
          Missing.Median _ -> throw new IllegalArgumentException("there is no mean or median of " + what
          + "; take the most frequent one or a constant for missing ones");
      case Missing.Refused _, Missing.MostFrequent _, Missing.Constant _ -> {
      }
    }
  }
}
