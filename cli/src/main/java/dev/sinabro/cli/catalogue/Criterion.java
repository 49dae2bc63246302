package dev.sinabro.cli.catalogue;

import dev.sinabro.loss.TargetLoss;
import java.util.Set;

/**
 * A loss, and what it needs at the end of a model.
 *
 * @param outputs what it takes
 */
public record Criterion(TargetLoss loss, Outputs outputs) {

  /** What a loss takes from a model. */
  public enum Outputs {
    /** A logit for each class, to which it applies softmax itself. */
    LOGIT_A_CLASS(Set.of("softmax")),
    /** One logit for two classes, to which it applies sigmoid itself. */
    ONE_LOGIT(Set.of("sigmoid", "softmax")),
    /** Values, to which classes are turned too. */
    VALUES(Set.of());

    private final Set<String> refused;

    Outputs(Set<String> refused) {
      this.refused = refused;
    }

    /** Whether it is for classes only. */
    public boolean areLogits() {
      return this != VALUES;
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
    return outputs == Outputs.ONE_LOGIT ? 1 : classes == 0 ? numbers : classes;
  }
}
