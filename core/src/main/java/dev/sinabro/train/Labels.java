package dev.sinabro.train;

import dev.sinabro.data.Field;
import dev.sinabro.graph.Shape;
import dev.sinabro.loss.Comparison;
import dev.sinabro.loss.Formula.Takes;
import dev.sinabro.loss.TargetLoss;
import dev.sinabro.nn.Tensors;
import java.util.Optional;

/**
 * A field of class numbers that a loss compares an output with, or of numbers by which a layer looks something up.
 *
 * @param compared with what, and what counts
 * @param classes that the output can tell apart, or numbers that there are
 * @param use what they are for
 */
record Labels(Comparison compared, int classes, Use use) {
  /** What the numbers are for. */
  enum Use {
    /** Classes that are told apart. */
    CLASSES,
    /** By which a layer looks something up. */
    LOOK_UP
  }

  /** Of a field by which a model looks something up. */
  static Labels lookedUp(String field, int count) {
    return new Labels(Comparison.USUAL.target(field), count, Use.LOOK_UP);
  }

  /** What is told of a number that is none. */
  String fault(long number) {
    return switch (use) {
      case CLASSES -> "class " + number + ", but the model and its loss tell " + classes
          + " classes apart, from 0 to " + (classes - 1)
          + "; mend the row, give the model more outputs, or ignore the class";
      case LOOK_UP -> "number " + number + ", but an embedding of it has vectors for 0 to " + (classes - 1)
          + " only; mend the row, or give the embedding a larger count";
    };
  }

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
      return takes == Takes.SIDES ? Optional.of(new Labels(loss.compared(), 2, Use.CLASSES)) : Optional.empty();
    }
    return Optional.of(new Labels(loss.compared(), output.lastExtent(), Use.CLASSES));
  }
}
