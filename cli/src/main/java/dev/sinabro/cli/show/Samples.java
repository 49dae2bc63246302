package dev.sinabro.cli.show;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.train.TextSampler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Text that the network writes. Of lines such as words, those that no line of the data is.
 *
 * @param count pieces of text, or lines, at least 1
 * @param length characters of a piece, and of a line at most, at least 1
 * @param temperature above 0; see {@link TextSampler}
 */
public record Samples(int count, int length, double temperature) implements Show {
  private static final long SEED = 42;
  /** A network that knows the lines by heart writes nothing else. */
  private static final int TRIES_A_LINE = 10;

  @Override
  public List<String> of(Trained trained) {
    if (!(trained.data().preprocessing() instanceof TextPreprocessing text)) {
      throw new ShowException("samples are written of text; use data of the kind text");
    }
    TextSampler sampler = new TextSampler(trained.trainer(), text, temperature, Integer.MAX_VALUE);
    RandomGenerator random = new SplittableRandom(SEED);
    List<String> lines = new ArrayList<>();
    if (text.lines()) {
      lines.add("written anew, no line of the data:");
      lines.addAll(unknown(sampler, random, known(trained.data(), text)));
    } else {
      for (int piece = 0; piece < count; piece++) {
        lines.add("written:");
        sampler.write("", length, random).lines().forEach(lines::add);
      }
    }
    return lines;
  }

  private List<String> unknown(TextSampler sampler, RandomGenerator random, Set<String> known) {
    List<String> unknown = new ArrayList<>();
    for (int line = 0; line < count * TRIES_A_LINE && unknown.size() < count; line++) {
      String written = sampler.line(length, random);
      if (known.add(written)) {
        unknown.add(written);
      }
    }
    return unknown;
  }

  private static Set<String> known(Prepared<?> data, TextPreprocessing text) {
    Set<String> known = new HashSet<>(Set.of(""));
    for (Dataset part : List.of(data.training(), data.validation(), data.test())) {
      if (!part.isEmpty()) {
        known.addAll(text.text(part.values(Field.FEATURES).ints()).lines().toList());
      }
    }
    return known;
  }
}
