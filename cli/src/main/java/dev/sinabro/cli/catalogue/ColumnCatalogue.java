package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.data.ColumnType;
import dev.sinabro.data.ColumnTypes;
import dev.sinabro.data.DateFormat;
import dev.sinabro.data.DatePart;
import dev.sinabro.data.Missing;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.Tokens;
import dev.sinabro.data.Unknown;
import java.util.List;
import java.util.Optional;

/** What columns of a table can be taken for, and what stands in for their missing values. */
public final class ColumnCatalogue {

  private static final String ISO = "iso";

  /** What stands in for missing values of a column. */
  public static final Catalogue<Missing> STAND_INS = Catalogue.of("stand-in", "stand-ins",
      entry("refuse", "no value may be missing", _ -> Missing.REFUSED),
      entry("mean", "the mean of the numbers", _ -> Missing.MEAN),
      entry("median", "the median of the numbers", _ -> Missing.MEDIAN),
      entry("most-frequent", "the value that most training rows have", _ -> Missing.MOST_FREQUENT),
      entry("constant", "a value of one's own", k -> new Missing.Constant(
          k.text("value", "a text or a number", "as a cell would hold it"))));

  /** What a column is taken for. */
  public static final Catalogue<Told> COLUMNS = Catalogue.of("column", "columns",
      entry("numeric", "a number", k -> {
        var missing = missing(k);
        var normalize = normalize(k);
        return new Told(new ColumnType.Numeric(missing.orElse(Missing.REFUSED), normalize), missing.isPresent(), true);
      }).type(ColumnType.Numeric.class),

      entry("categorical", "one of some texts", k -> {
        var missing = missing(k);
        var unknown = k.find(Key.open("unknown", new Kind.Word<>(Unknown.class), By.READER, "other",
            "what becomes of a category that training did not know; as data.unknown says if absent"));
        var encoding = k.word("encoding", ColumnType.Encoding.ONE_HOT,
            "a feature for each; or a field called as the column, for the inputs of a layer: embedding");
        int fewest = k.whole("fewest", 1, 1, "training rows by which a category is known, else it is another one");
        return new Told(new ColumnType.Categorical(missing.orElse(Missing.REFUSED), unknown.orElse(Unknown.REFUSE),
            encoding, fewest), missing.isPresent(), unknown.isPresent());
      }).type(ColumnType.Categorical.class),

      entry("date", "a date, of which some parts become features", k -> {
        var missing = missing(k);
        var format = k.get(Key.of("format", new Kind.Text("a format of dates"), ISO,
            "how dates are spelled, such as dd.MM.yyyy HH:mm; iso: as 2024-03-01 or 2024-03-01 12:30"));
        var parts = parts(k.get(Key.of("parts", new Kind.Texts("a list of parts"), words(ColumnType.date().parts()),
            "what becomes features: " + String.join(", ", Words.all(DatePart.class)))));
        var normalize = normalize(k);
        return new Told(new ColumnType.Date(missing.orElse(Missing.REFUSED),
            format.equals(ISO) ? DateFormat.ISO : new DateFormat(format), parts,
            normalize), missing.isPresent(), true);
      }).type(ColumnType.Date.class),

      entry("text", "words or sentences, of which the frequent words are features", k -> {
        var missing = missing(k);
        return new Told(new ColumnType.Text(missing.orElse(Missing.REFUSED),
            k.word("tokens", Tokens.WORDS, "what is counted: words, or characters where words are not set apart"),
            k.word("counting", ColumnType.Counting.TF_IDF,
                "a feature is the count of a word; or that by how rare the word is, all of a text brought to length 1"),
            k.whole("most", 1000, 1, "so many words at most: those that most training rows have")),
            missing.isPresent(), true);
      }).type(ColumnType.Text.class));

  private ColumnCatalogue() {}

  /**
   * What a configuration says of a column.
   *
   * @param type as far as it says it
   * @param saysMissing whether it says what stands in for missing values
   * @param saysUnknown whether it says what becomes of unknown categories, or there are none
   */
  public record Told(ColumnType type, boolean saysMissing, boolean saysUnknown) {

    /** What the column is taken for, where the rest is as for columns of which nothing is said. */
    ColumnType in(ColumnTypes usual) {
      return switch (type) {
        case ColumnType.Numeric numeric -> saysMissing ? numeric : numeric.missing(usual.numbers());
        case ColumnType.Date date -> saysMissing ? date : date.missing(usual.texts());
        // A missing text has no words, where missing values need not be there.
        case ColumnType.Text text -> saysMissing || usual.texts().equals(Missing.REFUSED)
            ? text
            : text.missing(new Missing.Constant(""));
        case ColumnType.Categorical texts -> {
          var whole = saysMissing ? texts : texts.missing(usual.texts());
          yield saysUnknown ? whole : whole.unknown(usual.unknown());
        }
      };
    }
  }

  private static Optional<Missing> missing(Keys k) {
    return k.find(Key.open("missing", new Kind.One<>(STAND_INS), By.READER, "most-frequent",
        "what stands in for a missing value; as data.missing says if absent")).map(Choice::build);
  }

  private static Optional<Normalization> normalize(Keys k) {
    return k.find(Key.open("normalize", new Kind.Word<>(Normalization.class), By.READER, "minmax",
        "of this column; as data.normalize says if absent"));
  }

  private static List<String> words(List<DatePart> parts) {
    return parts.stream().map(Words::of).toList();
  }

  private static List<DatePart> parts(List<String> words) {
    return words.stream().map(word -> {
      int index = Words.all(DatePart.class).indexOf(word);
      if (index < 0) {
        throw new IllegalArgumentException("'" + word + "' is no part of a date; the parts are "
            + String.join(", ", Words.all(DatePart.class)));
      }
      return DatePart.values()[index];
    }).toList();
  }
}
