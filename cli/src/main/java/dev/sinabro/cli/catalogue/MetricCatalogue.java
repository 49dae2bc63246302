package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.data.Task;
import dev.sinabro.metric.Metric;

/** The metrics. */
public final class MetricCatalogue {

  /** A task whose configuration names no metric takes the first that is meant for it. */
  public static final Catalogue<Measure> METRICS = Catalogue.of("metric", "metrics",
      entry("accuracy", "the share of rows whose most probable class is the right one",
          _ -> new Measure(Task.CLASSIFICATION, Metric.accuracy())),
      entry("rmse", "the root of the mean squared error, in units of the target",
          _ -> new Measure(Task.REGRESSION, Metric.rmse())),
      entry("bits-per-character", "how surprising the right classes are: the mean of -log2 of their probability",
          _ -> new Measure(Task.CLASSIFICATION, Metric.bitsPerCharacter())),
      entry("perplexity", "among how many equally likely classes a guess would be as hard",
          _ -> new Measure(Task.CLASSIFICATION, Metric.perplexity())),
      entry("unexplained-variance", "the share of the target's variance that the predictions leave, 0 at best",
          _ -> new Measure(Task.REGRESSION, Metric.unexplainedVariance())));

  private MetricCatalogue() {}

  /** The metric of a task whose configuration names none. */
  public static Choice<Measure> of(Task task) {
    return METRICS.entries().stream().map(Entry::name).map(METRICS::choice)
        .filter(choice -> choice.build().task() == task).findFirst().orElseThrow();
  }
}
