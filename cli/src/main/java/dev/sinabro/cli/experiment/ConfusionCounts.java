package dev.sinabro.cli.experiment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.io.WholeFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the metric {@code confusion} counted: how many rows of each class were taken for each class.
 *
 * @param names of the classes
 * @param counts a row for each true class, with a number for each predicted one, row-major
 */
record ConfusionCounts(List<String> names, List<Double> counts) {
  /** The name of the metric's tally. */
  static final String TALLY = "confusion.counts";
  /** Of a table that a summary holds: of 20,000 there would be 400 million numbers. */
  private static final int MOST_CLASSES = 100;

  /** Of some rows; their classes are numbers where they have no names. */
  static ConfusionCounts of(Dataset rows, List<Double> counts) {
    int classes = (int) Math.round(Math.sqrt(counts.size()));
    List<String> names = rows.fields().stream().filter(field -> field.name().equals(Field.TARGET)).findFirst()
        .map(Field::meaning).orElse(null) instanceof Meaning.Classes(var known) && known.size() == classes
            ? known
            : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new ConfusionCounts(names, counts);
  }

  /**
   * What a summary says of them: a row for each true class; of more than 100 classes the name of a file, which is written
   * here, with the pairs that occur, {@code true,predicted,rows}.
   *
   * @param file where it may be written
   */
  JsonElement told(Path file) throws IOException {
    if (names.size() > MOST_CLASSES) {
      WholeFile.write(file, pairs());
      return new JsonPrimitive(String.valueOf(file.getFileName()));
    }
    JsonArray square = new JsonArray();
    for (int truth = 0; truth < names.size(); truth++) {
      JsonArray row = new JsonArray();
      counts.subList(truth * names.size(), (truth + 1) * names.size()).forEach(row::add);
      square.add(row);
    }
    return square;
  }

  private String pairs() throws IOException {
    StringWriter text = new StringWriter();
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
    csv.writeRecord("true", "predicted", "rows");
    for (int pair = 0; pair < counts.size(); pair++) {
      double rows = counts.get(pair);
      if (rows != 0) {
        csv.writeRecord(names.get(pair / names.size()), names.get(pair % names.size()),
            rows == Math.rint(rows) ? Long.toString((long) rows) : Double.toString(rows));
      }
    }
    csv.flush();
    return text.toString();
  }
}
