package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.NOT_NEGATIVE;

import dev.sinabro.backend.MatmulPrecision;
import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.optim.Penalty;
import dev.sinabro.optim.WeightFilter;
import dev.sinabro.train.EarlyStopping;
import dev.sinabro.train.Fit;
import java.time.Duration;
import java.util.Optional;

/**
 * How long, and in what portions.
 *
 * @param epochs passes over the training part, at least 1
 * @param limits by which the training ends before all epochs are done
 * @param batchSize rows of a batch, at least 1; {@link Integer#MAX_VALUE} for all
 * @param accumulated batches in one step, at least 1
 * @param penalty on the weights, added to the loss
 * @param mixup the alpha by which rows are mixed in pairs, at least 0; 0: they are not
 * @param dropsLast whether rows that fill no last batch of an epoch are left out
 * @param stepsPerEpoch steps after which an epoch ends though rows are left; 0: it takes all
 * @param precision how precisely the factors of matrix products are taken, where the device has a choice
 * @param nan what a training that diverges tells of it
 * @param seed of weights, shuffling and dropout, and of the split unless that has its own; at least 0
 * @param initialWeights a safetensors file of what the weights begin as; else they are drawn
 * @param partialWeights whether that file may lack some, or have others
 */
public record TrainSection(int epochs, Fit.Limits limits, int batchSize, int accumulated, Penalty penalty,
    double mixup, boolean dropsLast, int stepsPerEpoch, MatmulPrecision precision, Nan nan, long seed,
    Optional<String> initialWeights, boolean partialWeights) {

  /** What a training that diverges tells. */
  public enum Nan {
    /** When it was found. */
    LOSS,
    /** Also the operation and the layer that were not finite first: its last steps are done again. */
    FIRST
  }

  static final Key<Long> SEED =
      Key.of("seed", new Kind.Whole(0, Long.MAX_VALUE), 42L, "of weights, shuffling, dropout and split");

  static final Key<String> INITIAL_WEIGHTS = Key.open("initial-weights", new Kind.Text("a safetensors file"), By.READER,
      "first.safetensors", "what the weights begin as, such as a state_dict of PyTorch; drawn if absent");
  static final Key<Long> BATCH_SIZE =
      Key.of("batch-size", new Kind.WholeOrAll(1), 32L, "rows of a batch; 1: stochastic, all: batch gradient descent");

  private static final Key<String> WEIGHTS = Key.of("weights", new Kind.Text("names of weights, such as 0.*"), "*",
      "names of those that are penalized; * stands for any characters");
  private static final Entry<Penalty> PENALTY = entry("penalty", "on large weights, added to the loss",
      k -> new Penalty(
          k.number("l1", 0, NOT_NEGATIVE, "times the sum of the sizes of weights"),
          k.number("l2", 0, NOT_NEGATIVE, "times the sum of the squares of weights"),
          penalized(k.get(WEIGHTS), k.flag("biases", true, "whether biases and norms are penalized too"))));

  static final Key<Long> PATIENCE = Key.open("patience", new Kind.Whole(1, Integer.MAX_VALUE), By.READER, "10",
      "epochs that may be no better than the best one so far; without limit if absent");
  static final Entry<Optional<EarlyStopping>> EARLY_STOPPING =
      entry("early-stopping", "ends the training where the validation rows show no progress", k -> stopping(
          k.find(PATIENCE),
          k.number("min-delta", 0, NOT_NEGATIVE, "by more than which an epoch must be better to count"),
          k.find(Key.open("metric", new Kind.Text("the name of a metric"), By.READER, "accuracy",
              "what is watched; the loss if absent")),
          k.flag("restore-best", true, "whether the weights of the best epoch are taken at the end")));

  /** How a configuration says it. */
  static final Entry<TrainSection> ENTRY = entry("train", "how long, and in what portions", k -> new TrainSection(
      k.whole("epochs", 30, 1, "passes over the training rows"),
      limits(
          k.find(Key.open("max-steps", new Kind.Whole(0, Integer.MAX_VALUE - 1), By.READER, "1000",
              "after which the training ends at the latest; with 0 the model is written as it begins")),
          k.find(Key.open("max-time", new Kind.Time(), By.READER, "10m",
              "after which the training ends with the step that it is at")),
          k.get(Key.section(EARLY_STOPPING)).build()),
      Math.toIntExact(k.get(BATCH_SIZE)),
      k.whole("accumulate", 1, 1, "batches in one step: as one batch as large as these, in less memory"),
      k.get(Key.section(PENALTY)).build(),
      k.number("mixup", 0, NOT_NEGATIVE,
          "alpha of mixup, such as 0.2: learns from mixtures of two rows, inputs and targets; 0: from rows as they are"),
      k.flag("drop-last", false, "leave out rows that fill no last batch of an epoch"),
      k.find(Key.open("steps-per-epoch", new Kind.Whole(1, Integer.MAX_VALUE), By.READER, "200",
          "after which an epoch ends, the next one on other rows; all rows if absent")).map(Math::toIntExact).orElse(0),
      k.word("matmul-precision", MatmulPrecision.FP32, "of factors on a GPU"),
      k.word("nan", Nan.LOSS, "what is told of a loss that becomes NaN or infinite: that, or what became so first"),
      k.get(SEED),
      k.find(INITIAL_WEIGHTS),
      k.flag("partial-weights", false, "whether the file of these may lack some, which are drawn, or have others")));

  private static Optional<EarlyStopping> stopping(Optional<Long> patience, double minDelta, Optional<String> metric,
      boolean restoresBest) {
    if (patience.isEmpty() && (minDelta != 0 || metric.isPresent() || !restoresBest)) {
      throw new IllegalArgumentException(
          "has no patience, and so would never end the training; add patience: 10, or leave it out");
    }
    return patience.map(epochs -> new EarlyStopping(Math.toIntExact(epochs), minDelta, metric, restoresBest));
  }

  private static Fit.Limits limits(Optional<Long> steps, Optional<Duration> time,
      Optional<EarlyStopping> stopping) {
    return new Fit.Limits(steps.map(Math::toIntExact).orElse(Fit.Limits.NONE.steps()),
        time.orElse(Fit.Limits.NONE.time()), stopping);
  }

  /** What a trainer is told, for so many epochs. */
  public Fit fit(int epochs) {
    return new Fit(epochs, batchSize, accumulated, dropsLast, stepsPerEpoch, limits);
  }

  private static WeightFilter penalized(String names, boolean biases) {
    WeightFilter named = WeightFilter.named(names);
    return biases ? named : named.and(WeightFilter.biasesAndNorms().not());
  }
}
