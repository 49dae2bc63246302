package dev.sinabro.cli.experiment;

import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.data.Corpus;
import dev.sinabro.data.Csv;
import dev.sinabro.data.GraphTable;
import dev.sinabro.data.Labeled;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.Table;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads, splits and normalizes the data of a configuration, each kind in its way. */
final class Preparation {

  private Preparation() {}

  /**
   * The data of a configuration.
   *
   * @param file where it was read, for messages
   * @param configuration whose data file has its absolute path
   * @throws dev.sinabro.data.DataException where the data cannot be used
   * @throws dev.sinabro.cli.config.ConfigurationException where the configuration does not go with it
   */
  static Prepared<?> of(ConfigurationFile file, Configuration configuration) {
    DataSection.Split split = configuration.data().split();
    long seed = configuration.splitSeed();
    return switch (configuration.data()) {
      case DataSection.OfCsv data -> {
        Table table = table(data.source(), data.delimiter());
        requireColumn(file, table, data.target(), "target");
        Labeled labeled = labeled(without(file, table, data.ignore()), data);
        yield labeled.split(split.validation(), split.test(), seed).normalized(data.normalize());
      }
      case DataSection.OfNumbers data ->
        without(file, table(data.source(), data.delimiter()), data.ignore())
            .numbers(split.validation(), split.test(), seed, data.normalize());
      case DataSection.OfWindows data -> {
        Table table = table(data.source(), data.delimiter());
        requireColumn(file, table, data.column(), "column");
        yield table.series(data.column())
            .windows(data.window(), split.validation(), split.test(), data.normalize());
      }
      case DataSection.OfLabeledImages data -> new ImageSource(data).prepared(seed);
      case DataSection.OfText data -> {
        Corpus corpus = corpus(data.source());
        if (data.lines()) {
          int context = data.context() == null ? corpus.longestLine() + 1 : data.context();
          yield corpus.lines(context, split.validation(), split.test(), seed);
        }
        int context = data.context() == null ? DataSection.OfText.CONTEXT : data.context();
        int stride = data.stride() == null ? context : data.stride();
        yield corpus.running(context, stride, split.validation(), split.test());
      }
      case DataSection.OfGraph data -> {
        Table nodes = table(data.source(), data.delimiter());
        requireColumn(file, nodes, data.node(), "node");
        requireColumn(file, nodes, data.target(), "target");
        GraphTable graph =
            without(file, nodes, data.ignore()).graph(data.node(), table(data.edges(), data.delimiter()));
        yield data.known().isEmpty()
            ? graph.drawn(data.target(), split.validation(), split.test(), seed, data.normalize())
            : graph.known(data.target(), data.known(), data.normalize());
      }
    };
  }

  private static Table table(DataSource source, @Nullable Character delimiter) {
    return switch (source) {
      case DataSource.OfLibrary library -> library.data().table();
      case DataSource.OfCache cached -> throw refused(cached);
      case DataSource.OfFile file -> delimiter == null
          ? Csv.read(Path.of(file.path()))
          : Csv.read(Path.of(file.path()), delimiter);
    };
  }

  private static Corpus corpus(DataSource source) {
    return switch (source) {
      case DataSource.OfLibrary library -> library.data().corpus();
      case DataSource.OfCache cached -> throw refused(cached);
      case DataSource.OfFile file -> Corpus.read(Path.of(file.path()));
    };
  }

  /** What the reader of configurations has refused, since it is of another form. */
  static IllegalStateException refused(DataSource source) {
    return new IllegalStateException(source.text() + " is of another form");
  }

  private static Labeled labeled(Table table, DataSection.OfCsv data) {
    return data.task() == null ? table.target(data.target()) : table.target(data.target(), data.task());
  }

  private static Table without(ConfigurationFile file, Table table, List<String> ignored) {
    ignored.stream().filter(name -> !table.columnNames().contains(name)).findFirst().ifPresent(unknown -> {
      throw file.wrong("'" + unknown + "' is no column of the data; it has "
          + String.join(", ", table.columnNames()), "data", "ignore");
    });
    return table.without(ignored.toArray(String[]::new));
  }

  private static void requireColumn(ConfigurationFile file, Table table, String name, String key) {
    if (!table.columnNames().contains(name)) {
      throw file.wrong("is no column of the data; it has " + String.join(", ", table.columnNames()), "data", key);
    }
  }
}
