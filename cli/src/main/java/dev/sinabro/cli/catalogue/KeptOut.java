package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FRACTION;

import dev.sinabro.cli.catalogue.Absent.By;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts that are kept out of training: drawn at random; of a series and of running text the last ones.
 *
 * @param validation the fraction of rows whose loss is watched while training, at least 0
 * @param test the fraction of rows that is measured once at the end, at least 0; both together below 1
 * @param seed null: the run's seed
 * @param fold the part that is the test in place of a fraction, where cross-validation takes each in turn
 */
public record KeptOut(double validation, double test, @Nullable Long seed, Optional<Fold> fold) {
  /** Where the test is a fraction of the rows. */
  public KeptOut(double validation, double test, @Nullable Long seed) {
    this(validation, test, seed, Optional.empty());
  }

  /**
   * One of several parts of the rows.
   *
   * @param number which, from 1
   * @param of how many, at least 2
   */
  public record Fold(int number, int of) {
    /** Checks the ranges. */
    public Fold {
      if (of < 2 || number < 1 || number > of) {
        throw new IllegalArgumentException("fold " + number + " of " + of + " is none; they are counted from 1");
      }
    }
  }

  /** Of rows of a table. */
  static final Entry<KeptOut> OF_ROWS = entry("split", "what is kept out of training", k -> new KeptOut(validation(k),
      k.number("test", 0.2, FRACTION, "fraction of rows measured once, at the end"), seed(k),
      fold(k.find(Key.open("folds", new Kind.Whole(2, Integer.MAX_VALUE), By.READER, "5",
          "into how many equal parts the rows are dealt, one of which is the test in place of a fraction")),
          k.whole("fold", 1, 1, "which of these parts is the test"))));

  private static Optional<Fold> fold(Optional<Long> folds, int number) {
    if (folds.isEmpty() && number != 1) {
      throw new IllegalArgumentException("fold: " + number + " is one of how many? say folds: 5, or leave it out");
    }
    return folds.map(of -> new Fold(number, Math.toIntExact(of)));
  }

  static final Entry<KeptOut> ENTRY = of("what is kept out of training", "fraction of rows measured once, at the end");
  static final Entry<KeptOut> OF_IMAGES = of("what is kept out of training",
      "fraction of rows measured once, at the end; not asked for where there are folders train and test");
  static final Entry<KeptOut> OF_ARRAYS = of("what is kept out of training",
      "fraction of rows measured once, at the end; not asked for where the test has arrays of its own");
  /** Where the test has files of its own. */
  static final Entry<KeptOut> VALIDATION = entry("split", "what is kept out of training",
      k -> new KeptOut(validation(k), 0, seed(k)));

  private static Entry<KeptOut> of(String sentence, String test) {
    return entry("split", sentence,
        k -> new KeptOut(validation(k), k.number("test", 0.2, FRACTION, test), seed(k)));
  }

  private static double validation(Keys k) {
    return k.number("validation", 0.1, FRACTION, "fraction of rows watched while training");
  }

  private static @Nullable Long seed(Keys k) {
    return k.find(Key.open("seed", new Kind.Whole(0, Long.MAX_VALUE), By.READER, "42",
        "of the split; the run's seed if absent")).orElse(null);
  }
}
