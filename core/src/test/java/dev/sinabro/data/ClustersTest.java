package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClustersTest {
  private static double number(Table table, int row, int column) {
    return Double.parseDouble(table.cell(row, "x" + column));
  }

  /** With next to no spread each point is at the corner of its cluster; 2 of 3 columns have corners, all four are taken. */
  @Test
  void eachClusterHasACornerOfItsOwn() {
    Table table = new Clusters(3, 2, 2, 2, 1e-9).table(400, 5);
    Set<String> all = new HashSet<>();
    for (int row = 0; row < 400; row++) {
      String corner = Math.round(number(table, row, 0)) + " " + Math.round(number(table, row, 1));
      assertEquals(1, Math.abs(number(table, row, 0)), 1e-6);
      assertEquals(1, Math.abs(number(table, row, 1)), 1e-6);
      all.add(corner + " " + table.cell(row, "class"));
    }
    assertEquals(4, all.size(), () -> "a corner, and the class that it has: " + all);
  }

  /** The deviation from a corner is spread times the length of a row of A, whose mean square is informative / 3. */
  @Test
  void pointsSpreadRoundTheirCornersAndTheOtherColumnsAreNormal() {
    Clusters clusters = new Clusters(40, 30, 2, 50, 0.5);
    Table table = clusters.table(20_000, 7);
    double square = 0;
    for (int column = 0; column < 30; column++) {
      int each = column;
      square += IntStream.range(0, 20_000).mapToDouble(row -> number(table, row, each)).map(x -> x * x).sum();
    }
    assertEquals(1 + 0.25 * 30 / 3, square / (30 * 20_000), 0.05);
    double[] useless = IntStream.range(0, 20_000).mapToDouble(row -> number(table, row, 35)).toArray();
    assertEquals(0, IntStream.range(0, 20_000).mapToDouble(i -> useless[i]).average().orElseThrow(), 0.03);
    assertEquals(1, IntStream.range(0, 20_000).mapToDouble(i -> useless[i] * useless[i]).average().orElseThrow(), 0.04);
  }

  @Test
  void equalSeedsGiveEqualPoints() {
    Clusters clusters = new Clusters(50, 40, 5, 3, 1);
    assertEquals(clusters.table(9, 1).cell(8, "x7"), clusters.table(9, 1).cell(8, "x7"));
    assertNotEquals(clusters.table(9, 1).cell(8, "x7"), clusters.table(9, 2).cell(8, "x7"));
  }

  @Test
  void whatCannotBeIsRefused() {
    for (Runnable wrong : new Runnable[] {() -> new Clusters(3, 4, 2, 1, 1), () -> new Clusters(3, 0, 2, 1, 1),
        () -> new Clusters(3, 2, 1, 1, 1), () -> new Clusters(3, 2, 2, 0, 1), () -> new Clusters(3, 2, 2, 1, 0),
        () -> new Clusters(3, 2, 5, 1, 1), () -> new Clusters(3, 3, 2, 1, 1).table(1, 1)}) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
    String message = assertThrows(IllegalArgumentException.class, () -> new Clusters(9, 3, 3, 3, 1)).getMessage();
    assertTrue(message.contains("9 clusters") && message.contains("8 corners"), message);
    new Clusters(9, 3, 4, 2, 1);
  }
}
