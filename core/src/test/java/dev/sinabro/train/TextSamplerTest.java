package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.DataException;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TextSamplerTest {
  private static final TextPreprocessing RUNNING = new TextPreprocessing("\nabc", 3, false);
  private static final TextPreprocessing LINES = new TextPreprocessing("\nabc", 3, true);

  /** One more is the most probable number, 0 behind 3; each of distance d from it is 3^d times less so. */
  private static final Layer NEXT = (x, scope) -> {
    Tensor next = x.cast(DType.F32).add(1).remainder(4).reshape(-1, 3, 1);
    Tensor numbers = x.graph().iota(4).cast(DType.F32).reshape(1, 1, 4);
    return numbers.sub(next).abs().mul(scope.parameter("weight", Shape.of(1), new Initializer.Constant(-Math.log(3))));
  };

  private static <T> T sampler(TextPreprocessing text, double temperature, int choices, Function<TextSampler, T> use) {
    try (Device device = Devices.open("reference");
        Trainer trainer = Trainer.builder(NEXT).loss(Loss.softmaxCrossEntropy()).fields(text.fields()).on(device)) {
      return use.apply(new TextSampler(trainer, text, temperature, choices));
    }
  }

  private static String mostProbable(TextPreprocessing text, String prompt, int length) {
    return sampler(text, 1, 1, sampler -> sampler.write(prompt, length, new SplittableRandom(1)));
  }

  @Test
  void runningTextIsToldFromItsLastCharacters() {
    assertEquals("abc\nabc\nab", mostProbable(RUNNING, "", 10));
    assertEquals("c\nab", mostProbable(RUNNING, "abcabcab", 4));
    assertEquals("", mostProbable(RUNNING, "abc", 0));
  }

  /** A row has room for two characters and the end of the line. */
  @Test
  void aLineEndsWhereItsRowDoes() {
    assertEquals("ab\nab\na", mostProbable(LINES, "", 7));
    assertEquals("\nab\n", mostProbable(LINES, "ab\nca", 4));
    assertEquals("ab", sampler(LINES, 1, 1, sampler -> sampler.line(9, new SplittableRandom(1))));
    assertEquals("a", sampler(LINES, 1, 1, sampler -> sampler.line(1, new SplittableRandom(1))));
  }

  /** Of 1, 1/3, 1/3 and 1/9, or of their squares, or of the first two. */
  @Test
  void temperatureAndChoicesDecideHowOftenTheMostProbableComes() {
    assertEquals(1 / (1 + 2 / 3.0 + 1 / 9.0), oftenA(1, 4), 0.04);
    assertEquals(1 / (1 + 2 / 9.0 + 1 / 81.0), oftenA(0.5, 4), 0.04);
    assertEquals(1 / (1 + 1 / 3.0), oftenA(1, 2), 0.04);
  }

  private static double oftenA(double temperature, int choices) {
    var random = new SplittableRandom(5);
    int draws = 2000;
    return sampler(RUNNING, temperature, choices, sampler -> {
      int found = 0;
      for (int draw = 0; draw < draws; draw++) {
        found += sampler.write("", 1, random).equals("a") ? 1 : 0;
      }
      return found / (double) draws;
    });
  }

  @Test
  void whatCannotBeWrittenIsTold() {
    var unknown = assertThrows(DataException.class, () -> mostProbable(RUNNING, "axay", 1));
    assertEquals("'axay': has characters that were not there in training: 'x', 'y'; the model knows abc",
        unknown.getMessage());
    var tooLong = assertThrows(DataException.class, () -> mostProbable(LINES, "b\nabc", 1));
    assertTrue(tooLong.getMessage().contains("has 3 characters, but lines of this model have 2 at most"),
        tooLong.getMessage());
    assertThrows(IllegalArgumentException.class, () -> sampler(RUNNING, 0, 1, sampler -> ""));
    assertThrows(IllegalArgumentException.class, () -> sampler(RUNNING, 1, 0, sampler -> ""));
  }
}
