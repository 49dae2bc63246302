package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns that are taken for what is told of them: fitted to the training rows, and to later tables likewise. */
class TypedColumnsTest {

  /** One column x beside a target, and which rows are for training: the others are for the test. */
  private static TablePreprocessing fitted(ColumnType type, Normalization normalization, String training, String test) {
    return prepared(type, normalization, training, test).preprocessing();
  }

  private static Prepared<TablePreprocessing> prepared(ColumnType type, Normalization normalization, String training,
      String test) {
    List<String> lines = new ArrayList<>(List.of("x,y"));
    List<String> cells = new ArrayList<>(Arrays.asList(training.split(" ")));
    int trained = cells.size();
    cells.addAll(Arrays.asList(test.split(" ")));
    for (int i = 0; i < cells.size(); i++) {
      lines.add(cells.get(i) + "," + "uv".charAt(i % 2));
    }
    Table table = Text.table(lines.toArray(String[]::new)).typed(Map.of("x", type));
    var rows = new RowSplit(IntStream.range(0, trained).toArray(), new int[0],
        IntStream.range(trained, cells.size()).toArray());
    return new Split(table.target("y"), rows).normalized(normalization);
  }

  private static float[] features(TablePreprocessing fitted, String... cells) {
    String[] lines =
        Stream.concat(Stream.of("x,pad"), Arrays.stream(cells).map(cell -> cell + ",0")).toArray(String[]::new);
    Table table = Csv.read("t.csv", Text.stream(String.join("\n", lines)), fitted.format().without("pad"));
    return fitted.features(table).values(Field.FEATURES).floats();
  }

  static Stream<Arguments> standIns() {
    return Stream.of(
        arguments(Missing.MEAN, 2.5), arguments(Missing.MEDIAN, 1.5), arguments(Missing.MOST_FREQUENT, 1.0),
        arguments(new Missing.Constant("-7"), -7.0));
  }

  @ParameterizedTest
  @MethodSource
  void standIns(Missing missing, double value) {
    // The test rows would change each of them.
    var fitted = fitted(ColumnType.numeric().missing(missing), Normalization.NONE, "1 6 NA 2 1", "99 99 99 NA");
    assertEquals(List.of(new FeatureEncoding.Numeric("x", Scaling.IDENTITY, OptionalDouble.of(value))),
        fitted.features());
    assertArrayEquals(new float[] {(float) value, 3}, features(fitted, "", "3"));
  }

  @Test
  void theMedianOfAnOddCountIsTheOneInTheMiddle() {
    var fitted = fitted(ColumnType.numeric().missing(Missing.MEDIAN), Normalization.NONE, "9 1 NA 4", "1 1");
    assertArrayEquals(new float[] {4}, features(fitted, "NaN"));
  }

  @Test
  void whatStandsInCountsInTheScaling() {
    var fitted =
        fitted(ColumnType.numeric().missing(new Missing.Constant("9")), Normalization.MIN_MAX, "1 3 NA 5", "50 0");
    assertEquals(List.of(new FeatureEncoding.Numeric("x", new Scaling(1, 8), OptionalDouble.of(9))), fitted.features());
  }

  @Test
  void aColumnCanHaveItsOwnNormalization() {
    var type = ColumnType.numeric().normalization(Normalization.MIN_MAX);
    assertArrayEquals(new float[] {0, 1, 2},
        features(fitted(type, Normalization.STANDARD, "10 20", "0 0"), "10", "20", "30"));
  }

  @Test
  void categoriesOfNumbersAreTakenByTheirText() {
    var fitted = fitted(ColumnType.categorical(), Normalization.STANDARD, "3 1 2 1", "1 3");
    assertEquals(List.of("x=1", "x=2", "x=3"), fitted.featureNames());
    assertArrayEquals(new float[] {0, 0, 1, 1, 0, 0}, features(fitted, "3", "1"));
  }

