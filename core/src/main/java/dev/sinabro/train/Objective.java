package dev.sinabro.train;

import dev.sinabro.data.Target;
import dev.sinabro.loss.Loss;
import dev.sinabro.metric.Metric;

/**
 * What is minimized and what is reported.
 *
 * @param loss minimized
 * @param metric reported
 */
record Objective(Loss loss, Metric metric) {

  /** What the user chose, or else what goes with the target. */
  static Objective of(TrainerBuilder settings, Target target) {
    return switch (target) {
      case Target.Classes _ -> new Objective(settings.loss().orElseGet(Loss::softmaxCrossEntropy),
          settings.metric().orElseGet(Metric::accuracy));
      case Target.Values values -> new Objective(settings.loss().orElseGet(Loss::mse),
          settings.metric().orElseGet(() -> Metric.rmse(values.scaling().scale())));
    };
  }

  /**
   * Refuses outputs that do not go with the target, which broadcasting would hide.
   *
   * @param width outputs of the model
   */
  void check(int width, Target target) {
    boolean classes = target instanceof Target.Classes;
    if (metric.name().equals("accuracy") && !classes || metric.name().equals("rmse") && classes) {
      throw new ObjectiveException(metric.name() + " is a metric of " + (classes ? "numbers" : "class labels")
          + ", but the target of the data is " + (classes ? "class labels; use accuracy" : "a number; use rmse"));
    }
    checkOutputs(width, target);
  }

  private void checkOutputs(int width, Target target) {
    switch (target) {
      case Target.Classes classes -> {
        int count = classes.names().size();
        boolean oneForTwo = width == 1 && count <= 2 && !loss.equals(Loss.softmaxCrossEntropy());
        if (width < count && !oneForTwo) {
          throw new ObjectiveException("the model has " + width + " output(s), but the data has " + count
              + " classes; give the last layer " + count + " units"
              + (count == 2 ? ", or one and binary-cross-entropy" : ""));
        }
        if (loss.equals(Loss.binaryCrossEntropy()) && width != 1) {
          throw new ObjectiveException("binary-cross-entropy of class labels takes one output, but the model has "
              + width + "; give the last layer one unit, or use softmax-cross-entropy");
        }
      }
      case Target.Values _ -> {
        if (width != 1) {
          throw new ObjectiveException(
              "the model has " + width + " outputs, but the data has one value a row; give the last layer one unit");
        }
        if (loss.equals(Loss.softmaxCrossEntropy())) {
          throw new ObjectiveException(
              "softmax-cross-entropy takes class labels, but the target of the data is a number; use mse");
        }
      }
    }
  }
}
