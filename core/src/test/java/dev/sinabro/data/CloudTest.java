package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudTest {

  private static float[][] points(Cloud cloud, double noise, long seed) {
    return cloud.table(400, noise, seed).target("class").split(0, 0, 1).normalized(Normalization.NONE).training()
        .values(Field.FEATURES).rows();
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void halfOfTheRowsAreOfEachClassNearTheOrigin(Cloud cloud) {
    Table table = cloud.table(400, 0, 1);
    assertEquals(List.of("x", "y", "class"), table.columnNames());
    int[] labels =
        table.target("class").split(0, 0, 1).normalized(Normalization.NONE).training().values(Field.TARGET).ints();
    assertEquals(200, Arrays.stream(labels).sum());
    for (float[] point : points(cloud, 0, 1)) {
      assertTrue(Math.max(Math.abs(point[0]), Math.abs(point[1])) < 1.5);
    }
  }

  @ParameterizedTest
  @EnumSource(Cloud.class)
  void aSeedGivesTheSamePointsAndAnotherOneOthers(Cloud cloud) {
    assertArrayEquals(points(cloud, 0.1, 3), points(cloud, 0.1, 3));
    assertTrue(!Arrays.deepEquals(points(cloud, 0.1, 3), points(cloud, 0.1, 4)));
  }

  @Test
  void noiseHasItsDeviation() {
    double[] clean = Cloud.CIRCLE.table(2, 0, 1).numbers("x", "");
    assertEquals(2, clean.length);
    double squares = 0;
    int rows = 4_000;
    // Of the heap of class a: its own variance 0.04 and that of the noise 0.09.
    double[] x = Cloud.GAUSS.table(rows, 0.3, 5).numbers("x", "");
    for (int row = 0; row < rows; row += 2) {
      squares += (x[row] + 0.5) * (x[row] + 0.5);
    }
    assertEquals(0.13, squares / (rows / 2), 0.015);
  }

  @Test
  void wrongArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Cloud.XOR.table(1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Cloud.XOR.table(10, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> Cloud.XOR.table(10, Double.NaN, 1));
  }
}