  @Test
  void missingCategoriesHaveAStandIn() {
    var frequent =
        fitted(ColumnType.categorical().missing(Missing.MOST_FREQUENT), Normalization.NONE, "b NA b a c", "a a a a");
    assertArrayEquals(new float[] {0, 1, 0}, features(frequent, ""));
    var tie = fitted(ColumnType.categorical().missing(Missing.MOST_FREQUENT), Normalization.NONE, "b a c b a", "c c");
    assertArrayEquals(new float[] {1, 0, 0}, features(tie, "?"));
    var constant =
        fitted(ColumnType.categorical().missing(new Missing.Constant("none")), Normalization.NONE, "b NA a", "a b");
    assertEquals(List.of("x=a", "x=b", "x=none"), constant.featureNames());
    assertArrayEquals(new float[] {0, 0, 1, 1, 0, 0}, features(constant, "NA", "a"));
  }

  @Test
  void unknownCategoriesAreRefusedOrOthers() {
    var refusing = fitted(ColumnType.categorical(), Normalization.NONE, "a b a", "b a");
    assertEquals("t.csv:3, column 'x': 'c' is no category known from training; expected one of a, b",
        assertThrows(DataException.class, () -> features(refusing, "a", "c")).getMessage());
    var others = fitted(ColumnType.categorical().unknown(Unknown.OTHER), Normalization.NONE, "a b a", "z b");
    assertEquals(List.of("x=a", "x=b"), others.featureNames(), "those of the training rows");
    assertArrayEquals(new float[] {0, 0, 0, 1}, features(others, "c", "b"));
  }

  @Test
  void idsAreAFieldOfTheirOwn() {
    var type = ColumnType.categorical().ids().unknown(Unknown.OTHER).missing(new Missing.Constant("none"));
    var data = prepared(type, Normalization.NONE, "b a NA a", "z b");
    assertEquals(List.of("x", Field.TARGET), data.preprocessing().fields().stream().map(Field::name).toList());
    assertEquals(new Meaning.Classes(List.of("a", "b", "none", "(other)")), data.training().field("x").meaning());
    assertArrayEquals(new int[] {1, 0, 2, 0}, data.training().values("x").ints());
    assertArrayEquals(new int[] {3, 1}, data.test().values("x").ints());
  }

  @Test
  void categoriesOfTooFewRowsAreOthers() {
    var type = new ColumnType.Categorical(Missing.REFUSED, Unknown.OTHER, ColumnType.Encoding.IDS, 2);
    var data = prepared(type, Normalization.NONE, "b a c a b", "c c");
    assertArrayEquals(new int[] {1, 0, 2, 0, 1}, data.training().values("x").ints());
    assertEquals("t.csv, column 'x': no category has 2 training rows; leave the column out",
        assertThrows(DataException.class, () -> prepared(type, Normalization.NONE, "b a", "c c")).getMessage());
  }

  @Test
  void partsOfDatesAreFeatures() {
    var type = ColumnType.date().parts(DatePart.values()).missing(Missing.MOST_FREQUENT);
    var fitted = fitted(type, Normalization.NONE, "2024-02-29 2024-02-29 1970-01-02T06:30 NA", "2020-01-01 2020-01-01");
    assertEquals(List.of("x year", "x month", "x day", "x weekday", "x day of year", "x hour", "x minute", "x days"),
        fitted.featureNames());
    assertArrayEquals(new float[] {1970, 1, 2, 5, 2, 6, 30, 1.2708334f}, features(fitted, "1970-01-02T06:30"));
    float[] leap = {2024, 2, 29, 4, 60, 0, 0, 19782};
    assertArrayEquals(leap, features(fitted, "2024-02-29 00:00:00.5".substring(0, 19)));
    assertArrayEquals(leap, features(fitted, "NA"));
  }

  @Test
  void datesHaveAFormatAndAScaling() {
    var type = ColumnType.date().format(new DateFormat("d.M.yyyy")).parts(DatePart.MONTH);
    var fitted = fitted(type, Normalization.MIN_MAX, "1.2.2003 28.06.1999 03.4.2000", "1.1.2001 1.1.2001");
    assertArrayEquals(new float[] {0.25f}, features(fitted, "7.3.2020"));
    assertEquals(
        "t.csv:2, column 'x': expected a date as d.M.yyyy, found '30.2.2020'; correct it, or name the format of the"
            + " dates",
        assertThrows(DataException.class, () -> features(fitted, "30.2.2020")).getMessage());
  }

