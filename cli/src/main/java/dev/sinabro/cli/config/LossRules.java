package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.catalogue.Criterion.Outputs;
import dev.sinabro.cli.catalogue.LossCatalogue;
import dev.sinabro.cli.catalogue.Measure;
import dev.sinabro.cli.catalogue.MetricCatalogue;
import dev.sinabro.cli.catalogue.Words;
import dev.sinabro.data.Task;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What loss, metric, task and the end of the model must agree on. */
record LossRules(List<Problem> problems, Section root, Optional<Choice<Criterion>> loss, @Nullable Task task) {

  /** Notes a loss that is not for the task. */
  void checkTask() {
    if (outputs().filter(Outputs::areLogits).isPresent() && task == Task.REGRESSION) {
      var others = LossCatalogue.LOSSES.entries().stream().map(entry -> LossCatalogue.LOSSES.choice(entry.name()))
          .filter(other -> !other.build().outputs().areLogits()).map(Choice::name).collect(Collectors.joining(" or "));
      root.problem("loss", loss.orElseThrow().name() + " is for classes, but data.task is regression; use " + others);
    }
  }

  /** Notes a metric that is not for the task. */
  void checkMetric(Choice<Measure> metric) {
    var its = metric.build().task();
    if (task != null && its != task) {
      root.problem("metric", metric.name() + " is for " + Words.of(its) + ", but data.task is " + Words.of(task)
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
          + " takes logits: remove the last " + activation));
    }
  }

  /** Notes a number of outputs that the loss cannot use. */
  void checkOutputs(long units, Place place, String path) {
    var outputs = outputs().orElse(Outputs.VALUES);
    if (outputs == Outputs.LOGIT_A_CLASS && units == 1) {
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
