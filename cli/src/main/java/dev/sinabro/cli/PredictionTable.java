package dev.sinabro.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.data.Corpus;
import dev.sinabro.data.Csv;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TargetEncoding;
import dev.sinabro.data.TextPreprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a model says of a file, as people read it.
 *
 * @param columns their names
 * @param rows a cell a column
 */
record PredictionTable(List<String> columns, List<List<String>> rows) {

  /** Predicts for each row of a file of the kind that the model was trained on. */
  static PredictionTable of(TrainedModel model, Path input) {
    return switch (model.file().preprocessing()) {
      case TablePreprocessing table -> {
        float[][] predictions =
            model.predict(table.features(model.file().table(table, input))).rows();
        yield ofTable(table.target(), predictions);
      }
      case NumbersPreprocessing numbers ->
        new PredictionTable(numbers.columns(),
            Arrays.stream(model.predict(numbers.dataset(Csv.read(input))).rows()).map(PredictionTable::cells).toList());
      case SeriesPreprocessing series ->
        ofSeries(series, model.predict(series.features(Csv.read(input))).rows());
      case ImagePreprocessing images -> ofImages(model, images, input);
      case TextPreprocessing text -> {
        Corpus corpus = Corpus.read(input);
        yield ofText(text, corpus.lines(), model.predict(text.features(corpus)).rows());
      }
      case GraphPreprocessing graph ->
        ofGraph(graph, model.predict(graph.features(Csv.read(input))).rows()[0]);
    };
  }

  private static PredictionTable ofTable(TargetEncoding target, float[][] predictions) {
    return switch (target) {
      case TargetEncoding.Classes classes -> new PredictionTable(List.of(target.name(), "probability"),
          Arrays.stream(predictions).map(prediction -> List.of(
              classes.classes().get(TrainedModel.predictedClass(prediction)),
              Float.toString(TrainedModel.probability(prediction)))).toList());
      case TargetEncoding.Values _ -> new PredictionTable(List.of(target.name()),
          Arrays.stream(predictions).map(PredictionTable::cells).toList());
    };
  }

  private static PredictionTable ofImages(TrainedModel model, ImagePreprocessing images, Path input) {
    var found = model.file().images().unlabeled(images, input);
    float[][] predictions = model.predict(found.rows()).rows();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < predictions.length; i++) {
      rows.add(List.of(found.names().get(i), images.classes().get(TrainedModel.predictedClass(predictions[i])),
          Float.toString(TrainedModel.probability(predictions[i]))));
    }
    return new PredictionTable(List.of("image", "class", "probability"), rows);
  }

  /** The number of the row that is told, from 1; the last one is still to come. */
  private static PredictionTable ofSeries(SeriesPreprocessing series, float[][] predictions) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < predictions.length; i++) {
      rows.add(List.of(Integer.toString(series.window() + 1 + i), Float.toString(predictions[i][0])));
    }
    return new PredictionTable(List.of("row", series.column()), rows);
  }

  /** What most probably follows on each line; nothing where it is the end of the line. */
  private static PredictionTable ofText(TextPreprocessing text, List<String> lines, float[][] predictions) {
    List<String> names = text.names();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < predictions.length; i++) {
      int place = text.place(lines.get(i)) * names.size();
      float[] next = Arrays.copyOfRange(predictions[i], place, place + names.size());
      int best = TrainedModel.predictedClass(next);
      String character = best == 0 ? "" : names.get(best);
      rows.add(List.of(lines.get(i), character, Float.toString(TrainedModel.probability(next))));
    }
    return new PredictionTable(List.of("text", "next", "probability"), rows);
  }

  private static PredictionTable ofGraph(GraphPreprocessing graph, float[] predictions) {
    int width = predictions.length / graph.names().size();
    float[][] nodes = IntStream.range(0, graph.names().size())
        .mapToObj(node -> Arrays.copyOfRange(predictions, node * width, (node + 1) * width)).toArray(float[][]::new);
    PredictionTable told = ofTable(graph.columns().target(), nodes);
    return new PredictionTable(with(graph.node(), told.columns()), IntStream.range(0, nodes.length)
        .mapToObj(node -> with(graph.names().get(node), told.rows().get(node))).toList());
  }

  private static List<String> with(String first, List<String> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }

  private static List<String> cells(float[] numbers) {
    List<String> cells = new ArrayList<>();
    for (float number : numbers) {
      cells.add(Float.toString(number));
    }
    return cells;
  }

  /** As CSV. */
  void write(Writer writer) throws IOException {
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
    try {
      csv.writeRecord(columns);
      rows.forEach(csv::writeRecord);
    } catch (UncheckedIOException unwritable) {
      throw unwritable.getCause();
    }
    csv.flush();
  }
}
