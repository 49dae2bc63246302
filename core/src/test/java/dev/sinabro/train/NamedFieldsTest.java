package dev.sinabro.train;

import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.rescale;
import static dev.sinabro.nn.Layers.standardize;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.Scaling;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.Weighted;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.testkit.WatchedBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings on fields of any type and shape, by their names. */
class NamedFieldsTest {
  private final Device device = Devices.open("reference");

  @AfterEach
  void closeDevice() {
    device.close();
  }

  /** A data set of one's own: 28 x 28 pixels with a bar at a row that is the class. */
  private record Bars(int rowCount) implements Dataset {
    @Override
    public List<Field> fields() {
      return List.of(Field.bytes("image", 1, 28, 28), Field.bytes("target"));
    }

    @Override
    public void read(int[] rows, Map<String, MemorySegment> into) {
      for (int i = 0; i < rows.length; i++) {
        int place = rows[i] % 4;
        if (into.containsKey("image")) {
          MemorySegment pixels = Objects.requireNonNull(into.get("image")).asSlice(784L * i, 784);
          pixels.fill((byte) 0).asSlice(28L * (7 * place + rows[i] % 3), 28).fill((byte) 200);
        }
        if (into.containsKey("target")) {
          Objects.requireNonNull(into.get("target")).set(ValueLayout.JAVA_BYTE, i, (byte) place);
        }
      }
    }
  }

  @Test
  void aDataSetOfThreeMethodsGivesImagesOfBytes() {
    Sequential model = Sequential.of(rescale(1 / 255.0, 0), flatten(), dense(16, TANH), dense(4));
    try (Trainer trainer =
        Trainer.builder(model).input("image").optimizer(Optimizer.adam(0.01)).on(device)) {
      trainer.fit(new Bars(60), Fit.epochs(30).batch(16));
      assertEquals(1, trainer.evaluate(new Bars(600)).accuracy());
      assertEquals(1, trainer.predict(new Bars(3)).only().row(2).value(2), 0.1);
    }
  }

  /** Counts how often rows are read, and fails at one of them where that is asked for. */
  private static final class Watched implements Dataset {
    private final Dataset whole;
    private final int missing;
    private int read;

    Watched(Dataset whole, int missing) {
      this.whole = whole;
      this.missing = missing;
    }

    @Override
    public int rowCount() {
      return whole.rowCount();
    }

    @Override
    public List<Field> fields() {
      return whole.fields();
    }

    @Override
    public void read(int[] rows, Map<String, MemorySegment> into) {
      read += rows.length;
      if (IntStream.of(rows).anyMatch(row -> row == missing)) {
        throw new IllegalStateException("row " + missing + " is gone");
      }
      whole.read(rows, into);
    }
  }

  @Test
  void rowsThatFitOnTheDeviceAreReadOnceHoweverManyEpochs() {
    Watched data = new Watched(new Bars(50), -1);
    Sequential model = Sequential.of(rescale(1 / 255.0, 0), flatten(), dense(4));
    try (Trainer trainer = Trainer.builder(model).input("image").on(device)) {
      trainer.fit(data, Fit.epochs(3).batch(16));
      assertEquals(50, data.read);
    }
  }

  @Test
  void aRowThatCannotBeReadEndsATrainingAndLeavesNothing() {
    WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
    Sequential model = Sequential.of(rescale(1 / 255.0, 0), flatten(), dense(4));
    try (Trainer trainer = Trainer.builder(model).input("image").on(new Device(backend, ""))) {
      trainer.evaluate(new Bars(50));
      long before = backend.liveBytes();
      Watched data = new Watched(new Bars(50), 31);
      assertEquals("row 31 is gone",
          assertThrows(IllegalStateException.class, () -> trainer.evaluate(data)).getMessage());
      assertEquals(before, backend.liveBytes());
    }
    assertEquals(0, backend.liveBytes());
  }

  /** Rows of a field that nothing reads; of two its numbers can be one tensor, of three they cannot. */
  private record Large(int rowCount) implements Dataset {
    @Override
    public List<Field> fields() {
      return List.of(Field.reals("features", 1), Field.reals("target", 1), Field.bytes("video", (1 << 30) - 1));
    }

