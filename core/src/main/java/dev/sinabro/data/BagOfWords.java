package dev.sinabro.data;

import java.util.HashMap;
import java.util.Map;

/** Counts in texts the tokens that training knew, and passes over all others. */
final class BagOfWords {
  private final FeatureEncoding.Words words;
  private final Map<String, Integer> places = new HashMap<>();

  BagOfWords(FeatureEncoding.Words words) {
    this.words = words;
    for (int i = 0; i < words.vocabulary().size(); i++) {
      places.put(words.vocabulary().get(i), i);
    }
  }

  /**
   * Writes the features of a text.
   *
   * @param values where they go, all 0 before
   * @param at the place of the first
   */
  void write(String text, float[] values, int at) {
    for (String token : words.tokens().of(text)) {
      Integer place = places.get(token);
      if (place != null) {
        values[at + place]++;
      }
    }
    if (!words.weights().isEmpty()) {
      weigh(values, at);
    }
  }

  private void weigh(float[] values, int at) {
    double squares = 0;
    for (int i = 0; i < words.weights().size(); i++) {
      double value = values[at + i] * words.weights().get(i);
      squares += value * value;
    }
    double length = squares == 0 ? 1 : Math.sqrt(squares);
    for (int i = 0; i < words.weights().size(); i++) {
      values[at + i] = (float) (values[at + i] * words.weights().get(i) / length);
    }
  }
}
