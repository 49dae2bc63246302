package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Criterion.Outputs.LOGIT_A_CLASS;
import static dev.sinabro.cli.catalogue.Criterion.Outputs.ONE_LOGIT;
import static dev.sinabro.cli.catalogue.Criterion.Outputs.VALUES;
import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.data.Task;
import dev.sinabro.loss.Loss;

/** The losses. */
public final class LossCatalogue {

  /** A task whose configuration names no loss takes the first that is meant for it. */
  public static final Catalogue<Criterion> LOSSES = Catalogue.of("loss", "losses",
      entry("softmax-cross-entropy", "of classes: -log of the probability of the right one",
          _ -> new Criterion(Loss.softmaxCrossEntropy(), LOGIT_A_CLASS)).peer("torch.nn.CrossEntropyLoss"),
      entry("binary-cross-entropy", "of two classes: -log of the probability of the right one, from one output",
          _ -> new Criterion(Loss.binaryCrossEntropy(), ONE_LOGIT)).peer("torch.nn.BCEWithLogitsLoss"),
      entry("mse", "the mean of the squared errors", _ -> new Criterion(Loss.mse(), VALUES)).peer("torch.nn.MSELoss"),
      entry("sse", "half the sum of the squared errors", _ -> new Criterion(Loss.sse(), VALUES)));

  private LossCatalogue() {}

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
