package dev.sinabro.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PhiloxTest {

  /** The known answers of the Random123 distribution for Philox4x32-10. */
  @Test
  void blocksEqualTheKnownAnswers() {
    int[] zeros = {0, 0, 0, 0};
    Philox.block(0, 0, zeros);
    assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, zeros);

    int[] ones = {-1, -1, -1, -1};
    Philox.block(-1, -1, ones);
    assertArrayEquals(new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, ones);

    int[] pi = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
    Philox.block(0xa4093822, 0x299f31d0, pi);
    assertArrayEquals(new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}, pi);
  }

  @Test
  void wordsAreThoseOfTheirBlock() {
    long seed = 0x299f31d0_a4093822L;
    int[] block = {5, 0, 7, 3};
    Philox.block(0xa4093822, 0x299f31d0, block);
    for (int i = 0; i < 4; i++) {
      assertEquals(block[i], Philox.word(seed, 3, 7, 20 + i));
    }
  }

  @Test
  void uniformsFillTheHalfOpenIntervalExactly() {
    assertEquals(0f, Philox.uniform(0xFF));
    assertEquals(0x1p-24f, Philox.uniform(0x100));
    assertEquals(1 - 0x1p-24f, Philox.uniform(-1));
  }
}
