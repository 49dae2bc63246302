package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static final Table TABLE = Text.table("a,b", "0,1", "2,3", "4,5", "6,7", "8,9");

  @Test
  void allColumnsHaveOneScalingOfTheTrainingRows() {
    var data = TABLE.numbers(0.2, 0.2, 1, Normalization.MIN_MAX);
    assertEquals(List.of(3, 1, 1),
        List.of(data.training().rowCount(), data.validation().rowCount(), data.test().rowCount()));
    var scaling = data.preprocessing().scaling();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (float value : data.training().values(Field.FEATURES).floats()) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    assertEquals(0, least);
    assertEquals(1, most);
    float[] test = data.test().values(Field.FEATURES).floats();
    assertEquals(1, scaling.invert(test[1]) - scaling.invert(test[0]), 1e-6);
    assertEquals(new Meaning.Scaled(scaling), data.test().field(Field.FEATURES).meaning());
  }

  @Test
  void laterTablesAreTreatedTheSameWhateverElseTheyHave() {
    var preprocessing = TABLE.numbers(0, 0, 1, Normalization.STANDARD).preprocessing();
    assertEquals(preprocessing,
        Preprocessing.fromJson(JsonParser.parseString(preprocessing.toJson().toString()).getAsJsonObject()));
    var other = preprocessing.dataset(Text.table("name,b,a", "x,1,0"));
    var scaling = preprocessing.scaling();
    assertArrayEquals(new float[] {scaling.apply(0), scaling.apply(1)}, other.values(Field.FEATURES).floats());
  }

  @Test
  void wordsAreRefused() {
    assertEquals("t.csv:3, column 'b': expected a number, since each number is to be given back, found 'x'",
        assertThrows(DataException.class, () -> Text.table("a,b", "1,2", "3,x").numbers(0, 0, 1, Normalization.NONE))
            .getMessage());
  }
}
