package dev.sinabro.data;

import java.util.List;

/** How a column becomes features. */
public sealed interface FeatureEncoding {
  /** The name of the column. */
  String name();

  /** The names of its features. */
  List<String> featureNames();

  /** A numeric column is one feature, scaled. */
  record Numeric(String name, Scaling scaling) implements FeatureEncoding {
    @Override
    public List<String> featureNames() {
      return List.of(name);
    }
  }

  /** A categorical column is a feature for each category: 1 for that of the row, 0 for all others. */
  record OneHot(String name, List<String> categories) implements FeatureEncoding {
    public OneHot {
      categories = List.copyOf(categories);
    }

    @Override
    public List<String> featureNames() {
      return categories.stream().map(category -> name + "=" + category).toList();
    }
  }
}
