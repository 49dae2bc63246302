package dev.sinabro.cli.config;

import dev.sinabro.data.Task;
import dev.sinabro.nn.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What loss, task and the end of the model must agree on. */
record LossRules(List<Problem> problems, Section root, @Nullable LossName loss, @Nullable Task task) {

  LossRules {
    if (loss != null && loss.takesLogits() && task == Task.REGRESSION) {
      root.problem("loss", Words.of(loss) + " is for classes, but data.task is regression; use mse or sse");
    }
  }

  /** Notes a last activation that the loss applies itself. */
  void checkLast(Activation activation, Place place, String path) {
    var applied = loss == null && task != Task.REGRESSION ? LossName.SOFTMAX_CROSS_ENTROPY : loss;
    boolean twice = applied != null && applied.takesLogits() && switch (activation) {
      case SOFTMAX -> true;
      case SIGMOID -> applied == LossName.BINARY_CROSS_ENTROPY;
      case STEP, IDENTITY, TANH, RELU -> false;
    };
    if (twice && applied != null) {
      problems.add(new Problem(place, path, Words.of(applied) + (loss == null ? ", the loss for classes," : "")
          + " takes logits: remove the last " + Words.of(activation)));
    }
  }

  /** Notes a number of outputs that the loss cannot use. */
  void checkOutputs(int units, Place place, String path) {
    if (loss == LossName.SOFTMAX_CROSS_ENTROPY && units == 1) {
      problems.add(new Problem(place, path,
          "softmax-cross-entropy needs a unit for each class, 2 at least, found 1; or use binary-cross-entropy"));
    }
    if (loss == LossName.BINARY_CROSS_ENTROPY && units != 1) {
      problems.add(new Problem(place, path,
          "binary-cross-entropy takes 1 unit, found " + units + "; or use softmax-cross-entropy"));
    }
  }
}