  static Stream<ColumnType> types() {
    return Stream.of(ColumnType.numeric().missing(Missing.MEDIAN),
        ColumnType.categorical().missing(new Missing.Constant("1")).unknown(Unknown.OTHER),
        ColumnType.categorical().ids(),
        ColumnType.categorical().ids().unknown(Unknown.OTHER).missing(Missing.MOST_FREQUENT));
  }

  @ParameterizedTest
  @MethodSource("types")
  void survivesJson(ColumnType type) {
    var fitted = fitted(type, Normalization.STANDARD, "2001 2002 2001", "2001 2002");
    assertEquals(fitted, Preprocessing.fromJson(JsonParser.parseString(fitted.toJson().toString()).getAsJsonObject()));
  }

  @Test
  void datesSurviveJson() {
    var fitted = fitted(ColumnType.date().missing(new Missing.Constant("2024-01-01")), Normalization.STANDARD,
        "2024-02-29 2023-12-31 NA", "2020-01-01 NA");
    assertEquals(Optional.of("2024-01-01"), ((FeatureEncoding.Dates) fitted.features().getFirst()).missing());
    assertEquals(fitted, Preprocessing.fromJson(JsonParser.parseString(fitted.toJson().toString()).getAsJsonObject()));
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        arguments(ColumnType.numeric(), "1 x 2", "t.csv:3, column 'x': expected a number, found 'x'"),
        arguments(ColumnType.numeric().missing(new Missing.Constant("none")), "1 NA 2",
            "t.csv, column 'x': 'none' is to stand in for missing values, but is no number"),
        arguments(ColumnType.numeric().missing(Missing.MEAN), "NA NA NA",
            "t.csv, column 'x': no training row has a value,"
                + " so that none can be told for those that miss it; leave the column out"),
        arguments(ColumnType.categorical().missing(Missing.MOST_FREQUENT), "NA NA NA",
            "t.csv, column 'x': no training row"
                + " has a value, so that none can be told for those that miss it; leave the column out"),
        arguments(ColumnType.date().missing(Missing.MOST_FREQUENT), "2024-01-01 2024-02-30 2024-01-01",
            "t.csv:3, column 'x': expected a date as 2024-03-01"
                + " or 2024-03-01 12:30, found '2024-02-30'; correct it, or name the format of the dates"),
        arguments(ColumnType.date().missing(new Missing.Constant("soon")), "2024-01-01 2024-02-03 NA",
            "t.csv, column 'x': 'soon' is to stand in for missing values, but is no date as 2024-03-01 or 2024-03-01 12:30"));
  }

  @ParameterizedTest
  @MethodSource
  void unfit(ColumnType type, String training, String message) {
    var error = assertThrows(DataException.class, () -> fitted(type, Normalization.NONE, training, "NA NA"));
    assertEquals(message, error.getMessage());
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    for (Missing missing : List.of(Missing.MEAN, Missing.MEDIAN)) {
      assertThrows(IllegalArgumentException.class, () -> ColumnType.categorical().missing(missing));
      assertThrows(IllegalArgumentException.class, () -> ColumnType.date().missing(missing));
    }
    assertThrows(IllegalArgumentException.class,
        () -> new ColumnType.Date(Missing.REFUSED, DateFormat.ISO, List.of(), Optional.empty()));
    assertThrows(IllegalArgumentException.class, () -> ColumnType.date().parts(DatePart.DAY, DatePart.DAY));
    assertThrows(IllegalArgumentException.class, () -> new DateFormat("q{"));
    assertThrows(IllegalArgumentException.class,
        () -> new ColumnType.Categorical(Missing.REFUSED, Unknown.REFUSE, ColumnType.Encoding.IDS, 2));
  }
}
