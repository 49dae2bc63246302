package dev.sinabro.data;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** How a column becomes features, or a field of its own. */
public sealed interface FeatureEncoding {
  /** The name of the column. */
  String name();

  /** The names of its features; none where it is a field of its own. */
  List<String> featureNames();

  /** Whether its cells are texts even where all of them are numbers. */
  boolean isOfTexts();

  /**
   * A numeric column is one feature, scaled.
   *
   * @param missing the number in the column's units that stands in for a missing one; empty: none may be missing
   */
  record Numeric(String name, Scaling scaling, OptionalDouble missing) implements FeatureEncoding {
    @Override
    public List<String> featureNames() {
      return List.of(name);
    }

    @Override
    public boolean isOfTexts() {
      return false;
    }
  }

  /**
   * A categorical column is a feature for each category: 1 for that of the row, 0 for all others.
   *
   * @param missing the category that stands in for a missing one; empty: none may be missing
   * @param unknown what becomes of another category; where it is not refused, all features of the row are 0
   */
  record OneHot(String name, List<String> categories, Optional<String> missing, Unknown unknown)
      implements FeatureEncoding {
    /** Keeps a copy of the list. */
    public OneHot {
      categories = List.copyOf(categories);
    }

    /** Of which none may be missing or unknown. */
    public OneHot(String name, List<String> categories) {
      this(name, categories, Optional.empty(), Unknown.REFUSE);
    }

    @Override
    public List<String> featureNames() {
      return categories.stream().map(category -> name + "=" + category).toList();
    }

    @Override
    public boolean isOfTexts() {
      return true;
    }
  }

  /**
   * A categorical column is a field of its own, of the number of the category.
   *
   * @param missing the category that stands in for a missing one; empty: none may be missing
   * @param unknown what becomes of another category; where it is not refused, it has the number behind all others
   */
  record Ids(String name, List<String> categories, Optional<String> missing, Unknown unknown)
      implements FeatureEncoding {
    /** What the number of all unknown categories is called. */
    public static final String OTHER = "(other)";

    /** Keeps a copy of the list. */
    public Ids {
      categories = List.copyOf(categories);
    }

    /** The field, called as the column: i32[], whose classes are the categories. */
    public Field field() {
      var names = unknown == Unknown.REFUSE
          ? categories
          : Stream.concat(categories.stream(), Stream.of(OTHER)).toList();
      return Field.integers(name).meaning(new Meaning.Classes(names));
    }

    @Override
    public List<String> featureNames() {
      return List.of();
    }

    @Override
    public boolean isOfTexts() {
      return true;
    }
  }

  /**
   * A column of texts is a feature for each token of a vocabulary.
   *
   * @param tokens what a text is cut into
   * @param vocabulary the tokens that count; all others are passed over
   * @param weights one for each: features are counts times these, brought to length 1; none: they are counts
   * @param missing the text that stands in for a missing one; empty: none may be missing
   */
  record Words(String name, Tokens tokens, List<String> vocabulary, List<Double> weights, Optional<String> missing)
      implements FeatureEncoding {
    /** Keeps copies of the lists. */
    public Words {
      vocabulary = List.copyOf(vocabulary);
      weights = List.copyOf(weights);
      if (!weights.isEmpty() && weights.size() != vocabulary.size()) {
        throw new IllegalArgumentException(
            "column '" + name + "': " + vocabulary.size() + " words and " + weights.size() + " weights");
      }
      if (!weights.stream().allMatch(Double::isFinite)) {
        throw new IllegalArgumentException("column '" + name + "': a weight of a word that is not finite");
      }
    }

    @Override
    public List<String> featureNames() {
      return vocabulary.stream().map(token -> name + ":" + token).toList();
    }

    @Override
    public boolean isOfTexts() {
      return true;
    }
  }

  /**
   * A column of dates is a feature for each part, scaled.
   *
   * @param scalings one for each part
   * @param missing the date that stands in for a missing one; empty: none may be missing
   */
  record Dates(String name, DateFormat format, List<DatePart> parts, List<Scaling> scalings, Optional<String> missing)
      implements FeatureEncoding {
    /** Keeps copies of the lists. */
    public Dates {
      parts = List.copyOf(parts);
      scalings = List.copyOf(scalings);
      if (parts.size() != scalings.size()) {
        throw new IllegalArgumentException(
            "column '" + name + "': " + parts.size() + " parts of a date and " + scalings.size() + " scalings");
      }
    }

    @Override
    public List<String> featureNames() {
      return parts.stream().map(part -> name + " " + part.word()).toList();
    }

    @Override
    public boolean isOfTexts() {
      return true;
    }
  }
}
