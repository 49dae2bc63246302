package dev.sinabro.train;

import java.util.Optional;

/** The loss became infinite or NaN. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(double loss, int epoch, int step, double learningRate, Optional<Inspection.Fault> data) {
    super("the loss is " + loss + " in epoch " + epoch + ", found after step " + step + "; "
        + data.map(fault -> "field "
            + fault.field() + " of the data has " + fault.value() + " in row " + fault.row()
            + ": mend it, or leave the row out")
            .orElse("try a lower learning rate than " + learningRate + ", or normalized data"));
  }
}
