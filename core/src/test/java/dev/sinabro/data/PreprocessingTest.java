package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {

  private static final String[] HOUSES = houses();

  /** Rows of a regression with a numeric, a constant and a categorical column. */
  private static String[] houses() {
    var random = new Random(11);
    var lines = new ArrayList<>(List.of("area,floors,town,price"));
    for (int i = 0; i < 40; i++) {
      lines.add((20 + random.nextInt(1000) / 7.0) + ",0.1," + "abc".charAt(i % 3) + "," + 1000 * random.nextGaussian());
    }
    return lines.toArray(String[]::new);
  }

  private static Scaling area(Prepared<TablePreprocessing> data) {
    return assertInstanceOf(FeatureEncoding.Numeric.class, data.preprocessing().features().getFirst()).scaling();
  }

  private static float[] floats(Dataset data) {
    return data.values(Field.FEATURES).floats();
  }

  private static List<String> names(Dataset data) {
    return assertInstanceOf(Meaning.Columns.class, data.field(Field.FEATURES).meaning()).names();
  }

  @Test
  void shiftAndScaleAreThoseOfTheTrainingRowsOnly() {
    var split = Text.table(HOUSES).target("price").split(0.2, 0.2, 3);
    double[] areas = split.labeled().table().numbers("area", "");
    var training = Arrays.stream(split.rows().training()).mapToDouble(row -> areas[row]).summaryStatistics();
    double variance = Arrays.stream(split.rows().training())
        .mapToDouble(row -> Math.pow(areas[row] - training.getAverage(), 2))
        .average()
        .orElseThrow();

    assertEquals(training.getAverage(), area(split.standardized()).shift(), 1e-12);
    assertEquals(Math.sqrt(variance), area(split.standardized()).scale(), 1e-12);
    assertEquals(new Scaling(training.getMin(), training.getMax() - training.getMin()), area(split.minMax()));
    assertEquals(Scaling.IDENTITY, area(split.raw()));
  }

  @ParameterizedTest
  @EnumSource
  void heldOutRowsDoNotMatter(Normalization normalization) {
    var split = Text.table(HOUSES).target("price").split(0.2, 0.2, 3);
    String[] changed = HOUSES.clone();
    for (int row : split.rows().validation()) {
      changed[row + 1] = "1e6,5,a,1e7";
    }
    for (int row : split.rows().test()) {
      changed[row + 1] = "-1e6,-5,b,-1e7";
    }
    var other = Text.table(changed).target("price").split(0.2, 0.2, 3);

    assertArrayEquals(split.rows().training(), other.rows().training());
    assertEquals(split.normalized(normalization).preprocessing(), other.normalized(normalization).preprocessing());
  }

  @Test
  void trainingColumnsHaveMeanZeroAndDeviationOne() {
    float[][] training =
        BuiltIn.BREAST_CANCER.labeled().split(0.1, 0.2, 1).standardized().training().values(Field.FEATURES).rows();
    for (int column = 0; column < training[0].length; column++) {
      double sum = 0;
      double squares = 0;
      for (float[] row : training) {
        sum += row[column];
        squares += row[column] * row[column];
      }
      assertEquals(0, sum / training.length, 1e-6);
      assertEquals(1, squares / training.length, 1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARD", "MIN_MAX"})
  void aConstantColumnBecomesZero(Normalization normalization) {
    var training = Text.table(HOUSES).target("price").split(0, 0, 1).normalized(normalization).training();
    assertEquals("floors", names(training).get(1));
    for (float[] row : training.values(Field.FEATURES).rows()) {
      assertEquals(0f, row[1]);
    }
  }

  @Test
  void categoriesAreOneHotAndNeverScaled() {
    var features = Text.table(HOUSES).target("price").split(0, 0, 1).standardized();
    var all = features.preprocessing().features(Text.table("town,floors,area", "b,0.1,30", "a,0.1,30"));
    assertEquals(List.of("area", "floors", "town=a", "town=b", "town=c"), names(all));
    assertArrayEquals(new float[] {0, 1, 0}, Arrays.copyOfRange(floats(all), 2, 5));
    assertArrayEquals(new float[] {1, 0, 0}, Arrays.copyOfRange(floats(all), 7, 10));
  }

  @Test
  void aNumericTargetIsScaledAndCanBeBroughtBack() {
    var data = Text.table(HOUSES).target("price").split(0.2, 0.2, 3);
    double[] prices = data.labeled().table().numbers("price", "");
    Dataset test = data.standardized().test();
    Dataset raw = data.raw().test();
    var scaled = assertInstanceOf(Meaning.Scaled.class, test.field(Field.TARGET).meaning());
    for (int i = 0; i < test.rowCount(); i++) {
      double price = prices[data.rows().test()[i]];
      assertEquals(price, scaled.scaling().invert(test.values(Field.TARGET).value(i)), 1e-3);
      assertEquals((float) price, raw.values(Field.TARGET).value(i));
    }
    assertEquals(new Meaning.Scaled(Scaling.IDENTITY), raw.field(Field.TARGET).meaning());
    assertTrue(scaled.scaling().scale() > 100);
  }

  @ParameterizedTest
  @EnumSource
  void laterTablesAreTreatedTheSameToTheBit(Normalization normalization) {
    var split = Text.table(HOUSES).target("price").split(0.2, 0.2, 3);
    var data = split.normalized(normalization);
    var again =
        (TablePreprocessing) Preprocessing.fromJson(JsonParser.parseString(data.preprocessing().toJson().toString())
            .getAsJsonObject());
    assertEquals(data.preprocessing(), again);

    var whole = again.dataset(Text.table(HOUSES));
    Dataset same = whole.select(split.rows().test());
    for (String field : List.of(Field.FEATURES, Field.TARGET)) {
      assertEquals(-1, data.test().values(field).bytes().mismatch(same.values(field).bytes()), field);
    }
    assertEquals(data.test().fields(), same.fields());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"AIR_PASSENGERS", "WORDS", "TINYSHAKESPEARE"})
  void builtInDataSurviveJson(BuiltIn data) {
    var preprocessing = data.labeled().split(0, 0, 1).standardized().preprocessing();
    assertEquals(preprocessing,
        Preprocessing.fromJson(JsonParser.parseString(preprocessing.toJson().toString()).getAsJsonObject()));
  }

  @Test
  void anyDoubleSurvivesJson() {
    var random = new Random(17);
    for (int i = 0; i < 10_000; i++) {
      double shift = Double.longBitsToDouble(random.nextLong());
      double scale = Math.abs(Double.longBitsToDouble(random.nextLong()));
      if (Double.isFinite(shift) && Double.isFinite(scale) && scale > 0) {
        var target = new TargetEncoding.Values("y", new Scaling(shift, scale));
        var json = new TablePreprocessing(List.of(), target).toJson().toString();
        // Records compare doubles by their bits, -0.0 and 0.0 included.
        var read = (TablePreprocessing) Preprocessing.fromJson(JsonParser.parseString(json).getAsJsonObject());
        assertEquals(target, read.target(),
            () -> json + " of seed 17");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'features':[]}", "{'features':1,'target':{}}", "{'features':[1],'target':{}}",
      "{'features':[],'target':{'name':'y','task':'regression'}}",
      "{'features':[],'target':{'name':'y','task':'regression','shift':'a','scale':1}}",
      "{'features':[],'target':{'name':'y','task':'regression','shift':0,'scale':0}}",
      "{'features':[],'target':{'name':'y','task':'ranking'}}",
      "{'features':[{'name':'x','kind':'date'}],'target':{'name':'y','task':'classification','classes':[]}}"})
  void refusesOtherJson(String json) {
    JsonObject parsed = JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject();
    assertThrows(IllegalArgumentException.class, () -> Preprocessing.fromJson(parsed));
    parsed.addProperty("kind", "table");
    assertThrows(IllegalArgumentException.class, () -> Preprocessing.fromJson(parsed));
  }

  /** A column of words and numbers may hold numbers only in a later file. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2.0, 1", "2, 1", "3+, 2"})
  void categoriesAreFoundByTextElseByNumber(String cell, int category) {
    var preprocessing = Text.table("n,a,y", "1,0,u", "2.0,0,v", "3+,0,u", "1,0,v")
        .target("y")
        .split(0, 0, 1)
        .raw()
        .preprocessing();
    float[] expected = new float[3];
    expected[category] = 1;
    assertArrayEquals(expected, Arrays.copyOf(floats(preprocessing.features(Text.table("a,n", "0," + cell))), 3));
  }

  @Test
  void labelsIndexTheNames() {
    var data = Text.table("a,y", "1,10", "2,2", "3,10", "4,2").target("y").split(0, 0, 1).raw();
    Dataset again = data.preprocessing().dataset(Text.table("y,a", "2,1", "10,1", "2,5"));
    assertEquals(new Meaning.Classes(List.of("2", "10")), again.field(Field.TARGET).meaning());
    assertArrayEquals(new int[] {0, 1, 0}, again.values(Field.TARGET).ints());
  }
}
