package dev.sinabro.cli.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cli.CommandRun;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Npz;
import dev.sinabro.nn.Network;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples give for their test rows what {@code predict} gives: exported, in ONNX Runtime, and imported again. */
class OnnxExamplesTest {
  private static final int ROWS_AT_ONCE = 256;

  @TempDir
  private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"digits-cnn", "char-rnn", "char-gpt"})
  void giveTheSameWhenTheyHaveBegunToLearn(String example) throws IOException {
    compare(example, 300, "--max-steps", "12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits-cnn", "char-rnn", "char-gpt"})
  @Tag("long")
  void giveTheSameForAllTestRowsWhenTheyHaveLearned(String example) throws IOException {
    compare(example, Integer.MAX_VALUE);
  }

  private void compare(String example, int most, String... options) throws IOException {
    Path run = folder.resolve(example);
    List<String> arguments = new ArrayList<>(
        List.of("train", example, "--seed", "3", "--quiet", "--device", "cpu", "--out", run.toString()));
    arguments.addAll(List.of(options));
    done(arguments.toArray(String[]::new));
    done("export", run.toString());
    HostTensor features;
    float[] expected;
    try (Device device = Devices.open("cpu"); TrainedModel model = TrainedModel.load(run, device)) {
      Dataset test = Experiment.testRows(ConfigurationReader.read(RunFolder.existing(run).configuration(), List.of()),
          model.file());
      Dataset rows = test.select(IntStream.range(0, Math.min(most, test.rowCount())).toArray());
      features = rows.values(Field.FEATURES);
      expected = flat(model.predict(rows).rows());
    }
    OnnxLayersTest.assertClose(expected, inRuntime(run, features, expected.length), example + " in ONNX Runtime");
    OnnxLayersTest.assertClose(expected, imported(run, features, expected.length), example + ", imported again");
  }

  private static String done(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.code(), run.err());
    return run.out();
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    IntStream.range(0, rows.length)
        .forEach(i -> System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length));
    return flat;
  }

  private static float[] inRuntime(Path run, HostTensor features, int count) throws IOException {
    int rows = features.shape().extent(0);
    int width = features.shape().count(1, features.shape().rank());
    float[] found = new float[count];
    try (Runtime runtime = new Runtime(Files.readAllBytes(run.resolve("model.onnx")))) {
      for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
        int to = Math.min(rows, from + ROWS_AT_ONCE);
        Object values = features.type().dtype().isFloat()
            ? Arrays.copyOfRange(features.floats(), from * width, to * width)
            : Arrays.copyOfRange(features.ints(), from * width, to * width);
        float[] block = runtime.run(Map.of(Field.FEATURES, new Runtime.Given(values, to - from, width)))
            .get(Network.OUTPUT);
        System.arraycopy(block, 0, found, from * (count / rows), block.length);
      }
    }
    return found;
  }

  private float[] imported(Path run, HostTensor features, int count) throws IOException {
    Path array = folder.resolve("rows.npz");
    try (var out = Files.newOutputStream(array)) {
      Npz.write(out, Map.of(Field.FEATURES, features));
    }
    String told = done("predict", run.resolve("model.onnx").toString(), "--input", array.toString(), "--device", "cpu");
    float[] found = new float[count];
    int next = 0;
    for (String line : told.lines().skip(1).toList()) {
      for (String cell : line.split(",")) {
        found[next++] = Float.parseFloat(cell);
      }
    }
    assertEquals(count, next, "numbers");
    return found;
  }
}
