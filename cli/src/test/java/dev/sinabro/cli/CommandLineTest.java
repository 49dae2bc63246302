package dev.sinabro.cli;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.data.Csv;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.io.Safetensors;
import dev.sinabro.nn.Sequential;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.train.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Whole commands, as a user gives them, with files in a folder of their own. */
class CommandLineTest {
  @TempDir
  private Path folder;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void newTable() throws IOException {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("width,height,color,kind,area\n");
    for (int row = 0; row < 120; row++) {
      double width = 1 + random.nextInt(90) / 10.0;
      double height = 1 + random.nextInt(90) / 10.0;
      String kind = width > height ? "wide" : "tall";
      rows.append("%s,%s,%s,%s,%s\n".formatted(width, height, row % 3 == 0 ? "red" : "blue", kind, width * height));
    }
    Files.writeString(folder.resolve("boxes.csv"), rows);
  }

  private int sinabro(Object... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return Sinabro.run(new PrintWriter(out), new PrintWriter(err), Stream.of(arguments).map(Object::toString)
        .toArray(String[]::new));
  }

  private Path configuration(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path kinds() throws IOException {
    return configuration("kinds.yaml", """
        data: {path: boxes.csv, target: kind, ignore: [area]}
        model:
          - dense: {units: 16, activation: relu}
          - dense: {}
        train: {epochs: 20}
        """);
  }

  private JsonObject summary(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject();
  }

  @Test
  void aTableOfTheUserIsClassified() throws IOException {
    Path run = folder.resolve("run");
    assertEquals(0, sinabro("train", kinds(), "--out", run, "--device", "cpu"), err.toString());
    assertTrue(summary(run).get("test_accuracy").getAsDouble() > 0.9, out.toString());
    assertTrue(out.toString().startsWith("kinds    120 rows · 84 train · 12 validation · 24 test\n"), out.toString());
    try (Stream<Path> files = Files.list(run)) {
      assertEquals(
          List.of("checkpoints", "config.yaml", "judgement.json", "lock", "manifest.json", "metrics.csv",
              "metrics.jsonl",
              "model.safetensors", "network.json", "report.html", "summary.json", "tensorboard"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertEquals("epoch,step,train_loss,train_accuracy,validation_loss,validation_accuracy,waiting,seconds",
        metrics.getFirst());
    assertEquals(21, metrics.size());

    assertEquals(0, sinabro("evaluate", run), err.toString());
    assertTrue(out.toString().contains("24 rows"), out.toString());
    assertTrue(out.toString().contains("confusion matrix"), out.toString());

    Path moved = folder.resolve("moved.safetensors");
    Files.copy(run.resolve("model.safetensors"), moved);
    Path input = Files.writeString(folder.resolve("new.csv"), "color,height,width\nred,9,1\nblue,1,9\n");
    assertEquals(0, sinabro("predict", moved, "--input", input), err.toString());
    String[] lines = out.toString().split("\\R");
    assertEquals("kind,probability", lines[0]);
    assertTrue(lines[1].startsWith("tall,") && lines[2].startsWith("wide,"), out.toString());

    Files.delete(folder.resolve("boxes.csv"));
    assertEquals(0, sinabro("summary", run), err.toString());
    assertTrue(out.toString().contains("relu"), "the data is not needed to sum up a model: " + out);
    assertEquals(2, sinabro("evaluate", moved), out.toString());
  }

  @Test
  void aNumberIsEstimatedInItsOwnUnits() throws IOException {
    Path file = configuration("areas.yaml", """
        data: {path: boxes.csv, target: area, ignore: [kind]}
        model:
          - dense: {units: 32, activation: relu}
          - dense: {}
        optimizer: {adam: {learning-rate: 0.01}}
        train: {epochs: 120}
        """);
    Path run = folder.resolve("run");
    assertEquals(0, sinabro("train", file, "--out", run, "--quiet"), err.toString());
    assertEquals("regression", summary(run).get("task").getAsString());
    double rmse = summary(run).get("test_rmse").getAsDouble();
    assertTrue(rmse < 6, "areas go from 1 to 100, and their standard deviation is about 22: rmse " + rmse);
    Path output = folder.resolve("areas.csv");
    Path input = Files.writeString(folder.resolve("new.csv"), "width,height,color\n5,5,red\n");
    assertEquals(0, sinabro("predict", run, "--input", input, "--output", output), err.toString());
    List<String> lines = Files.readAllLines(output);
    assertEquals("area", lines.getFirst());
    assertEquals(25, Double.parseDouble(lines.get(1)), 8);
    assertEquals(lines.get(1), Float.toString(predictedByTheLibrary(run.resolve("model.safetensors"), input)));
  }

  /** As one would without the command: a model by hand, with the parameters and the preprocessing of the file. */
  private static float predictedByTheLibrary(Path model, Path input) throws IOException {
    Safetensors file = Safetensors.read(model);
    TablePreprocessing preprocessing = (TablePreprocessing) Preprocessing
        .fromJson(JsonParser.parseString(file.metadata().get("sinabro.preprocessing")).getAsJsonObject());
    try (Device device = Devices.auto();
        Trainer trainer = Trainer.builder(Sequential.of(dense(32, RELU), dense(1))).fields(preprocessing.fields())
            .on(device)) {
      trainer.restore(file);
      return trainer.predict(preprocessing.features(Csv.read(input))).rows()[0][0];
    }
  }

  @Test
  void aNetworkOfManyKindsOfLayersIsTrained() throws IOException {
    Path file = configuration("images.yaml", """
        data: {path: builtin:digits, target: label, normalize: minmax}
        model:
          - reshape: {shape: [1, 8, 8]}
          - conv2d: {channels: 8, kernel: 3, padding: 1}
          - batch-norm
          - relu
          - max-pool2d: {kernel: 2}
          - flatten
          - residual: {layers: [layer-norm, dense: {units: 128, activation: gelu}]}
          - dense:
        optimizer: {clip-by-global-norm: {limit: 1, then: {adamw: {learning-rate: 0.01, decay-all: false}}}}
        schedule: {warm-up: {steps: 20, then: cosine}}
        train: {epochs: 5}
        """);
    Path run = folder.resolve("run");
    assertEquals(0, sinabro("train", file, "--out", run, "--quiet", "--device", "cpu"), err.toString());
    assertTrue(summary(run).get("test_accuracy").getAsDouble() > 0.9, out.toString());
    assertEquals(0, sinabro("evaluate", run), err.toString());
    assertEquals(0, sinabro("summary", run), err.toString());
  }

  @Test
  void theSameSeedWritesTheSameModel() throws IOException {
    for (String run : List.of("a", "b")) {
      assertEquals(0, sinabro("train", kinds(), "--epochs", 3, "--seed", 5, "--out", folder.resolve(run)));
    }
    assertEquals(-1, Files.mismatch(folder.resolve("a/model.safetensors"), folder.resolve("b/model.safetensors")));
    String text = Files.readString(folder.resolve("a/model.safetensors"), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertFalse(text.contains(folder.toString()), "a model file names no folder");
  }

  @Test
  void severalSeedsEndWithMeanAndSpread() throws IOException {
    assertEquals(0,
        sinabro("train", kinds(), "--epochs", 2, "--seeds", "3..5", "--out", folder.resolve("many"), "--json"));
    JsonObject all = JsonParser.parseString(out.toString()).getAsJsonObject();
    double sum = 0;
    for (int run = 0; run < 3; run++) {
      JsonObject one = all.getAsJsonArray("runs").get(run).getAsJsonObject();
      assertEquals(3 + run, one.get("seed").getAsLong());
      sum += one.get("test_accuracy").getAsDouble();
    }
    assertEquals(sum / 3, all.get("test_accuracy_mean").getAsDouble(), 1e-12);
    assertTrue(Files.exists(folder.resolve("many/seed-4/model.safetensors")));
  }

  @Test
  void summaryCountsWhatIsKnownOfDigits() {
    assertEquals(0, sinabro("summary", "digits"), err.toString());
    String text = out.toString();
    assertTrue(text.contains("16,640"), text);
    assertTrue(text.contains("2,570"), text);
    assertTrue(text.contains("19,210"), text);
    assertTrue(text.contains("[256]"), text);
    assertTrue(text.contains("; 18,944 multiply-accumulates in all"), text);
    assertTrue(text.lines().anyMatch(line -> line.matches("1 +relu +\\[256] +0 +256 +512 +33 kB")), text);
  }

  @Test
  void summaryIsAlignedAndNotWide() {
    assertEquals(0, sinabro("summary", "char-gpt"), err.toString());
    List<String> lines = out.toString().lines().takeWhile(line -> !line.isBlank()).toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= 100), out.toString());
    int end = lines.getFirst().indexOf("parameters") + "parameters".length();
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("    2.self_attn.out_proj  dense 64 ")), out.toString());
    assertTrue(lines.stream().filter(line -> line.length() > end).allMatch(line -> line.charAt(end) == ' '),
        out.toString());
    assertTrue(lines.getLast().startsWith("total "), out.toString());
  }

  @Test
  void theGraphIsPrintedInEachForm() {
    assertEquals(0, sinabro("graph", "xor", "--format", "dot"));
    assertTrue(out.toString().startsWith("digraph") && out.toString().strip().endsWith("}"), out.toString());
    assertEquals(0, sinabro("graph", "xor", "--format", "text"));
    assertTrue(out.toString().contains("matmul(a, bT)"), out.toString());
    assertEquals(0, sinabro("graph", "xor", "--format", "program"));
    assertTrue(out.toString().contains("arena"), out.toString());
  }

  @Test
  void gradientsOfAnExampleAreRight() {
    assertEquals(0, sinabro("gradcheck", "iris"), out.toString());
    assertTrue(out.toString().contains("PASS   33 of 131 entries compared on 4 rows"), out.toString());
    assertEquals(0, sinabro("gradcheck", "iris", "--entries", "all", "--rows", "2"), out.toString());
    assertTrue(out.toString().contains("PASS   131 of 131 entries compared on 2 rows, tolerance 1e-06\n"),
        out.toString());
    assertEquals(2, sinabro("gradcheck", "iris", "--entries", "0"));
    assertTrue(err.toString().contains("give a whole number of at least 1, or all"), err.toString());
    assertEquals(2, sinabro("gradcheck", "iris", "--rows", "0"));
  }

  @Test
  void devicesPassTheirSelfTest() {
    assertEquals(0, sinabro("devices", "--json"), out.toString());
    JsonObject all = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertEquals("pass", all.getAsJsonArray("devices").asList().stream().map(device -> device.getAsJsonObject())
        .filter(device -> device.get("name").getAsString().equals("cpu")).findFirst().orElseThrow().get("result")
        .getAsString());
    assertTrue(all.getAsJsonObject("versions").has("openblas"));
  }

  /** Each test machine has a CPU; where it has a GPU too, this is not about it. */
  @Test
  void withoutADriverCudaIsRefusedAndTheCpuIsTakenInItsPlaceOnlyByItself() {
    assertEquals(0, sinabro("devices"), out.toString());
    assumeTrue(out.toString().contains("no NVIDIA driver"), "a driver is here");
    assertTrue(
        out.toString().startsWith("cuda       no     no NVIDIA driver: libcuda.so.1 is not on this machine; install"),
        out.toString());
    assertEquals(5, sinabro("train", "xor", "--device", "cuda", "--out", folder.resolve("no")));
    assertTrue(err.toString().startsWith("sinabro: device cuda cannot be used: no NVIDIA driver: "), err.toString());
    assertEquals(0, sinabro("train", "xor", "--epochs", 1, "--out", folder.resolve("yes")));
    assertTrue(out.toString().contains(" (cuda: no NVIDIA driver: libcuda.so.1 is not on this machine)"),
        out.toString());
  }

  @Test
  void theTimeOfEachStepIsListed() {
    assertEquals(0,
        sinabro("train", "xor", "--epochs", 3, "--debug", 2, "--device", "cpu", "--out", folder.resolve("run")));
    String listing = out.toString();
    assertTrue(listing.contains("each timed by itself"), listing);
    assertTrue(listing.lines().anyMatch(line -> line.matches(" +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+  .* = matmul.*")),
        listing);
  }

  /** The precision is part of the configuration, so that a resumed run keeps it. */
  @Test
  void thePrecisionOfProductsIsKeptWithTheRun() throws IOException {
    Path run = folder.resolve("run");
    assertEquals(0, sinabro("train", "xor", "--epochs", 1, "--matmul-precision", "tf32", "--out", run, "--quiet"));
    assertTrue(Files.readString(run.resolve("config.yaml")).contains("matmul-precision: tf32"));
  }

  /** Four rows an epoch: two steps of two batches of one row, or one batch of three. */
  @Test
  void stepsAreMadeOfBatchesAsTheConfigurationSays() throws IOException {
    Path parts = folder.resolve("parts");
    Path full = folder.resolve("full");
    assertEquals(0, sinabro("train", "xor", "--epochs", 3, "--batch-size", 1, "--set", "train.accumulate=2", "--out",
        parts, "--quiet"));
    assertEquals(6, summary(parts).get("steps").getAsInt());
    assertEquals(0, sinabro("train", "xor", "--epochs", 3, "--batch-size", 3, "--set", "train.drop-last=true", "--out",
        full, "--quiet"));
    assertEquals(3, summary(full).get("steps").getAsInt());
  }

  /** What a perceptron of one layer cannot learn, two layers can. */
  @Test
  void exclusiveOrNeedsTwoLayers() throws IOException {
    for (int seed = 0; seed < 5; seed++) {
      Path one = folder.resolve("one-" + seed);
      Path two = folder.resolve("two-" + seed);
      assertEquals(0, sinabro("train", "xor", "--seed", seed, "--out", one, "--quiet", "--set", "model=[{dense: {}}]"));
      assertTrue(summary(one).get("train_accuracy").getAsDouble() <= 0.75, "seed " + seed);
      assertEquals(0, sinabro("train", "xor", "--seed", seed, "--out", two, "--quiet"));
      assertEquals(1.0, summary(two).get("train_accuracy").getAsDouble(), "seed " + seed);
    }
  }

  @Test
  void aDivergedTrainingSaysSoInItsManifest() throws IOException {
    Path run = folder.resolve("run");
    assertEquals(7, sinabro("train", kinds(), "--out", run, "--set", "optimizer={sgd: {learning-rate: 1e30}}"));
    assertTrue(err.toString().contains("try a lower learning rate"), err.toString());
    JsonObject manifest = JsonParser.parseString(Files.readString(run.resolve("manifest.json"))).getAsJsonObject();
    assertEquals("failed", manifest.get("state").getAsString());
    assertTrue(manifest.get("reason").getAsString().contains("try a lower learning rate"), manifest.toString());
    assertFalse(Files.exists(run.resolve("model.safetensors")));
    assertEquals(2, sinabro("train", kinds(), "--out", run), "nothing is written over it");
    assertTrue(err.toString().contains("or go on with its run: --resume " + run), err.toString());
  }

  /** The signal is sent once the run folder is there: from then on it is caught. */
  @Test
  void anInterruptedTrainingGoesOnToTheSameBits() throws Exception {
    Path whole = folder.resolve("whole");
    Path stopped = folder.resolve("stopped");
    SignalHandler former = Signal.handle(new Signal("INT"), _ -> {
      // a signal that came too late would end the tests
    });
    assumeTrue(former != SignalHandler.SIG_IGN,
        "a shell that starts a command in the background lets it ignore interrupts, and so Java does");
    assertEquals(0, sinabro("train", kinds(), "--epochs", 2000, "--out", whole, "--quiet"));
    Thread interrupter = Thread.ofPlatform().start(() -> {
      while (!Files.exists(stopped.resolve("metrics.csv"))) {
        LockSupport.parkNanos(100_000); // a thread that spins gets its turn too late where all processors compute
      }
      Signal.raise(new Signal("INT"));
    });
    try {
      assertEquals(130, sinabro("train", kinds(), "--epochs", 2000, "--out", stopped));
      interrupter.join();
    } finally {
      Signal.handle(new Signal("INT"), former);
    }
    assertTrue(out.toString().contains("go on with: sinabro train --resume " + stopped), out.toString());
    assertFalse(Files.exists(stopped.resolve("model.safetensors")));
    assertEquals(4, sinabro("evaluate", stopped));
    assertTrue(err.toString().contains("go on with it, sinabro train --resume " + stopped), err.toString());
    Files.writeString(stopped.resolve("metrics.csv"), "1999,0,0,0,0,0,0\n2000,0,0,0,0,0,0\n20",
        StandardOpenOption.APPEND);
    assertEquals(0, sinabro("train", "--resume", stopped), err.toString());
    assertEquals(-1, Files.mismatch(whole.resolve("model.safetensors"), stopped.resolve("model.safetensors")));
    assertEquals(withoutTimes(whole), withoutTimes(stopped),
        "but for rows of a training that went on before and was killed");
    assertEquals(2, sinabro("train", "--resume", stopped));
    assertTrue(err.toString().contains(stopped + " is done; to train it on"), err.toString());
  }

  private static List<String> withoutTimes(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream().map(row -> row.replaceFirst("(,[^,]*){2}$", ""))
        .toList();
  }

  @Test
  void aFileMayStillHaveColumnsThatTrainingIgnored() throws IOException {
    Path run = folder.resolve("run");
    assertEquals(0, sinabro("train", kinds(), "--epochs", 2, "--out", run, "--quiet"));
    assertEquals(0, sinabro("predict", run, "--input", folder.resolve("boxes.csv")), err.toString());
    assertEquals(121, out.toString().lines().count());
  }

  @Test
  void aStackTraceIsShownOnRequestOnly() {
    assertEquals(5, sinabro("train", "xor", "--device", "cuda"));
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertEquals(5, sinabro("train", "xor", "--device", "cuda", "--verbose"));
    assertTrue(err.toString().contains("\tat "), err.toString());
  }
}