    @Override
    public void read(int[] rows, Map<String, MemorySegment> into) {
      into.forEach((name, memory) -> {
        for (int i = 0; i < rows.length; i++) {
          memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, rows[i]);
        }
      });
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "3, 3221225493"})
  void dataOfMoreThanATensorHoldsIsStreamed(int rows, long streamed) {
    List<TrainingEvent> events = new ArrayList<>();
    try (Trainer trainer = Trainer.builder(dense(1)).listener(events::add).on(device)) {
      trainer.fit(new Large(rows), Fit.epochs(2).batch(2));
    }
    TrainingEvent.Begun begun = (TrainingEvent.Begun) events.getFirst();
    assertEquals(streamed, begun.streamedBytes());
    assertTrue(begun.inputBytes() < 10_000, begun.toString());
  }

  /** Class 1 is a sequence with word 4 in it. */
  @Test
  void sequencesOfIntegersTrainAnEmbedding() {
    Network network = (fields, scope) -> {
      Tensor table = scope.parameter("table", Shape.of(5, 8), new Initializer.Glorot());
      Tensor words = table.gather(fields.get("words")).sum(1);
      return Tensors.output("class", scope.apply("head", dense(2), words));
    };
    int[] words = new int[3 * 40];
    int[] classes = new int[40];
    for (int i = 0; i < words.length; i++) {
      words[i] = (i * 7 + i / 3) % 5;
      classes[i / 3] |= words[i] == 4 ? 1 : 0;
    }
    Dataset data = InMemory.rows(40).with(Field.integers("words", 3), words).with(Field.integers("target"), classes);
    try (Trainer trainer = Trainer.builder(network).optimizer(Optimizer.adam(0.05)).on(device)) {
      trainer.fit(data, Fit.epochs(60).batch(8));
      assertEquals(1, trainer.evaluate(data).accuracy());
    }
  }

  private static double loss(Device device, TrainerBuilder builder, Dataset data) {
    try (Trainer trainer = builder.on(device)) {
      return trainer.evaluate(data).loss();
    }
  }

  /** Output x for feature x, and so errors 1, 2, 3, 4. */
  private static InMemory errors() {
    return Dataset.of(new float[][] {{1}, {2}, {3}, {4}}).with(Field.reals("zero", 1), new float[4]);
  }

  private static TrainerBuilder identity() {
    return Trainer.builder(flatten());
  }

  @Test
  void theMeanIsOverWhatCounts() {
    InMemory data = errors().with(Field.reals("weight"), new float[] {1, 0.5f, 0, 2})
        .with(Field.bytes("mask"), new byte[] {0, 1, 1, 1});
    var mse = Loss.mse().target("zero");
    assertEquals((1 + 4 + 9 + 16) / 4.0, loss(device, identity().loss(mse), data));
    assertEquals((1 + 0.5 * 4 + 2 * 16) / 3.5, loss(device, identity().loss(mse.weights("weight")), data));
    assertEquals((4 + 9 + 16) / 3.0, loss(device, identity().loss(mse.mask("mask")), data));
    assertEquals((0.5 * 4 + 2 * 16) / 2.5, loss(device, identity().loss(mse.mask("mask").weights("weight")), data));
    try (Trainer trainer = identity().loss(mse.mask("mask")).on(device)) {
      assertEquals(Math.sqrt(29 / 3.0), trainer.evaluate(data).rmse(), 1e-12, "the metric counts what the loss does");
    }
  }

  /** A user's own: half the square of small errors, and what is above the limit only once. */
  private record Huber(double limit) implements Loss {
    @Override
    public String name() {
      return "huber";
    }

    @Override
    public Weighted values(Tensors outputs, Tensors fields) {
      Tensor error = outputs.only().sub(fields.get("zero")).abs();
      Tensor small = error.minimum(limit);
      return Weighted.alike(small.mul(error.sub(small.mul(0.5))));
    }
  }

  /** A user's own: how many errors are above a limit. */
  private record Misses(double limit) implements Metric {
    @Override
    public String name() {
      return "misses";
    }

    @Override
    public Map<String, Tensor> tallies(Tensors predictions, Tensors fields) {
      Tensor error = predictions.only().sub(fields.get("zero")).abs();
      return Map.of("above", error.graph().constant(limit).less(error).cast(DType.F32).sum());
    }

    @Override
    public double value(Map<String, double[]> sums) {
      return Objects.requireNonNull(sums.get("above"))[0];
    }

    @Override
    public boolean largerIsBetter() {
      return false;
    }
  }

  @Test
  void aLossAndAMetricOfOnesOwnReadFieldsByName() {
    try (Trainer trainer = identity().loss(new Huber(1.5)).metrics(new Misses(2)).on(device)) {
      Evaluation found = trainer.evaluate(errors());
      assertEquals((0.5 + 1.5 * (2 - 0.75) + 1.5 * (3 - 0.75) + 1.5 * (4 - 0.75)) / 4, found.loss(), 1e-12);
      assertEquals(2, found.metric("misses"));
    }
    try (Trainer trainer = Trainer.builder(dense(1)).loss(new Huber(1)).optimizer(Optimizer.adam(0.1)).on(device)) {
      trainer.fit(errors(), Fit.epochs(100));
      assertEquals(0, trainer.evaluate(errors()).loss(), 0.01);
      assertEquals(Map.of(), trainer.evaluate(errors()).metrics(), "no metric is asked for, and none is known to fit");
    }
  }

  @Test
  void severalMetricsAreReportedInTheirOrder() {
    Prepared<TablePreprocessing> iris = BuiltIn.IRIS.labeled().split(0, 0.2, 1).standardized();
    try (Trainer trainer = Trainer.builder(dense(3)).optimizer(Optimizer.adam(0.05))
        .metrics(Metric.confusion(), Metric.accuracy(), Metric.accuracy().ignoring(0).named("accuracy of 1 and 2"))
        .on(device)) {
      trainer.fit(iris.training(), Fit.epochs(20));
      Evaluation found = trainer.evaluate(iris.training());
      assertEquals(List.of("confusion", "accuracy", "accuracy of 1 and 2"), List.copyOf(found.metrics().keySet()));
      assertEquals(found.accuracy(), found.metric("confusion"), 1e-12);
      List<Double> counts = found.tally("confusion.counts");
      assertEquals(120, counts.stream().mapToDouble(Double::doubleValue).sum());
      assertEquals((counts.get(4) + counts.get(8)) / 80, found.metric("accuracy of 1 and 2"), 1e-12);
    }
  }

  /** Predictions, and the errors that are told, are in the units of the table. */
  @Test
  void predictionsOfAScaledTargetAreInItsOwnUnits() {
    float[] scaled = {-1, 0, 1};
    Field price = Field.reals("target", 1).meaning(
        new Meaning.Scaled(new Scaling(1000, 50)));
    Dataset data = Dataset.of(new float[][] {{-1}, {0}, {2}}).with(price, scaled);
    Dataset rows = Dataset.of(new float[][] {{-1}, {0}, {2}});
    try (Trainer trainer = identity().on(device)) {
      assertEquals(Math.sqrt(50 * 50 / 3.0), trainer.evaluate(data).rmse(), 1e-9);
      assertEquals(1 / 3.0, trainer.evaluate(data).loss(), 1e-12, "what is minimized is not");
      assertArrayEquals(new float[] {950, 1000, 1100}, trainer.predict(rows).only().floats());
    }
    try (Trainer fresh = identity().fields(data.fields()).on(device)) {
      assertArrayEquals(new float[] {950, 1000, 1100}, fresh.predict(rows).only().floats(), "told by its fields");
    }
  }

  /** A trainer that only predicted has no room for tallies; it makes room, and goes on as if it had always had it. */
  @Test
  void predictingFirstChangesNoBitOfATraining() {
    Prepared<TablePreprocessing> iris = BuiltIn.IRIS.labeled().split(0, 0.2, 1).standardized();
    float[][] before = {{1, 2, 3, 4}};
    try (Trainer first = Trainer.builder(dense(3)).loss(Loss.softmaxCrossEntropy()).on(device);
        Trainer second = Trainer.builder(dense(3)).loss(Loss.softmaxCrossEntropy()).on(device)) {
      first.predict(Dataset.of(before));
      first.fit(iris.training(), Fit.epochs(2));
      second.fit(iris.training(), Fit.epochs(2));
      assertEquals(first.checkpoint().tensors().keySet(), second.checkpoint().tensors().keySet());
      second.checkpoint().tensors().forEach((name, tensor) -> assertEquals(-1,
          tensor.bytes().mismatch(Objects.requireNonNull(first.checkpoint().tensors().get(name)).bytes()), name));
    }
  }

  @Test
  void aRowOfChannelsIsStandardized() {
    Dataset data = InMemory.rows(1).with(Field.bytes("image", 2, 1, 2), new byte[] {10, 20, (byte) 200, (byte) 250});
    Sequential model = Sequential.of(standardize(new double[] {10, 200}, new double[] {5, 100}), flatten());
    try (Trainer trainer = Trainer.builder(model).input("image").loss(Loss.mse()).on(device)) {
      assertArrayEquals(new float[] {0, 2, 0, 0.5f}, trainer.predict(data).only().floats(), 1e-6f);
    }
  }

  @Test
  void whatCannotBeLearnedIsToldWithTheFieldsThatThereAre() {
    Dataset data = Dataset.of(new float[][] {{1}});
    try (Trainer trainer = identity().on(device)) {
      assertEquals(
          "the data has no field target to learn; it has [features]: name the loss, and the field that it compares with",
          assertThrows(ObjectiveException.class, () -> trainer.evaluate(data)).getMessage());
    }
    try (Trainer trainer = identity().input("x").loss(Loss.mse().target("features")).on(device)) {
      assertEquals("there is no field named x; there are [features]",
          assertThrows(GraphException.class, () -> trainer.evaluate(data)).getMessage());
    }
    try (Trainer trainer = identity().loss(Loss.mse().target("features").weights("y")).on(device)) {
      Dataset uneven = InMemory.rows(2).with(Field.reals("features", 3), new float[6])
          .with(Field.reals("y", 2), new float[4]);
      assertTrue(String.valueOf(assertThrows(GraphException.class, () -> trainer.evaluate(uneven))
          .getMessage()).endsWith("it must begin with the same axes"));
    }
  }

  @Test
  void twoMetricsOfOneNameAreRefused() {
    try (Trainer trainer = identity().metrics(Metric.rmse(), Metric.rmse()).on(device)) {
      Dataset data = Dataset.of(new float[][] {{1}}, new float[] {1});
      assertEquals("two of the metrics are named rmse; give one of them another name",
          assertThrows(ObjectiveException.class, () -> trainer.evaluate(data)).getMessage());
    }
  }
}
