package dev.sinabro.cli;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.ModelFile;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Csv;
import dev.sinabro.nn.Sequential;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command trains the library loads, and what the library trains the command takes. */
class LibraryTest {
  @TempDir
  private Path folder = Path.of("");

  @BeforeEach
  void input() throws IOException {
    Files.writeString(folder.resolve("new.csv"),
        "sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n6.3,2.7,4.9,1.8\n");
  }

  private List<String> predicted(Path model) {
    CommandRun told = CommandRun.of("predict", model.toString(), "--input", folder.resolve("new.csv").toString(),
        "--probabilities", "--device", "cpu");
    assertEquals(0, told.code(), told.err());
    return told.out().lines().skip(1).map(line -> line.replaceFirst("^[^,]*,[^,]*,", "")).toList();
  }

  private static List<String> texts(float[][] rows) {
    return IntStream.range(0, rows.length).mapToObj(row -> rows[row][0] + "," + rows[row][1] + "," + rows[row][2])
        .toList();
  }

  @Test
  void aRunOfTheCommandIsLoadedInOneLine() {
    Path run = folder.resolve("run");
    CommandRun trained = CommandRun.of("train", "iris", "--epochs", "2", "--out", run.toString(), "--quiet");
    assertEquals(0, trained.code(), trained.err());
    try (Device device = Devices.open("cpu"); TrainedModel iris = TrainedModel.load(run, device)) {
      assertEquals(predicted(run), texts(iris.predict(Csv.read(folder.resolve("new.csv"))).rows()));
    }
  }

  @Test
  void aModelOfTheLibraryIsTakenByTheCommand() throws IOException {
    var data = BuiltIn.IRIS.table().target("species").split(0.1, 0.2, 42).standardized();
    Path file = folder.resolve("iris.safetensors");
    try (Device device = Devices.open("cpu");
        Trainer trainer =
            Trainer.builder(Sequential.of(dense(16, RELU), dropout(0.2), dense(3))).on(device)) {
      trainer.fit(data.training(), Fit.epochs(2).batch(32));
      String configuration = """
          data: {path: builtin:iris, target: species}
          model: [dense: {units: 16, activation: relu}, dropout: {rate: 0.2}, dense]
          """;
      ModelFile.write(file, configuration, data.preprocessing(), trainer.parameters());
      var input = data.preprocessing().features(Csv.read(folder.resolve("new.csv")));
      assertEquals(texts(trainer.predict(input).rows()), predicted(file));
      Path other = folder.resolve("other.safetensors");
      var refused = assertThrows(UserException.class, () -> ModelFile.write(other,
          configuration.replace("16", "17"), data.preprocessing(), trainer.parameters()));
      assertTrue(refused.getMessage().contains("tensor 0.weight is f32[16, 4], but the model needs f32[17, 4]"),
          refused.getMessage());
      assertTrue(Files.notExists(other));
    }
  }
}
