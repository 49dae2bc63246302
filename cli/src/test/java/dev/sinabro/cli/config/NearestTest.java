package dev.sinabro.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({"'', '', 0", "a, '', 1", "epochs, epochs, 0", "epoch, epochs, 1", "target, traget, 1", "ab, ba, 1",
      "kitten, sitting, 3", "rely, relu, 1"})
  void distance(String a, String b, int expected) {
    assertEquals(expected, Nearest.distance(a, b));
    assertEquals(expected, Nearest.distance(b, a));
  }

  @Test
  void takesTheClosestAndNothingThatIsFar() {
    var words = List.of("epochs", "batch-size", "seed");
    assertEquals(Optional.of("epochs"), Nearest.to("epoc", words));
    assertEquals(Optional.of("batch-size"), Nearest.to("BATCH_SIZE", words));
    assertEquals(Optional.of("batch-size"), Nearest.to("bat", words));
    assertEquals(Optional.empty(), Nearest.to("patience", words));
    assertEquals(Optional.empty(), Nearest.to("s", words));
  }
}
