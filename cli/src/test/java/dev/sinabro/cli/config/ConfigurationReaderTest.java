package dev.sinabro.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.backend.MatmulPrecision;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.catalogue.KeptOut;
import dev.sinabro.data.ColumnTypes;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.Task;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.ClipByValue;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Penalty;
import dev.sinabro.optim.Schedule;
import dev.sinabro.optim.WeightFilter;
import dev.sinabro.train.Fit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
  private static final Penalty NO_PENALTY = new Penalty(0, 0, WeightFilter.named("*"));

  private static final String SHORTEST = "data: {path: wine.csv, target: cultivar}\nmodel: [dense]\n";

  @TempDir
  private Path folder = Path.of("");

  @Test
  void defaultsOfAllThatIsLeftOut() {
    var split = new KeptOut(0.1, 0.2, null);
    var data = new DataSection.OfCsv(new DataSource.OfFile("wine.csv"), "cultivar", null, List.of(), split,
        Normalization.STANDARD, null, ColumnTypes.USUAL);
    var read = read(SHORTEST);
    assertEquals("c", read.name());
    assertEquals(data, read.data());
    assertEquals(Optional.empty(), read.loss());
    assertEquals(List.of(), read.metrics());
    assertEquals(Optimizer.adam(0.001), read.optimizer());
    assertEquals(new Schedule.Constant(), read.schedule());
    assertEquals(
        new TrainSection(30, Fit.Limits.NONE, 32, 1, NO_PENALTY, 0, false, 0, MatmulPrecision.FP32,
            TrainSection.Nan.LOSS,
            42,
            Optional.empty(), false),
        read.train());
    assertEquals(List.of(new Dense(3, Activation.IDENTITY, new Initializer.Glorot(), true)),
        ((Sequential) read.resolved(Task.CLASSIFICATION, 3, 1).network()).layers());
  }

  /** Two inputs through one encoder, whose results are joined: names, shares and inputs. */
  @Test
  void layersMayBeNamedLinkedAndShared() {
    var read = read("""
        data: {path: wine.csv, target: cultivar}
        model:
          - dense: {units: 4, activation: tanh}
            name: encoder
          - relu:
            name: cut
            inputs: [features]
          - share: encoder
            name: again
          - concat:
            inputs: [encoder, again, features]
          - dense
        """);
    assertEquals(read, read(ConfigurationWriter.write(read)));
    assertEquals(read, read(ConfigurationWriter.writeCommented(read)));
    var network = read.resolved(Task.CLASSIFICATION, 3, 1).network();
    var model = new Model(network);
    model.infer(new Graph().input("x", TensorType.f32(2, 4)));
    assertEquals("[encoder.weight f32[4, 4], encoder.bias f32[4], 4.weight f32[3, 12], 4.bias f32[3]]",
        model.variables().toString());
  }

  /** Else the one before a ReLU would begin otherwise than the one whose weights it has. */
  @Test
  void whatIsSharedIsSharedWholly() {
    var model = read("""
        data: {path: wine.csv, target: cultivar}
        model: [{dense: {units: 4}, name: a}, {share: a}, relu, {share: a, name: b}, {share: b}, dense]
        """).model();
    assertEquals(1, Stream.of(0, 1, 3, 4).map(i -> model.get(i).values()).distinct().count());
  }

  /** The activation that follows decides, whether it is written into the layer or below it, at each level. */
  @Test
  void initializationFollowsTheActivation() {
    var model = read("""
        data: {path: wine.csv, target: cultivar}
        model:
          - dense: {units: 3, activation: relu}
          - dense: {units: 3}
          - relu
          - dense: {units: 3, activation: tanh}
          - dense: {units: 3, initialization: glorot}
          - activation: {function: relu}
          - sequential: {layers: [dense: {units: 3}, relu, dense: {units: 3}]}
          - dense:
        """).model();
    var initializations = Stream
        .concat(model.stream(), ((List<?>) model.get(6).values().get("layers")).stream().map(Choice.class::cast))
        .flatMap(layer -> Optional.ofNullable(layer.values().get("initialization")).stream())
        .map(initializer -> ((Choice<?>) initializer).name())
        .toList();
    assertEquals(List.of("he", "he", "glorot", "glorot", "glorot", "he", "glorot"), initializations);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "CLASSIFICATION | 3 | softmax-cross-entropy | accuracy | 3",
      "CLASSIFICATION | 2 | softmax-cross-entropy | accuracy | 2",
      "REGRESSION     | 0 | mse                   | rmse     | 1"})
  void lossMetricAndLastUnitsFollowFromTheTask(Task task, int classes, String loss, String metric, long units) {
    var resolved = read(SHORTEST).resolved(task, classes, 1);
    assertEquals(loss, resolved.loss().orElseThrow().loss().name());
    assertEquals(metric, resolved.metrics().getFirst().metric().name());
    assertEquals(task, resolved.data().task());
    assertEquals(List.of(units), resolved.model().stream().map(layer -> layer.values().get("units")).toList());
  }

  @Test
  void embeddingAndPositionsFollowTheData() {
    var model = "[embedding: {width: 4}, positions, embedding: {count: 3, width: 4}, dense]";
    var layers = read(SHORTEST.replace("[dense]", model)).reading(name -> Optional.of(field(name, 27))).model();
    assertEquals(27L, layers.get(0).values().get("count"));
    assertEquals(13L, layers.get(1).values().get("most"));
    assertEquals(3L, layers.get(2).values().get("count"));
  }

  private static Field field(String name, int classes) {
    return Field.integers(name, 13).meaning(new Meaning.Classes(Collections.nCopies(classes, "c")));
  }

  @Test
  void anEmbeddingFollowsTheFieldBesideIt() {
    var model = "[{embedding: {width: 4}, name: e, inputs: [city]}, {embedding: {width: 2}, inputs: [other]}, dense]";
    var layers = read(SHORTEST.replace("[dense]", model))
        .reading(name -> name.equals("other") ? Optional.empty() : Optional.of(field(name, name.length()))).model();
    assertEquals(4L, layers.get(0).values().get("count"));
    assertEquals((long) Field.FEATURES.length(), layers.get(1).values().get("count"));
  }

  @Test
  void unitsThatAreGivenStay() {
    var resolved = read(SHORTEST.replace("[dense]", "[dense: {units: 7}]")).resolved(Task.CLASSIFICATION, 3, 1);
    assertEquals(7L, resolved.model().getFirst().values().get("units"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "train.epochs=7                        | train: {epochs: 7}",
      "optimizer.adam.learning-rate=0.5      | optimizer: {adam: {learning-rate: 0.5}}",
      "optimizer={sgd: {learning-rate: 0.5}} | optimizer: {sgd: {learning-rate: 0.5}}",
      "optimizer=sgd                         | optimizer: sgd",
      "schedule.step.every=3                 | schedule: {step: {every: 3}}",
      "data.split.test=0                     | data: {path: wine.csv, target: cultivar, split: {test: 0}}",
      "data.path=a: b #c.csv                 | data: {path: 'a: b #c.csv', target: cultivar}",
      "data.delimiter=;                      | data: {path: wine.csv, target: cultivar, delimiter: ';'}",
      "model[0].dense.units=5                | model: [dense: {units: 5}]",
      "model[0]=tanh                         | model: [tanh, dense]",
      "model=[relu, dense]                   | model: [relu, dense]"})
  void settingIsTheSameAsTheKeyInTheFile(String setting, String yaml) {
    var key = yaml.substring(0, yaml.indexOf(':') + 1);
    var begin = setting.startsWith("model[0]=") ? SHORTEST.replace("[dense]", "[relu, dense]") : SHORTEST;
    var written = Stream.concat(SHORTEST.lines().filter(line -> !line.startsWith(key)), Stream.of(yaml)).toList();
    assertEquals(read(String.join("\n", written)), read(begin, Setting.parse(setting)));
  }

  @Test
  void aBatchOfAllHasTheRowsThatThereAre() {
    var all = read(SHORTEST, Setting.batchSize("all"));
    assertEquals(Integer.MAX_VALUE, all.train().batchSize());
    assertEquals(120, all.withRows(120).train().batchSize());
    assertEquals(4, read(SHORTEST, Setting.batchSize(4)).withRows(120).train().batchSize());
  }

  @Test
  void aPenaltyIsOnTheWeightsThatItNames() {
    var read = read(SHORTEST + "train: {penalty: {l1: 0.5, l2: 0.25, weights: 0.*, biases: false}}");
    var weights = WeightFilter.named("0.*").and(WeightFilter.biasesAndNorms().not());
    assertEquals(new Penalty(0.5, 0.25, weights), read.train().penalty());
  }

  @Test
  void flagsAreSettings() {
    var configuration = read(SHORTEST + "optimizer: {momentum: {momentum: 0.5}}", Setting.epochs(3),
        Setting.batchSize(4), Setting.seed(5), Setting.learningRate(0.25));
    assertEquals(
        new TrainSection(3, Fit.Limits.NONE, 4, 1, NO_PENALTY, 0, false, 0, MatmulPrecision.FP32, TrainSection.Nan.LOSS,
            5,
            Optional.empty(), false),
        configuration.train());
    assertEquals(Optimizer.momentum(0.25, 0.5), configuration.optimizer());
    assertEquals(Optimizer.muon(0.25).with(Optimizer.adamW(1e-3)),
        read(SHORTEST + "optimizer: muon", Setting.learningRate(0.25)).optimizer());
    assertEquals(Optimizer.sgd(0.25), read(SHORTEST + "optimizer: sgd", Setting.learningRate(0.25)).optimizer());
    assertEquals(Optimizer.adam(0.25), read(SHORTEST, Setting.learningRate(0.25)).optimizer());
    assertEquals(new ClipByValue(1).then(Optimizer.sgd(0.25)),
        read(SHORTEST + "optimizer: {clip-by-value: {then: sgd}}", Setting.learningRate(0.25)).optimizer());
    assertEquals(new ClipByValue(1).then(Optimizer.adam(0.25).averaged(0.5)),
        read(SHORTEST + "optimizer: {clip-by-value: {then: {averaged: {decay: 0.5}}}}", Setting.learningRate(0.25))
            .optimizer());
    assertEquals(Optimizer.adam(0.25).averaged(0.999),
        read(SHORTEST + "optimizer: averaged", Setting.learningRate(0.25)).optimizer());
  }

  @Test
  void laterSettingWins() {
    assertEquals(9, read(SHORTEST, Setting.epochs(3), Setting.parse("train.epochs=9")).train().epochs());
  }

  @Test
  void seedOfTheSplitIsTheRunsUnlessGiven() {
    assertNull(read(SHORTEST).data().split().seed());
    assertEquals(7, read(SHORTEST, Setting.seed(7)).splitSeed());
    assertEquals(0, read(SHORTEST, Setting.seed(7), Setting.parse("data.split.seed=0")).splitSeed());
  }

  @Test
  void nameAndFolderAreThoseOfTheFile() throws IOException {
    var file = Files.writeString(folder.resolve("my wine.yaml"), "\uFEFF" + SHORTEST);
    var read = ConfigurationReader.read(file, List.of());
    assertEquals("my-wine", read.configuration().name());
    assertEquals(folder.resolve("wine.csv"), new DataSource.OfFile("wine.csv").in(read.folder()));
  }

  @Test
  void problemFoundLaterHasItsPlace() {
    var read = ConfigurationReader.read("c.yaml", "c", Path.of(""), SHORTEST, List.of());
    assertEquals("c.yaml:1:32: data.target: no such column",
        read.wrong("no such column", "data", "target").getMessage());
    assertEquals("c.yaml:1:7: data.task: it is not", read.wrong("it is not", "data", "task").getMessage());
  }

  @Test
  void fileThatCannotBeRead() throws IOException {
    var bytes = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe9, ':'});
    assertEquals(bytes + ": is not UTF-8 text; save it as UTF-8", failure(bytes));
    assertEquals(folder + ": is a folder, not a file", failure(folder));
  }

  private static String failure(Path file) {
    return String.valueOf(
        assertThrows(ConfigurationException.class, () -> ConfigurationReader.read(file, List.of())).getMessage());
  }

  private static Configuration read(String text, Setting... settings) {
    return ConfigurationReader.read("c.yaml", "c", Path.of(""), text, List.of(settings)).configuration();
  }
}
