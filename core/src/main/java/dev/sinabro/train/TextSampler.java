package dev.sinabro.train;

import dev.sinabro.data.TextPreprocessing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Writes text with a trained network, character by character: each is drawn by the probabilities that the network tells of it
 * behind the last {@link TextPreprocessing#context} characters. A line that is a row of its own is written from its beginning.
 * The same random numbers give the same text.
 *
 * @param trainer of the network, which says [rows, context, characters] of {@link TextPreprocessing#dataset}
 * @param text how characters are numbers
 * @param temperature above 0: probabilities become p^(1 / temperature), so that below 1 the probable is written more often
 * @param choices of how many most probable characters one is drawn, at least 1
 */
public record TextSampler(Trainer trainer, TextPreprocessing text, double temperature, int choices) {
  private static final int END_OF_LINE = 0;

  /** Checks the ranges. */
  public TextSampler {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("a temperature of " + temperature + "; it must be above 0");
    }
    if (choices < 1) {
      throw new IllegalArgumentException("one of " + choices + " characters; it must be 1 at least");
    }
  }

  /**
   * What follows on a text, which itself follows on the end of a line.
   *
   * @param prompt may be empty
   * @param length characters to be written, at least 0
   * @return the characters that were written, without the prompt
   * @throws dev.sinabro.data.DataException where a character of the prompt was not there in training, or its last line is
   *     longer than a row can be
   */
  public String write(String prompt, int length, RandomGenerator random) {
    return written(prompt, length, false, random);
  }

  /** A line, without its end: at most so many characters. */
  public String line(int most, RandomGenerator random) {
    return written("", most, true, random);
  }

  private String written(String prompt, int length, boolean oneLine, RandomGenerator random) {
    int[] known = text.codes(prompt);
    int[] codes = Arrays.copyOf(known, known.length + length);
    int end = known.length;
    for (; end < codes.length; end++) {
      codes[end] = next(text.window(Arrays.copyOf(codes, end)), random);
      if (oneLine && codes[end] == END_OF_LINE) {
        break;
      }
    }
    return text.text(Arrays.copyOfRange(codes, known.length, end));
  }

  /** A row of lines has no room for more than the end of its line. */
  private int next(int[] window, RandomGenerator random) {
    if (text.lines() && window.length == text.context()) {
      return END_OF_LINE;
    }
    float[] told = trainer.predict(text.features(window)).rows()[0];
    int characters = told.length / text.context();
    int from = (window.length - 1) * characters;
    return drawn(Arrays.copyOfRange(told, from, from + characters), random);
  }

  private int drawn(float[] probabilities, RandomGenerator random) {
    int[] best = IntStream.range(0, probabilities.length).boxed()
        .sorted(Comparator.comparingDouble(number -> -probabilities[number])).limit(choices)
        .mapToInt(Integer::intValue).toArray();
    double[] weights = IntStream.of(best)
        .mapToDouble(number -> Math.pow(probabilities[number] / probabilities[best[0]], 1 / temperature)).toArray();
    double left = random.nextDouble() * Arrays.stream(weights).sum();
    int place = 0;
    while (place < best.length - 1 && left >= weights[place]) {
      left -= weights[place++];
    }
    return best[place];
  }
}
