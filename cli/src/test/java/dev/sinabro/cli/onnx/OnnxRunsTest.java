package dev.sinabro.cli.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.CommandRun;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Corpus;
import dev.sinabro.data.Csv;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.FeatureEncoding;
import dev.sinabro.data.Field;
import dev.sinabro.data.Scaling;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.Npz;
import dev.sinabro.nn.Network;
import dev.sinabro.onnx.OnnxModel;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command exports of a run gives in ONNX Runtime, of raw values, what the command predicts. */
class OnnxRunsTest {
  @TempDir
  private Path folder = Path.of("");

  private Path trained(String configuration) throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), configuration);
    Path run = folder.resolve("run");
    var training =
        CommandRun.of("train", file.toString(), "--out", run.toString(), "--device", "cpu", "--max-steps", "20");
    assertEquals(0, training.code(), training.err());
    return run;
  }

  /** The operators of the file in order, each run of equal ones once. */
  private static List<String> operators(Path run) throws IOException {
    List<String> operators = new ArrayList<>();
    for (var node : OnnxModel.read(run.resolve("model.onnx")).graph().nodes()) {
      if (operators.isEmpty() || !operators.getLast().equals(node.op())) {
        operators.add(node.op());
      }
    }
    return operators;
  }

  private static byte[] exported(Path run) throws IOException {
    var export = CommandRun.of("export", run.toString());
    assertEquals(0, export.code(), export.err());
    return Files.readAllBytes(run.resolve("model.onnx"));
  }

  /** All rows at once, and the first two by themselves. */
  private static Runtime compared(Path run, Function<TrainedModel, Dataset> rows, Object raw, long... row)
      throws IOException {
    Runtime runtime = new Runtime(exported(run));
    float[] expected;
    try (Device device = Devices.open("cpu");
        TrainedModel model = new TrainedModel(run.resolve("model.safetensors"), device)) {
      expected = flat(model.predict(rows.apply(model)).rows());
    }
    int width = (int) IntStream.range(0, row.length).mapToLong(i -> row[i]).reduce(1, (a, b) -> a * b);
    int all = switch (raw) {
      case float[] reals -> reals.length / width;
      case int[] integers -> integers.length / width;
      case Object other -> throw new IllegalArgumentException("rows of " + other);
    };
    for (int count : new int[] {all, 2}) {
      long[] extents = IntStream.range(0, row.length + 1).mapToLong(i -> i == 0 ? count : row[i - 1]).toArray();
      Object values = switch (raw) {
        case float[] reals -> Arrays.copyOf(reals, count * width);
        case int[] integers -> Arrays.copyOf(integers, count * width);
        case Object other -> throw new IllegalArgumentException("rows of " + other);
      };
      float[] found = runtime.run(Map.of(Field.FEATURES, new Runtime.Given(values, extents))).get(Network.OUTPUT);
      OnnxLayersTest.assertClose(Arrays.copyOf(expected, expected.length / all * count), found, count + " rows");
    }
    return runtime;
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    IntStream.range(0, rows.length)
        .forEach(i -> System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length));
    return flat;
  }

  @Test
  void aConvolutionalNetworkOfATable() throws IOException {
    Path run = trained("""
        data: {path: builtin:digits, target: label, task: classification, normalize: standard}
        model:
          - reshape: {shape: [1, 8, 8]}
          - conv2d: {channels: 4, kernel: 3, padding: 1, bias: false}
          - batch-norm
          - relu
          - max-pool2d: {kernel: 2}
          - flatten
          - dropout: {rate: 0.3}
          - dense: {}
        train: {epochs: 1}
        """);
    Table table = BuiltIn.DIGITS.table();
    float[] raw;
    try (Device device = Devices.open("cpu");
        TrainedModel model = new TrainedModel(run.resolve("model.safetensors"), device)) {
      var learned = (TablePreprocessing) model.file().preprocessing();
      raw = flat(learned.features(table).values(Field.FEATURES).rows());
      for (int i = 0; i < raw.length; i++) {
        Scaling scaling = ((FeatureEncoding.Numeric) learned.features().get(i % learned.width())).scaling();
        raw[i] = Math.round(scaling.invert(raw[i])); // the shade of a pixel, a whole number
      }
    }
    try (Runtime runtime = compared(run,
        model -> ((TablePreprocessing) model.file().preprocessing()).features(table), raw, 64)) {
      assertEquals(IntStream.range(0, 10).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(",", "[", "]")),
          runtime.metadata().get("classes"));
      assertTrue(runtime.metadata().get("features.columns").startsWith("[\"p00\","));
    }
    assertEquals(List.of("Sub", "Div", "Reshape", "Conv", "BatchNormalization", "Relu", "MaxPool", "Reshape", "Gemm",
        "Softmax", "Identity"), operators(run));
  }

  @Test
  void anLstmOfASeries() throws IOException {
    double[] numbers = IntStream.range(0, 80).mapToDouble(i -> 100 + 20 * Math.sin(i / 3.0)).toArray();
    String series =
        Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining("\n", "level\n", "\n"));
    Path data = Files.writeString(folder.resolve("series.csv"), series);
    Path run = trained("""
        data: {kind: windows, path: %s, column: level, window: 8, normalize: standard}
        model: [lstm: {units: 5, layers: 2, direction: both, output: last}, dense: {}]
        loss: mse
        train: {epochs: 3, batch-size: 10}
        """.formatted(data));
    float[] raw = new float[(numbers.length - 7) * 8];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (float) numbers[i / 8 + i % 8];
    }
    compared(run, model -> ((SeriesPreprocessing) model.file().preprocessing()).features(Csv.read(data)), raw, 8, 1)
        .close();
    int rows = raw.length / 8;
    Path array = folder.resolve("rows.npz");
    try (var out = Files.newOutputStream(array)) {
      Npz.write(out, Map.of(Field.FEATURES, new HostTensor(TensorType.f32(rows, 8, 1), MemorySegment.ofArray(raw))));
    }
    var again = CommandRun.of("predict", run.resolve("model.onnx").toString(), "--input", array.toString(), "--device",
        "cpu");
    assertEquals(0, again.code(), again.err());
    var told = CommandRun.of("predict", run.toString(), "--input", data.toString(), "--device", "cpu");
    List<String> expected = told.out().lines().skip(1).map(line -> line.split(",")[1]).toList();
    List<String> found = again.out().lines().skip(1).toList();
    assertEquals(rows, found.size(), again.out());
    for (int i = 0; i < rows; i++) {
      assertEquals(Float.parseFloat(expected.get(i)), Float.parseFloat(found.get(i)), 1e-2f, "row " + i);
    }
    assertEquals(4, operators(run).stream().filter("LSTM"::equals).count(), operators(run).toString());
  }

  @Test
  void aTransformerOfText() throws IOException {
    Path data =
        Files.writeString(folder.resolve("text.txt"), "the cat sat on the mat\nand the rat ate that\n".repeat(9));
    Path run = trained("""
        data: {kind: text, path: %s, context: 24}
        model:
          - embedding: {width: 8}
          - positions
          - transformer-block: {heads: 2, hidden: 16, causal: true}
          - layer-norm
          - dense: {}
        train: {epochs: 2, batch-size: 8}
        """.formatted(data));
    int[] rows;
    Corpus corpus = Corpus.read(data);
    try (Device device = Devices.open("cpu");
        TrainedModel model = new TrainedModel(run.resolve("model.safetensors"), device)) {
      rows = ((TextPreprocessing) model.file().preprocessing()).features(corpus).values(Field.FEATURES).ints();
    }
    try (Runtime runtime =
        compared(run, model -> ((TextPreprocessing) model.file().preprocessing()).features(corpus), rows, 24)) {
      assertTrue(runtime.metadata().get("classes").contains("\"t\""), runtime.metadata().toString());
    }
  }
}
