package dev.sinabro.cli.catalogue;

import dev.sinabro.loss.TargetLoss;
import java.util.Set;

/**
 * A loss, and what it needs at the end of a model.
 *
 * @param outputs what it takes
 * @param balanced whether classes are to count alike however many rows they have; {@code loss} does not do so by itself
 */
public record Criterion(TargetLoss loss, Outputs outputs, boolean balanced) {

  /** Of which every row counts as the loss says. */
  public Criterion(TargetLoss loss, Outputs outputs) {
    this(loss, outputs, false);
  }

  /** What a loss takes from a model. */
  public enum Outputs {
    /** A logit for each class, to which it applies softmax itself. */
    LOGIT_A_CLASS("logits", Set.of("softmax", "log-softmax", "sigmoid")),
    /** The logarithm of a probability for each class. */
    LOG_PROBABILITY_A_CLASS("log-probabilities", Set.of()),
    /** One logit for two classes, to which it applies sigmoid itself. */
    ONE_LOGIT("logits", Set.of("sigmoid", "softmax", "log-softmax")),
    /** A number whose sign tells two classes apart, or one for each of more classes. */
    SCORES("scores on both sides of 0", Set.of("sigmoid", "softmax", "log-softmax", "step")),
    /** Values, to which classes are turned too. */
    VALUES("values", Set.of());

    private final String text;
    private final Set<String> refused;

    Outputs(String text, Set<String> refused) {
      this.text = text;
      this.refused = refused;
    }

    /** How a message says it. */
    public String text() {
      return text;
    }

    /** Whether it is for classes only. */
    public boolean areOfClasses() {
      return this != VALUES;
    }

    /** Whether what they stand for is the probability of a class; else it is a number that is larger for a likelier class. */
    public boolean tellProbabilities() {
      return switch (this) {
        case LOGIT_A_CLASS, LOG_PROBABILITY_A_CLASS, ONE_LOGIT -> true;
        case SCORES, VALUES -> false;
      };
    }

    /** The activations that must not stand before it. */
    public Set<String> refused() {
      return refused;
    }
  }

  /**
   * How many outputs it needs.
   *
   * @param classes of the target; 0 where it is numbers
   * @param numbers of the target, where it is no class
   */
  public int units(int classes, int numbers) {
    return switch (outputs) {
      case ONE_LOGIT -> 1;
      case SCORES -> classes <= 2 ? 1 : classes;
      case LOGIT_A_CLASS, LOG_PROBABILITY_A_CLASS, VALUES -> classes == 0 ? numbers : classes;
    };
  }
}
