package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.data.Task;
import dev.sinabro.metric.Average;
import dev.sinabro.metric.Metric;

/** The metrics. */
public final class MetricCatalogue {

  /** A task whose configuration names no metric takes the first that is meant for it. */
  public static final Catalogue<Measure> METRICS = Catalogue.of("metric", "metrics",
      entry("accuracy", "the share of rows whose most probable class is the right one",
          _ -> new Measure(Task.CLASSIFICATION, Metric.accuracy())),
      entry("top-k", "the share of rows whose class is among the most probable ones", k -> new Measure(
          Task.CLASSIFICATION, Metric.topK(k.whole("k", 5, 1, "how many; fewer than there are classes")))),
      entry("precision", "how much of what was taken for a class is one",
          k -> new Measure(Task.CLASSIFICATION, Metric.precision(average(k)))),
      entry("recall", "how much of a class was found",
          k -> new Measure(Task.CLASSIFICATION, Metric.recall(average(k)))),
      entry("f1", "the harmonic mean of precision and recall",
          k -> new Measure(Task.CLASSIFICATION, Metric.f1(average(k)))),
      entry("roc-auc", "how often a row of a class is told from one of another by its probability",
          _ -> new Measure(Task.CLASSIFICATION, Metric.rocAuc())),
      entry("confusion", "how often which class was taken for which; as a number, the share that was right",
          _ -> new Measure(Task.CLASSIFICATION, Metric.confusion())),
      entry("rmse", "the root of the mean squared error, in units of the target",
          _ -> new Measure(Task.REGRESSION, Metric.rmse())),
      entry("mse", "the mean squared error, in squared units of the target",
          _ -> new Measure(Task.REGRESSION, Metric.mse())),
      entry("mae", "the mean absolute error, in units of the target",
          _ -> new Measure(Task.REGRESSION, Metric.mae())),
      entry("r2", "the share of the target's variance that the predictions explain, 1 at best",
          _ -> new Measure(Task.REGRESSION, Metric.r2())),
      entry("bits-per-character", "how surprising the right classes are: the mean of -log2 of their probability",
          _ -> new Measure(Task.CLASSIFICATION, Metric.bitsPerCharacter())),
      entry("perplexity", "among how many equally likely classes a guess would be as hard",
          _ -> new Measure(Task.CLASSIFICATION, Metric.perplexity())),
      entry("unexplained-variance", "the share of the target's variance that the predictions leave, 0 at best",
          _ -> new Measure(Task.REGRESSION, Metric.unexplainedVariance())));

  private MetricCatalogue() {}

  private static Average average(Keys k) {
    return k.word("average", Average.MACRO, "over classes, over all rows alike, or of class 1 of two");
  }

  /** The metric of a task whose configuration names none. */
  public static Choice<Measure> of(Task task) {
    return METRICS.entries().stream().map(Entry::name).map(METRICS::choice)
        .filter(choice -> choice.build().task() == task).findFirst().orElseThrow();
  }
}
