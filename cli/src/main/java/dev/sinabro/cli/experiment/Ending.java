package dev.sinabro.cli.experiment;

import com.google.gson.JsonObject;
import dev.sinabro.data.Prepared;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.util.List;
import java.util.Optional;

/** How a training ended that did not fail. */
public sealed interface Ending {

  /**
   * It was stopped, and goes on from where it is when it is resumed.
   *
   * @param ended the end of the training
   */
  record Stopped(TrainingEvent.Ended ended) implements Ending {
    /** After which step. */
    String where() {
      return "after step " + ended.steps();
    }
  }

  /** Where it was stopped. */
  default Optional<Stopped> stopped() {
    return this instanceof Stopped stopped ? Optional.of(stopped) : Optional.empty();
  }

  /**
   * It is done.
   *
   * @param ended the end of the training
   * @param rows which rows {@code result} is of: see {@link Prepared#judged}
   * @param result of the trained model on these rows
   * @param summary what {@code summary.json} says
   * @param losses of the training rows, after each epoch
   * @param shown what there is to be seen, in lines
   */
  record Outcome(TrainingEvent.Ended ended, String rows, Evaluation result, JsonObject summary, List<Double> losses,
      List<String> shown) implements Ending {}
}
