package dev.sinabro.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Learns how columns of a table become features.
 *
 * @param rows those of the training, one at least: scalings and what stands in for missing values are theirs alone
 * @param normalization of columns that have none of their own
 */
record Fitting(Table table, int[] rows, Normalization normalization) {

  FeatureEncoding of(Column column) {
    return switch (table.type(column)) {
      case ColumnType.Numeric numeric -> numeric(column, numeric);
      case ColumnType.Categorical categorical -> categorical(column, categorical);
      case ColumnType.Date date -> dates(column, date);
      case ColumnType.Text text -> words(column, text);
    };
  }

  private FeatureEncoding numeric(Column column, ColumnType.Numeric type) {
    IntToDoubleFunction values = table.reals(column.name(), "");
    OptionalDouble missing = standIn(column, values, type.missing());
    IntToDoubleFunction whole = row -> {
      double value = values.applyAsDouble(row);
      return Double.isNaN(value) ? missing.orElseThrow() : value;
    };
    return new FeatureEncoding.Numeric(column.name(), type.normalization().orElse(normalization).fit(whole, rows),
        missing);
  }

  private OptionalDouble standIn(Column column, IntToDoubleFunction values, Missing missing) {
    return switch (missing) {
      case Missing.Refused _ -> {
        table.requireWhole(column);
        yield OptionalDouble.empty();
      }
      case Missing.Mean _ -> OptionalDouble.of(Arrays.stream(present(column, values)).average().orElseThrow());
      case Missing.Median _ -> OptionalDouble.of(median(present(column, values)));
      case Missing.MostFrequent _ -> OptionalDouble.of(mostFrequent(present(column, values)));
      case Missing.Constant(String value) -> {
        double number = Numeral.parse(value);
        if (Double.isNaN(number)) {
          throw table.fault(column.name(), "'" + value + "' is to stand in for missing values, but is no number");
        }
        yield OptionalDouble.of(number);
      }
    };
  }

  /** The values of the training rows that have one, in ascending order. */
  private double[] present(Column column, IntToDoubleFunction values) {
    double[] present = Arrays.stream(rows).mapToDouble(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    if (present.length == 0) {
      throw noValue(column);
    }
    return present;
  }

  private DataException noValue(Column column) {
    return table.fault(column.name(),
        "no training row has a value, so that none can be told for those that miss it; leave the column out");
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
  }

  private static double mostFrequent(double[] sorted) {
    double best = sorted[0];
    int most = 0;
    for (int from = 0; from < sorted.length;) {
      int to = from + 1;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      if (to - from > most) {
        most = to - from;
        best = sorted[from];
      }
      from = to;
    }
    return best;
  }

  private FeatureEncoding categorical(Column column, ColumnType.Categorical type) {
    Column.Texts texts = table.texts(column);
    int[] counts = counts(texts);
    Optional<String> missing = standIn(texts, counts, type.missing());
    Stream<String> known = switch (type.unknown()) {
      case REFUSE -> texts.texts().stream();
      case OTHER -> IntStream.range(0, counts.length).filter(code -> counts[code] >= type.fewest())
          .mapToObj(texts.texts()::get);
    };
    List<String> categories = Stream.concat(known, missing.stream()).distinct().sorted().toList();
    if (categories.isEmpty()) {
      throw table.fault(column.name(), texts.texts().isEmpty()
          ? "no row has a value; leave the column out"
          : "no category has " + TableBuilder.count(type.fewest(), "training row") + "; leave the column out");
    }
    return switch (type.encoding()) {
      case ONE_HOT -> new FeatureEncoding.OneHot(column.name(), categories, missing, type.unknown());
      case IDS -> ids(column, new FeatureEncoding.Ids(column.name(), categories, missing, type.unknown()));
    };
  }

  private FeatureEncoding ids(Column column, FeatureEncoding.Ids field) {
    if (List.of(Field.FEATURES, Field.TARGET).contains(field.name())) {
      throw table.fault(column.name(), "is to be a field of its own, but another one has this name; rename the column");
    }
    return field;
  }

  /** How many training rows hold each text. */
  private int[] counts(Column.Texts column) {
    int[] counts = new int[column.texts().size()];
    for (int row : rows) {
      if (!column.isMissing(row)) {
        counts[column.code(row)]++;
      }
    }
    return counts;
  }

  private Optional<String> standIn(Column.Texts column, int[] counts, Missing missing) {
    return switch (missing) {
      case Missing.Refused _ -> {
        table.requireWhole(column);
        yield Optional.empty();
      }
      case Missing.MostFrequent _ -> Optional.of(IntStream.range(0, counts.length).filter(code -> counts[code] > 0)
          .boxed().min(Comparator.<Integer>comparingInt(code -> -counts[code]).thenComparing(column.texts()::get))
          .map(column.texts()::get).orElseThrow(() -> noValue(column)));
      case Missing.Constant(String value) -> Optional.of(value);
      case Missing.Mean _, Missing.Median _ -> throw new IllegalStateException("refused where the type was made");
    };
  }

  private FeatureEncoding words(Column column, ColumnType.Text type) {
    Column.Texts texts = table.texts(column);
    int[] counts = counts(texts);
    Optional<String> missing = standIn(texts, counts, type.missing());
    Map<String, Integer> having = new HashMap<>();
    for (int code = 0; code < counts.length; code++) {
      count(type.tokens(), texts.texts().get(code), counts[code], having);
    }
    missing.ifPresent(text -> count(type.tokens(), text, rows.length - Arrays.stream(counts).sum(), having));
    List<String> vocabulary = having.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
        .limit(type.most()).map(Map.Entry::getKey).sorted().toList();
    if (vocabulary.isEmpty()) {
      throw table.fault(column.name(), "no training row has a word; leave the column out");
    }
    List<Double> weights = switch (type.counting()) {
      case COUNTS -> List.of();
      case TF_IDF -> vocabulary.stream()
          .map(token -> Math.log((1.0 + rows.length) / (1 + having.getOrDefault(token, 0))) + 1).toList();
    };
    return new FeatureEncoding.Words(column.name(), type.tokens(), vocabulary, weights, missing);
  }

  /** Counts the rows of a text for each of its tokens. */
  private static void count(Tokens tokens, String text, int rows, Map<String, Integer> having) {
    if (rows > 0) {
      tokens.of(text).stream().distinct().forEach(token -> having.merge(token, rows, Integer::sum));
    }
  }

  private FeatureEncoding dates(Column column, ColumnType.Date type) {
    Column.Texts texts = table.texts(column);
    Optional<String> missing = standIn(texts, counts(texts), type.missing());
    var dates = new Dates(table, texts, type.format(), missing);
    List<Scaling> scalings = type.parts().stream()
        .map(part -> type.normalization().orElse(normalization).fit(row -> part.of(dates.of(row)), rows)).toList();
    return new FeatureEncoding.Dates(column.name(), type.format(), type.parts(), scalings, missing);
  }
}
