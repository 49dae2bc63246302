package dev.sinabro.cli.experiment;

import dev.sinabro.cli.show.Losses;
import dev.sinabro.io.WholeFile;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * {@code metrics.csv} of a run: a row an epoch, added as it ends.
 *
 * @param path the file
 */
record MetricsFile(Path path) {
  static final String NAME = "metrics.csv";

  /** Writes the head. */
  void begin(List<String> metrics) throws IOException {
    List<String> columns = new ArrayList<>(List.of("epoch", "step"));
    for (String rows : List.of("train_", "validation_")) {
      columns.add(rows + "loss");
      metrics.forEach(metric -> columns.add(rows + metric));
    }
    columns.add("waiting");
    columns.add("seconds");
    WholeFile.write(path, String.join(",", columns) + "\n");
  }

  /** Adds the row of an epoch. */
  void add(TrainingEvent.EpochEnded epoch) throws IOException {
    List<String> row = new ArrayList<>(List.of(Integer.toString(epoch.epoch()), Integer.toString(epoch.step())));
    row.addAll(numbers(epoch.training()));
    row.addAll(epoch.validation().map(MetricsFile::numbers)
        .orElseGet(() -> Collections.nCopies(1 + epoch.training().metrics().size(), "")));
    row.add(String.format(Locale.ROOT, "%.3f", epoch.waiting()));
    row.add(String.format(Locale.ROOT, "%.3f", epoch.seconds()));
    byte[] line = (String.join(",", row) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.APPEND)) {
      WholeFile.writeAll(channel, ByteBuffer.wrap(line));
    } catch (IOException unwritable) {
      throw WholeFile.named(path, line.length, unwritable);
    }
  }

  private static List<String> numbers(Evaluation evaluation) {
    return DoubleStream.concat(DoubleStream.of(evaluation.loss()),
        evaluation.metrics().values().stream().mapToDouble(Double::doubleValue))
        .mapToObj(value -> Float.toString((float) value)).toList();
  }

  /** Has its rows on the disk: a checkpoint must not be there without the rows before it. */
  void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Drops the rows of epochs behind a checkpoint, and what is left of one that was being written. */
  void cut(int epochs) throws IOException {
    StringBuilder kept = new StringBuilder();
    int rows = 0;
    for (String line : Files.readAllLines(path)) {
      if (rows > epochs || rows > 0 && !line.startsWith(rows + ",")) {
        break;
      }
      kept.append(line).append('\n');
      rows++;
    }
    WholeFile.write(path, kept.toString());
  }

  /** What it has of losses. */
  Losses losses() throws IOException {
    return new Losses(column("train_loss"), column("validation_loss"));
  }

  /** One figure of each epoch that has it. */
  List<Double> column(String name) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(path)) {
      int place = List.of(String.valueOf(lines.readLine()).split(",")).indexOf(name);
      List<Double> column = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String cell = line.split(",", -1)[place];
        if (!cell.isEmpty()) {
          column.add(Double.valueOf(cell));
        }
      }
      return column;
    }
  }
}
