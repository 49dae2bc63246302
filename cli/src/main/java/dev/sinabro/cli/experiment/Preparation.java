package dev.sinabro.cli.experiment;

import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.catalogue.KeptOut;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.data.ColumnTypes;
import dev.sinabro.data.Corpus;
import dev.sinabro.data.Csv;
import dev.sinabro.data.CsvFormat;
import dev.sinabro.data.GraphTable;
import dev.sinabro.data.Labeled;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.Series;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.Split;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    return of(file, configuration, Optional.empty());
  }

  /**
   * The same, as a model learned to see such data, where scales are learned.
   *
   * @param learned empty: to be fitted to the training rows
   */
  static Prepared<?> of(ConfigurationFile file, Configuration configuration, Optional<Preprocessing> learned) {
    KeptOut split = configuration.data().split();
    long seed = configuration.splitSeed();
    return switch (configuration.data()) {
      case DataSection.OfCsv data -> {
        Labeled labeled = labeled(typed(file, data), data);
        Split rows = split.fold().map(fold -> labeled.fold(fold.number(), fold.of(), split.validation(), seed))
            .orElseGet(() -> labeled.split(split.validation(), split.test(), seed));
        yield learned.orElse(null) instanceof TablePreprocessing known
            ? rows.encoded(known)
            : rows.normalized(data.normalize());
      }
      case DataSection.OfNumbers data -> {
        Table table = without(file, table(data.source(), data.delimiter()), data.ignore());
        yield learned.orElse(null) instanceof NumbersPreprocessing known
            ? table.numbers(split.validation(), split.test(), seed, known)
            : table.numbers(split.validation(), split.test(), seed, data.normalize());
      }
      case DataSection.OfWindows data -> {
        Table table = table(data.source(), data.delimiter());
        requireColumn(file, table.columnNames(), data.column(), "column");
        Series series = table.series(data.column());
        yield learned.orElse(null) instanceof SeriesPreprocessing known
            ? series.windows(split.validation(), split.test(), known)
            : series.windows(data.window(), split.validation(), split.test(), data.normalize());
      }
      case DataSection.OfArrays data -> new ArraySource(data).prepared(file, seed);
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
        Table nodes = data.source() instanceof DataSource.OfFile nodesFile
            ? Csv.read(Path.of(nodesFile.path()), data.format())
            : table(data.source(), data.delimiter());
        requireColumn(file, nodes.columnNames(), data.node(), "node");
        requireColumn(file, nodes.columnNames(), data.target(), "target");
        requireTold(file, nodes.columnNames(), data.types(), data.target(), data.ignore());
        GraphTable graph = without(file, nodes, data.ignore()).typed(data.types())
            .graph(data.node(), table(data.edges(), data.delimiter()));
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
          : Csv.read(Path.of(file.path()), CsvFormat.USUAL.delimiter(delimiter));
    };
  }

  /** The columns of a table that are not ignored, each with its type. */
  private static Table typed(ConfigurationFile file, DataSection.OfCsv data) {
    Table whole = table(data);
    List<String> columns = data.source() instanceof DataSource.OfFile source
        ? Csv.header(Path.of(source.path()), data.format())
        : whole.columnNames();
    requireColumn(file, columns, data.target(), "target");
    data.ignore().forEach(ignored -> requireColumn(file, columns, ignored, "ignore"));
    requireTold(file, columns, data.types(), data.target(), data.ignore());
    return whole.without(data.ignore().stream().filter(whole.columnNames()::contains).toArray(String[]::new))
        .typed(data.types());
  }

  /** Refuses to be told of a column that there is not, or that is no feature. */
  static void requireTold(ConfigurationFile file, List<String> columns, ColumnTypes types, String target,
      List<String> ignored) {
    types.told().keySet().forEach(told -> {
      requireColumn(file, columns, told, "columns");
      if (told.equals(target) || ignored.contains(told)) {
        throw file.wrong(told.equals(target)
            ? "is the target, of which nothing else can be said than the task; take it out"
            : "is among the columns that are ignored; take it from one of both", "data", "columns", told);
      }
    });
  }

  private static Table table(DataSection.OfCsv data) {
    return data.source() instanceof DataSource.OfFile file
        ? Csv.read(Path.of(file.path()), data.format())
        : table(data.source(), null);
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
    ignored.forEach(name -> requireColumn(file, table.columnNames(), name, "ignore"));
    return table.without(ignored.toArray(String[]::new));
  }

  private static void requireColumn(ConfigurationFile file, List<String> columns, String name, String key) {
    if (!columns.contains(name)) {
      throw file.wrong("'" + name + "' is no column of the data; it has " + String.join(", ", columns), "data", key);
    }
  }
}
