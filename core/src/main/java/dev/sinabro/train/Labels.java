package dev.sinabro.train;

import dev.sinabro.data.Field;
import dev.sinabro.graph.Shape;
import dev.sinabro.loss.Comparison;
import dev.sinabro.loss.Formula.Takes;
import dev.sinabro.loss.TargetLoss;
import dev.sinabro.nn.Tensors;
import java.util.Optional;

/**
 * A field of class numbers that a loss compares an output with.
 *
 * @param compared with what, and what counts
 * @param classes that the output can tell apart
 */
record Labels(Comparison compared, int classes) {

  /** Whether a number is that of no class. */
  boolean isNone(double number) {
    return !(number >= 0 && number < classes);
  }

  /** Empty where any number will do. */
  static Optional<Labels> of(TargetLoss loss, Tensors outputs, Field target) {
    if (target.row().dtype().isFloat()) {
      return Optional.empty();
    }
    Takes takes = loss.formula().takes();
    Shape output = loss.compared().of(outputs).shape();
    boolean single = takes != Takes.CLASSES
        && (output.lastExtent() == 1 || output.part(1, output.rank()).equals(target.row().shape()));
    if (single) {
      return takes == Takes.SIDES ? Optional.of(new Labels(loss.compared(), 2)) : Optional.empty();
    }
    return Optional.of(new Labels(loss.compared(), output.lastExtent()));
  }
}
