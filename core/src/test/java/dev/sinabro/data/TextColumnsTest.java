package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.data.ColumnType.Counting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Columns of words and sentences as bags of words. */
class TextColumnsTest {
  private static final List<String> TRAINING =
      List.of("good good film", "bad film", "the film, the GOOD one!", "Ça va 3D", "...", "one-two two");
  private static final List<String> LATER = List.of("good unknown bad bad", "nothing here", "THE ÇA");

  /** Learned from the training texts; the others are of the test. */
  private static Prepared<TablePreprocessing> prepared(ColumnType type, List<String> training, List<String> test) {
    List<String> all = Stream.concat(training.stream(), test.stream()).toList();
    Table table = Table.of("t", all.size()).with("x", all)
        .with("y", IntStream.range(0, all.size()).mapToDouble(i -> i % 2).toArray()).typed(Map.of("x", type));
    var rows = new RowSplit(IntStream.range(0, training.size()).toArray(), new int[0],
        IntStream.range(training.size(), all.size()).toArray());
    return new Split(table.target("y", Task.CLASSIFICATION), rows).normalized(Normalization.STANDARD);
  }

  private static float[] features(TablePreprocessing fitted, String... texts) {
    return fitted.features(Table.of("later", texts.length).with("x", List.of(texts))).values(Field.FEATURES).floats();
  }

  @Test
  void termsAreWeighedAsByScikitLearn() throws IOException {
    List<String> golden;
    try (InputStream stream = Objects.requireNonNull(getClass().getResourceAsStream("golden_words.txt"))) {
      golden = new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
    var data = prepared(ColumnType.text(), TRAINING, LATER);
    List<String> names = Arrays.stream(golden.getFirst().split(" ")).map("x:"::concat).toList();
    assertEquals(names, data.preprocessing().featureNames());
    double[] expected = golden.stream().skip(1).flatMap(line -> Arrays.stream(line.split(" ")))
        .mapToDouble(Double::parseDouble).toArray();
    float[] found = new float[expected.length];
    float[] training = data.training().values(Field.FEATURES).floats();
    System.arraycopy(training, 0, found, 0, training.length);
    float[] test = data.test().values(Field.FEATURES).floats();
    System.arraycopy(test, 0, found, training.length, test.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-7, "number " + i);
    }
  }

  /** The words of the test rows are not known, and no word is counted as another one. */
  @Test
  void countsAreOfWordsThatTrainingKnew() {
    var type = ColumnType.text().counting(Counting.COUNTS);
    var fitted = prepared(type, List.of("b a", "a", "c a-b"), List.of("zebra zebra", "a")).preprocessing();
    assertEquals(List.of("x:a", "x:b", "x:c"), fitted.featureNames());
    assertArrayEquals(new float[] {2, 0, 1, 0, 0, 0}, features(fitted, "A, a! zebra C ab", "-"));
  }

  @Test
  void theWordsOfMostRowsAreKept() {
    var type = ColumnType.text().counting(Counting.COUNTS).most(2);
    var fitted = prepared(type, List.of("d d d d", "c b", "b a", "c a"), List.of("d", "d")).preprocessing();
    assertEquals(List.of("x:a", "x:b"), fitted.featureNames(), "of as many rows those first by alphabet");
  }

  @Test
  void charactersNeedNoSpaces() {
    var type = ColumnType.text().counting(Counting.COUNTS).tokens(Tokens.CHARACTERS);
    var fitted = prepared(type, List.of("봄 비\u3000봄", "𝒂B"), List.of("x", "y")).preprocessing();
    assertEquals(List.of("x:b", "x:봄", "x:비", "x:𝒂"), fitted.featureNames());
    assertArrayEquals(new float[] {0, 2, 1, 0}, features(fitted, "봄봄비"));
  }

  /** A letter with a mark is the same in both of the forms that Unicode has for it. */
  @Test
  void wordsAreOfLettersWithTheirMarks() {
    assertEquals(List.of("\u00e9t\u00e9", "\u00e9t\u00e9"), Tokens.WORDS.of("E\u0301te\u0301 \u00c9T\u00c9"));
    assertEquals(List.of("हिन्दी", "don", "t", "3", "14"), Tokens.WORDS.of("हिन्दी don't 3.14"));
    assertEquals(List.of(), Tokens.WORDS.of(" \uD800 ..."));
  }

  @Test
  void aMissingTextHasAStandInOrIsRefused() {
    var refusing = prepared(ColumnType.text(), List.of("a", "b"), List.of("a", "b")).preprocessing();
    assertEquals(
        "later:2, column 'x': expected a value, found none (an empty field, ?, NA, N/A, NaN or null); fill it in,"
            + " remove the row, or say what stands in for missing values",
        assertThrows(DataException.class, () -> features(refusing, "a", "")).getMessage());
    var without = prepared(ColumnType.text().missing(new Missing.Constant("")), List.of("a", ""), List.of("a", "b"))
        .preprocessing();
    assertArrayEquals(new float[] {0, 1}, features(without, "", "a"));
    var told = ColumnType.text().counting(Counting.COUNTS).missing(new Missing.Constant("none at all"));
    var fitted = prepared(told, List.of("all", "", ""), List.of("a", "b")).preprocessing();
    assertEquals(List.of("x:all", "x:at", "x:none"), fitted.featureNames());
    assertArrayEquals(new float[] {1, 1, 1}, features(fitted, ""));
  }

  @Test
  void theVocabularySurvivesJson() {
    for (ColumnType type : List.of(ColumnType.text(), ColumnType.text().counting(Counting.COUNTS)
        .tokens(Tokens.CHARACTERS).missing(new Missing.Constant("a")))) {
      var fitted = prepared(type, List.of("b a \"", "c"), List.of("a", "b")).preprocessing();
      assertEquals(fitted, Preprocessing.fromJson(json(fitted)));
    }
  }

  private static JsonObject json(TablePreprocessing fitted) {
    return JsonParser.parseString(fitted.toJson().toString()).getAsJsonObject();
  }

  @Test
  void whatMeansNothingIsRefused() {
    assertEquals("t, column 'x': no training row has a word; leave the column out", assertThrows(DataException.class,
        () -> prepared(ColumnType.text(), List.of("...", "!"), List.of("a", "b"))).getMessage());
    assertThrows(IllegalArgumentException.class, () -> ColumnType.text().most(0));
    assertThrows(IllegalArgumentException.class, () -> ColumnType.text().missing(Missing.MEAN));
    assertThrows(IllegalArgumentException.class,
        () -> new FeatureEncoding.Words("x", Tokens.WORDS, List.of("a", "b"), List.of(1.0), Optional.empty()));
    assertThrows(IllegalArgumentException.class,
        () -> new FeatureEncoding.Words("x", Tokens.WORDS, List.of("a"), List.of(Double.NaN), Optional.empty()));
  }
}
