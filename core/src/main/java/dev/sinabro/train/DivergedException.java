package dev.sinabro.train;

import java.util.Optional;

/** The loss became infinite or NaN. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Fault> fault;

  /**
   * What ceased to be finite first.
   *
   * @param step in which, from 1, over all trainings
   * @param scope the layer, or {@code loss}, or the name of the optimizer; empty where it is none of them
   * @param operation whose result it is, such as {@code exp}, or {@code read(0.weight)} where a weight was so before
   * @param value what there is in it: {@code NaN} or {@code infinity}
   * @param source the line of the user's code that built it, such as {@code Main.java:17}
   */
  public record Fault(int step, String scope, String operation, String value, String source) {
    @Override
    public String toString() {
      return "step " + step + " is the first that is not finite: " + operation
          + (scope.isEmpty() ? "" : " of " + scope) + " gives " + value;
    }
  }

  DivergedException(double loss, int epoch, int step, double learningRate, Optional<Inspection.Fault> data,
      Optional<Fault> fault) {
    super("the loss is " + loss + " in epoch " + epoch + ", found after step " + step + "; "
        + fault.map(first -> first + "; ").orElse("")
        + data.map(wrong -> "field "
            + wrong.field() + " of the data has " + wrong.value() + " in row " + wrong.row()
            + ": mend it, or leave the row out")
            .orElse("try a lower learning rate than " + learningRate + ", or normalized data"));
    this.fault = fault;
  }

  /** What ceased to be finite first, where the trainer was told to {@linkplain TrainerBuilder#findsFaults find} it. */
  public Optional<Fault> fault() {
    return fault;
  }
}
