package dev.sinabro.cli.experiment;

import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.DataSection;
import dev.sinabro.cli.config.DataSource;
import dev.sinabro.cli.config.LossName;
import dev.sinabro.data.Csv;
import dev.sinabro.data.Labeled;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.Table;
import dev.sinabro.data.TargetEncoding;
import dev.sinabro.metric.Metric;
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
    requireFittingLoss(file, resolved, labeled);
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

  private static void requireFittingLoss(ConfigurationFile file, Configuration configuration, Labeled labeled) {
    LossName loss = loss(configuration);
    int classes = labeled.classNames().size();
    if (classes == 0 && (loss == LossName.SOFTMAX_CROSS_ENTROPY || loss == LossName.BINARY_CROSS_ENTROPY)) {
      throw file.wrong("takes classes, but the target is a number; use mse, or set data.task to classification",
          "loss");
    }
    if (loss == LossName.BINARY_CROSS_ENTROPY && classes != 2) {
      throw file.wrong("takes two classes, but the target has " + classes + "; use softmax-cross-entropy", "loss");
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
    LossName loss = loss(configuration);
    return Trainer.builder(configuration.layers(loss.outputs(classes(preprocessing.target()))))
        .loss(loss.loss())
        .metric(metric(preprocessing.target()))
        .optimizer(configuration.optimizer())
        .schedule(configuration.schedule())
        .seed(configuration.train().seed());
  }

  private static LossName loss(Configuration configuration) {
    if (configuration.loss() == null) {
      throw new IllegalArgumentException("the configuration is not resolved");
    }
    return configuration.loss();
  }

  private static Metric metric(TargetEncoding target) {
    return switch (target) {
      case TargetEncoding.Classes _ -> Metric.accuracy();
      case TargetEncoding.Values values -> Metric.rmse(values.scaling().scale());
    };
  }

  private static int classes(TargetEncoding target) {
    return switch (target) {
      case TargetEncoding.Classes classes -> classes.classes().size();
      case TargetEncoding.Values _ -> 0;
    };
  }
}
