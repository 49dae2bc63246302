package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 64, 1797, 100_003})
  void holdsEachNumberOnce(int count) {
    int[] order = Permutation.of(42, 3, count);
    Arrays.sort(order);
    assertArrayEquals(IntStream.range(0, count).toArray(), order);
  }

  @Test
  void seedAndEpochDecide() {
    assertArrayEquals(Permutation.of(1, 9, 100), Permutation.of(1, 9, 100));
    assertFalse(Arrays.equals(Permutation.of(1, 9, 100), Permutation.of(1, 10, 100)));
    assertFalse(Arrays.equals(Permutation.of(1, 9, 100), Permutation.of(2, 9, 100)));
    assertFalse(Arrays.equals(Permutation.of(1, 9, 100), Permutation.of(1 + (1L << 32), 9, 100)));
  }

  /** Each of the 24 orders of four: chi-square of 23 degrees of freedom stays below its 99.9 % point, 49.73. */
  @Test
  void ordersAreEquallyLikely() {
    int[] seen = new int[256];
    int epochs = 24_000;
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = Permutation.of(2026, epoch, 4);
      seen[order[0] << 6 | order[1] << 4 | order[2] << 2 | order[3]]++;
    }
    double chiSquare = 0;
    double expected = epochs / 24.0;
    for (int code = 0; code < seen.length; code++) {
      boolean possible = IntStream.of(code >> 6, code >> 4 & 3, code >> 2 & 3, code & 3).distinct().count() == 4;
      chiSquare += possible ? (seen[code] - expected) * (seen[code] - expected) / expected : 0;
    }
    assertTrue(chiSquare < 49.73, "chi-square " + chiSquare + " with seed 2026");
  }
}
