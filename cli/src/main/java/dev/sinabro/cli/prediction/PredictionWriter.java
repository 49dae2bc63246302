package dev.sinabro.cli.prediction;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.ImageSource;
import dev.sinabro.cli.experiment.NotFinite;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.prediction.PredictedRows.Block;
import dev.sinabro.data.Csv;
import dev.sinabro.data.CsvFormat;
import dev.sinabro.data.CsvRows;
import dev.sinabro.data.FeatureEncoding;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TargetEncoding;
import dev.sinabro.data.TextPreprocessing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes what a model says of each row of a file, as CSV in the order of the rows. Tables, series, texts and pictures are read,
 * predicted and written some rows at a time, so that memory does not depend on how many there are.
 *
 * @param model what predicts
 * @param input a file of the kind that the model was trained on
 * @param kept columns of a table that stand before the predictions
 * @param probabilities whether those of all classes are told
 */
public record PredictionWriter(TrainedModel model, InputFile input, Kept kept, boolean probabilities) {

  /**
   * Writes all.
   *
   * @return how many rows were predicted
   */
  public long write(Writer writer) throws IOException {
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
    long written = 0;
    try (PredictedRows rows = rows()) {
      csv.writeRecord(rows.columns());
      for (Optional<Block> block = rows.next(); block.isPresent(); block = rows.next()) {
        write(block.get(), csv);
        written += block.get().rows().rowCount();
      }
    } catch (UncheckedIOException unwritable) {
      throw unwritable.getCause();
    }
    csv.flush();
    return written;
  }

  private void write(Block block, CsvWriter csv) {
    model.predict(block.rows(), (from, predictions) -> {
      NotFinite.first(predictions).ifPresent(found -> {
        throw new UserException(ExitCode.DATA, block.place().apply(from + found.row()) + ": "
            + found.text(model.file().preprocessing()) + NotFinite.REASON);
      });
      for (int i = 0; i < predictions.length; i++) {
        block.records().of(from + i, predictions[i]).forEach(csv::writeRecord);
      }
    });
  }

  private PredictedRows rows() {
    return switch (model.file().preprocessing()) {
      case TablePreprocessing table -> table(table);
      case NumbersPreprocessing numbers -> numbers(numbers);
      case SeriesPreprocessing series ->
        new SeriesRows(input.name(), CsvRows.open(input.name(), input.open(), CsvFormat.USUAL), series);
      case ImagePreprocessing images -> images(images);
      case TextPreprocessing text -> new TextRows(input, text, classes("next", followers(text)));
      case GraphPreprocessing graph -> graph(graph);
    };
  }

  /** What else the table has, such as the target, may be anything, but a column that nobody mentioned may be a mistake. */
  private PredictedRows table(TablePreprocessing table) {
    if (model.file().isOfArrays()) {
      return arrays(table);
    }
    List<String> features = table.features().stream().map(FeatureEncoding::name).toList();
    CsvFormat format = model.file().format(table).without(table.target().name());
    CsvRows header = CsvRows.open(input.name(), input.open(), format);
    List<String> passed = kept.of(header.columnNames(), input.name());
    List<String> others = passed.stream().filter(name -> !features.contains(name)).toList();
    header.columnNames().stream()
        .filter(name -> !features.contains(name) && !others.contains(name) && !format.ignored().contains(name))
        .findFirst().ifPresent(unknown -> {
          throw new UserException(ExitCode.DATA, input.name() + " has a column '" + unknown + "', which the model was"
              + " trained without; remove it, or pass it through with --keep " + unknown);
        });
    return new TableRows(input.name(), header.without(others), passed, table::features, target(table.target()));
  }

  private PredictedRows arrays(TablePreprocessing table) {
    List<String> passed = kept.of(List.of(), input.name());
    PredictedColumns target = target(table.target());
    return PredictedRows.whole(PredictedColumns.with(passed, target.names()),
        new Block(table.features(model.file().table(table, input.file())),
            (_, prediction) -> List.of(target.cells().apply(prediction)), row -> input.name() + ", row " + (row + 1)));
  }

  private PredictedRows numbers(NumbersPreprocessing numbers) {
    CsvRows rows = CsvRows.open(input.name(), input.open(), CsvFormat.USUAL);
    List<String> others = rows.columnNames().stream().filter(name -> !numbers.columns().contains(name)).toList();
    return new TableRows(input.name(), rows.without(others), kept.of(rows.columnNames(), input.name()),
        numbers::dataset,
        PredictedColumns.ofNumbers(numbers.columns()));
  }

  private PredictedRows images(ImagePreprocessing images) {
    ImageSource.Unlabeled found = model.file().images().unlabeled(images, input.file());
    PredictedColumns classes = classes("class", images.classes());
    return PredictedRows.whole(with("image", classes.names()), new Block(found.rows(),
        (row, prediction) -> List.of(with(found.names().get(row), classes.cells().apply(prediction))),
        row -> "image " + found.names().get(row)));
  }

  private PredictedRows graph(GraphPreprocessing graph) {
    PredictedColumns target = target(graph.columns().target());
    int nodes = graph.names().size();
    return PredictedRows.whole(with(graph.node(), target.names()), new Block(graph.features(whole()), (_, all) -> {
      int width = all.length / nodes;
      return IntStream.range(0, nodes).mapToObj(node -> with(graph.names().get(node),
          target.cells().apply(Arrays.copyOfRange(all, node * width, (node + 1) * width)))).toList();
    }, _ -> input.name()));
  }

  private Table whole() {
    try (InputStream stream = input.open()) {
      return Csv.read(input.name(), stream);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private PredictedColumns target(TargetEncoding target) {
    return switch (target) {
      case TargetEncoding.Classes classes -> classes(target.name(), classes.classes());
      case TargetEncoding.Values _ -> PredictedColumns.ofNumbers(List.of(target.name()));
    };
  }

  private PredictedColumns classes(String column, List<String> names) {
    return PredictedColumns.ofClasses(column, names, model.tellsProbabilities(), probabilities);
  }

  /** What may follow; nothing where it is the end of the line. */
  private static List<String> followers(TextPreprocessing text) {
    List<String> names = new ArrayList<>(text.names());
    names.set(0, "");
    return names;
  }

  private static List<String> with(String first, List<String> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }
}
