package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.catalogue.Criterion.Outputs;
import dev.sinabro.cli.catalogue.LossCatalogue;
import dev.sinabro.cli.catalogue.Measure;
import dev.sinabro.cli.catalogue.MetricCatalogue;
import dev.sinabro.cli.catalogue.Words;
import dev.sinabro.data.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What loss, metric, task and the end of the model must agree on. */
record LossRules(List<Problem> problems, Section root, Optional<Choice<Criterion>> loss, @Nullable Task task) {
  /** Behind these, log-softmax would make little sense. */
  private static final Set<String> EXCLUDING = Set.of("softmax", "sigmoid");

  /** Notes a loss that is not for the task. */
  void checkTask() {
    if (outputs().filter(Outputs::areOfClasses).isPresent() && task == Task.REGRESSION) {
      root.problem("loss", loss.orElseThrow().name() + " is for classes, but data.task is regression; use "
          + LossCatalogue.of(Task.REGRESSION).name());
    }
  }

  /** Notes metrics that are not for the task, or are the same. */
  void checkMetrics(List<Choice<Measure>> metrics) {
    metrics.forEach(this::checkMetric);
    var names = new HashSet<String>();
    metrics.stream().map(metric -> metric.build().metric().name()).filter(name -> !names.add(name)).findFirst()
        .ifPresent(name -> root.problem("metrics", "names " + name + " twice; name it once"));
  }

  private void checkMetric(Choice<Measure> metric) {
    var its = metric.build().task();
    if (task != null && its != task) {
      root.problem("metrics", metric.name() + " is for " + Words.of(its) + ", but data.task is " + Words.of(task)
          + "; use " + MetricCatalogue.of(task).name());
    }
  }

  /** Notes a last activation that the loss applies itself. */
  void checkLast(String activation, Place place, String path) {
    var applied = loss.or(() -> task == Task.REGRESSION
        ? Optional.empty()
        : Optional.of(LossCatalogue.of(Task.CLASSIFICATION)));
    if (applied.filter(named -> named.build().outputs().refused().contains(activation)).isPresent()) {
      problems.add(new Problem(place, path, applied.get().name() + (loss.isEmpty() ? ", the loss for classes," : "")
          + " takes " + applied.get().build().outputs().text() + ": remove the last " + activation));
    }
  }

  /**
   * Notes that the loss takes logarithms of probabilities of a model that does not end with them, of which it would make
   * losses without a lower bound.
   *
   * @param activation that the model ends with, if any
   */
  void checkEnd(Optional<String> activation, Place place, String path) {
    String needed = "log-softmax";
    if (outputs().filter(Outputs.LOG_PROBABILITY_A_CLASS::equals).isPresent()
        && activation.filter(needed::equals).isEmpty()) {
      problems.add(new Problem(place, path, loss.orElseThrow().name() + " takes "
          + Outputs.LOG_PROBABILITY_A_CLASS.text() + ": " + activation.filter(EXCLUDING::contains)
              .map(last -> "put " + needed + " in place of the last " + last)
              .orElse("add - " + needed + " behind it, or use " + LossCatalogue.first(Outputs.LOGIT_A_CLASS).name())));
    }
  }

  /** Notes a number of outputs that the loss cannot use. */
  void checkOutputs(long units, Place place, String path) {
    var outputs = outputs().orElse(Outputs.VALUES);
    if ((outputs == Outputs.LOGIT_A_CLASS || outputs == Outputs.LOG_PROBABILITY_A_CLASS) && units == 1) {
      problems.add(new Problem(place, path, loss.orElseThrow().name()
          + " needs a unit for each class, 2 at least, found 1; or use "
          + LossCatalogue.first(Outputs.ONE_LOGIT).name()));
    }
    if (outputs == Outputs.ONE_LOGIT && units != 1) {
      problems.add(new Problem(place, path, loss.orElseThrow().name() + " takes 1 unit, found " + units + "; or use "
          + LossCatalogue.first(Outputs.LOGIT_A_CLASS).name()));
    }
  }

  private Optional<Outputs> outputs() {
    return loss.map(Choice::build).map(Criterion::outputs);
  }
}
