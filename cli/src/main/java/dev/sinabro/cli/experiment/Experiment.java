package dev.sinabro.cli.experiment;

import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.catalogue.MetricCatalogue;
import dev.sinabro.cli.catalogue.Words;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.DataSection;
import dev.sinabro.cli.config.DataSource;
import dev.sinabro.data.Csv;
import dev.sinabro.data.Labeled;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.Table;
import dev.sinabro.data.Task;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A configuration with its data.
 *
 * @param configuration nothing is left open; a data file has its absolute path
 * @param data split, encoded and normalized
 */
public record Experiment(Configuration configuration, Prepared data) {

  /** As {@link #of(ConfigurationFile, long)}, with the seed of the configuration. */
  public static Experiment of(ConfigurationFile file) {
    return of(file, file.configuration().train().seed());
  }

  /**
   * Reads, splits and normalizes the data of a configuration.
   *
   * @throws dev.sinabro.data.DataException where it cannot be used
   * @throws dev.sinabro.cli.config.ConfigurationException where the configuration does not go with it
   */
  public static Experiment of(ConfigurationFile file, long seed) {
    Configuration configuration = absolute(file.configuration().withSeed(seed), file.folder());
    DataSection section = configuration.data();
    Table table = table(section);
    requireColumns(file, table);
    table = table.without(section.ignore().toArray(String[]::new));
    Labeled labeled = section.task() == null
        ? table.target(section.target())
        : table.target(section.target(), section.task());
    Configuration resolved = configuration.resolved(labeled.task(), labeled.classNames().size());
    requireFittingLossAndMetric(file, resolved, labeled);
    Prepared prepared = labeled.split(section.split().validation(), section.split().test(), configuration.splitSeed())
        .normalized(section.normalize());
    return new Experiment(resolved, prepared);
  }

  private static Configuration absolute(Configuration configuration, Path folder) {
    return switch (configuration.data().source()) {
      case DataSource.OfLibrary _ -> configuration;
      case DataSource.OfFile file ->
        configuration.withSource(new DataSource.OfFile(file.in(folder).toAbsolutePath().toString()));
    };
  }

  private static Table table(DataSection section) {
    return switch (section.source()) {
      case DataSource.OfLibrary library -> library.data().table();
      case DataSource.OfFile file -> section.delimiter() == null
          ? Csv.read(Path.of(file.path()))
          : Csv.read(Path.of(file.path()), section.delimiter());
    };
  }

  private static void requireColumns(ConfigurationFile file, Table table) {
    DataSection section = file.configuration().data();
    if (!table.columnNames().contains(section.target())) {
      throw file.wrong("is no column of the data; it has " + String.join(", ", table.columnNames()), "data", "target");
    }
    Optional<String> unknown =
        section.ignore().stream().filter(name -> !table.columnNames().contains(name)).findFirst();
    if (unknown.isPresent()) {
      throw file.wrong("'" + unknown.get() + "' is no column of the data; it has "
          + String.join(", ", table.columnNames()), "data", "ignore");
    }
  }

  private static void requireFittingLossAndMetric(ConfigurationFile file, Configuration configuration,
      Labeled labeled) {
    Criterion.Outputs outputs = configuration.loss().orElseThrow().outputs();
    int classes = labeled.classNames().size();
    if (classes == 0 && outputs.areLogits()) {
      throw file.wrong("takes classes, but the target is a number; use mse, or set data.task to classification",
          "loss");
    }
    if (outputs == Criterion.Outputs.ONE_LOGIT && classes != 2) {
      throw file.wrong("takes two classes, but the target has " + classes + "; use softmax-cross-entropy", "loss");
    }
    Task measured = configuration.metric().orElseThrow().task();
    if (measured != labeled.task()) {
      throw file.wrong("is for " + Words.of(measured) + ", but the target is for " + Words.of(labeled.task()) + "; use "
          + MetricCatalogue.of(labeled.task()).name(), "metric");
    }
  }

  /** Begins the trainer of this experiment. */
  public TrainerBuilder trainer() {
    return trainer(configuration, data.preprocessing());
  }

  /**
   * Begins the trainer of a configuration.
   *
   * @param configuration resolved
   * @param preprocessing that its data went through
   */
  static TrainerBuilder trainer(Configuration configuration, Preprocessing preprocessing) {
    return Trainer.builder(configuration.layers())
        .loss(configuration.loss().orElseThrow().loss())
        .metrics(configuration.metric().orElseThrow().metric())
        .fields(preprocessing.fields())
        .optimizer(configuration.optimizer())
        .schedule(configuration.schedule())
        .seed(configuration.train().seed());
  }
}
