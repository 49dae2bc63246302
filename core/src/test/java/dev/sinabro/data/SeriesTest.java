package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class SeriesTest {
  /** Ten numbers, of which two are for validation and two for the test. */
  private static final Table TEN = Text.table("y", "1", "2", "3", "4", "5", "6", "70", "80", "90", "100");

  private static float[] values(Dataset data, String field) {
    return data.values(field).floats();
  }

  @Test
  void partsFollowEachOtherInTimeAndWindowsReachBack() {
    var data = TEN.series("y").windows(3, 0.2, 0.2, Normalization.NONE);
    assertArrayEquals(new float[] {4, 5, 6}, values(data.training(), Field.TARGET));
    assertArrayEquals(new float[] {1, 2, 3, 2, 3, 4, 3, 4, 5}, values(data.training(), Field.FEATURES));
    assertArrayEquals(new float[] {70, 80}, values(data.validation(), Field.TARGET));
    assertArrayEquals(new float[] {4, 5, 6, 5, 6, 70}, values(data.validation(), Field.FEATURES));
    assertArrayEquals(new float[] {90, 100}, values(data.test(), Field.TARGET));
    assertArrayEquals(new float[] {6, 70, 80, 70, 80, 90}, values(data.test(), Field.FEATURES));
    assertEquals(data.preprocessing().fields(), data.test().fields());
  }

  /** What comes later must not be known: the scaling is that of the first six numbers. */
  @Test
  void scalingIsThatOfTheTrainingNumbers() {
    var data = TEN.series("y").windows(3, 0.2, 0.2, Normalization.MIN_MAX);
    assertEquals(new Scaling(1, 5), data.preprocessing().scaling());
    assertEquals(new Meaning.Scaled(new Scaling(1, 5)), data.test().field(Field.TARGET).meaning());
    assertArrayEquals(new float[] {(float) (89 / 5.0), (float) (99 / 5.0)}, values(data.test(), Field.TARGET));
    var mean = TEN.series("y").windows(3, 0.2, 0.2, Normalization.STANDARD).preprocessing().scaling();
    assertEquals(3.5, mean.shift());
    assertEquals(Math.sqrt(17.5 / 6), mean.scale(), 1e-15);
  }

  @Test
  void laterSeriesAreTreatedTheSameAndTheNextNumberIsAskedFor() {
    var written = TEN.series("y").windows(3, 0.2, 0.2, Normalization.STANDARD);
    var json = written.preprocessing().toJson().toString();
    var again = (SeriesPreprocessing) Preprocessing.fromJson(JsonParser.parseString(json).getAsJsonObject());
    assertEquals(written.preprocessing(), again);
    var all = again.dataset(TEN);
    assertEquals(7, all.rowCount());
    for (String field : new String[] {Field.FEATURES, Field.TARGET}) {
      assertEquals(-1, all.select(5, 6).values(field).bytes().mismatch(written.test().values(field).bytes()), field);
    }
    var asked = again.features(TEN);
    assertEquals(8, asked.rowCount());
    float[] last = asked.values(Field.FEATURES).row(7).floats();
    assertArrayEquals(new float[] {again.scaling().apply(80), again.scaling().apply(90), again.scaling().apply(100)},
        last);
  }

  @Test
  void tooShortSeriesAreRefusedWithTheirRemedy() {
    var series = TEN.series("y");
    assertEquals(1, series.windows(5, 0.2, 0.2, Normalization.NONE).training().rowCount());
    assertEquals("t.csv, column 'y': of 10 numbers, 6 are for training, but a window of 6 needs 7 at least; add rows,"
        + " shorten the window or ask for smaller parts",
        assertThrows(DataException.class, () -> series.windows(6, 0.2, 0.2, Normalization.NONE)).getMessage());
    var preprocessing = series.windows(3, 0, 0, Normalization.NONE).preprocessing();
    assertEquals("t.csv, column 'y': expected 4 numbers at least, since the model looks back 3, found 3",
        assertThrows(DataException.class, () -> preprocessing.dataset(Text.table("y", "1", "2", "3"))).getMessage());
    assertEquals(1, preprocessing.features(Text.table("y", "1", "2", "3")).rowCount());
    assertEquals("t.csv:3, column 'y': expected a number, since it is a series, found 'b'",
        assertThrows(DataException.class, () -> Text.table("y", "1", "b", "2").series("y")).getMessage());
  }

  /** The figure that a network has to be better than: what was a year ago, over the last two years. */
  @Test
  void seasonalNaiveErrorOfThePassengers() {
    var data = BuiltIn.AIR_PASSENGERS.table().series("passengers").windows(12, 0.0833, 0.1667, Normalization.NONE);
    assertEquals(96, data.training().rowCount());
    assertEquals(12, data.validation().rowCount());
    float[] windows = values(data.test(), Field.FEATURES);
    float[] targets = values(data.test(), Field.TARGET);
    assertEquals(24, targets.length);
    double squares = 0;
    for (int i = 0; i < targets.length; i++) {
      squares += Math.pow(targets[i] - windows[12 * i], 2);
    }
    assertEquals(50.0, Math.sqrt(squares / targets.length), 0.05);
  }
}
