package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Criterion.Outputs.LOGIT_A_CLASS;
import static dev.sinabro.cli.catalogue.Criterion.Outputs.LOG_PROBABILITY_A_CLASS;
import static dev.sinabro.cli.catalogue.Criterion.Outputs.ONE_LOGIT;
import static dev.sinabro.cli.catalogue.Criterion.Outputs.SCORES;
import static dev.sinabro.cli.catalogue.Criterion.Outputs.VALUES;
import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FRACTION;
import static dev.sinabro.cli.catalogue.Range.NOT_NEGATIVE;
import static dev.sinabro.cli.catalogue.Range.POSITIVE;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.data.Task;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.TargetLoss;
import java.util.List;

/** The losses. */
public final class LossCatalogue {

  /** How much each class counts. */
  public static final Key<List<Double>> CLASS_WEIGHTS =
      Key.of("class-weights", new Kind.Numbers(NOT_NEGATIVE), List.of(),
          "one for each class; all count alike where there is none");
  /** How much class 1 of two counts. */
  public static final Key<Double> POSITIVE_WEIGHT = Key.of("positive-weight", new Kind.Number(NOT_NEGATIVE), 1.0,
      "how much more class 1 counts than class 0");
  /** Whether weights follow from the data. */
  public static final Key<Boolean> BALANCED = Key.of("balanced", new Kind.Flag(), false,
      "whether a class counts the more, the fewer training rows it has; times its weight");

  /** A task whose configuration names no loss takes the first that is meant for it. */
  public static final Catalogue<Criterion> LOSSES = Catalogue.of("loss", "losses",
      entry("softmax-cross-entropy", "of classes: -log of the probability of the right one", k -> new Criterion(
          ignoring(k, Loss.softmaxCrossEntropy(
              k.number("label-smoothing", 0, FRACTION, "part of each label that goes to all classes alike"),
              classWeights(k))),
          LOGIT_A_CLASS, balanced(k))).peer("torch.nn.CrossEntropyLoss"),

      entry("negative-log-likelihood", "of classes: minus the right one of log-probabilities", k -> new Criterion(
          ignoring(k, Loss.negativeLogLikelihood(classWeights(k))), LOG_PROBABILITY_A_CLASS,
          balanced(k))).peer("torch.nn.NLLLoss"),

      entry("binary-cross-entropy", "of two classes: -log of the probability of the right one, from one output",
          k -> new Criterion(Loss.binaryCrossEntropy(
              k.get(POSITIVE_WEIGHT)),
              ONE_LOGIT, balanced(k)))
          .peer("torch.nn.BCEWithLogitsLoss"),

      entry("hinge", "of classes: how far an output is from 1 on its side of 0; Cortes and Vapnik, 1995",
          _ -> new Criterion(Loss.hinge(), SCORES)),

      entry("perceptron", "of classes: how far an output is on the wrong side of 0; Rosenblatt, 1958",
          _ -> new Criterion(Loss.perceptron(), SCORES)),

      entry("mse", "the mean of the squared errors", _ -> new Criterion(Loss.mse(), VALUES)).peer("torch.nn.MSELoss"),

      entry("rmse", "the root of the mean of the squared errors", _ -> new Criterion(Loss.rmse(), VALUES)),

      entry("sse", "half the sum of the squared errors", _ -> new Criterion(Loss.sse(), VALUES)),

      entry("mae", "the mean of the absolute errors", _ -> new Criterion(Loss.mae(), VALUES)).peer("torch.nn.L1Loss"),

      entry("huber", "squares of small errors, lines for large ones; Huber, 1964", k -> new Criterion(
          Loss.huber(k.number("delta", 1, POSITIVE, "from which error on it is a line")), VALUES))
          .peer("torch.nn.HuberLoss"));

  private LossCatalogue() {}

  private static double[] classWeights(Keys k) {
    return k.get(CLASS_WEIGHTS).stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static boolean balanced(Keys k) {
    return k.get(BALANCED);
  }

  private static TargetLoss ignoring(Keys k, TargetLoss loss) {
    return k.find(Key.open("ignored", new Kind.Whole(0, Integer.MAX_VALUE), By.READER, "9",
        "number of a class that does not count")).map(label -> loss.ignoring(Math.toIntExact(label))).orElse(loss);
  }

  /** The loss of a task whose configuration names none. */
  public static Choice<Criterion> of(Task task) {
    return switch (task) {
      case CLASSIFICATION -> first(LOGIT_A_CLASS);
      case REGRESSION -> first(VALUES);
    };
  }

  /** The first loss that takes these outputs. */
  public static Choice<Criterion> first(Criterion.Outputs outputs) {
    return LOSSES.entries().stream().map(Entry::name).map(LOSSES::choice)
        .filter(choice -> choice.build().outputs() == outputs).findFirst().orElseThrow();
  }
}
