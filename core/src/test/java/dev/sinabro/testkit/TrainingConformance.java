package dev.sinabro.testkit;

import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static dev.sinabro.testkit.Trainings.BATCH;
import static dev.sinabro.testkit.Trainings.CLASSES;
import static dev.sinabro.testkit.Trainings.ROWS;
import static dev.sinabro.testkit.Trainings.bits;
import static dev.sinabro.testkit.Trainings.classes;
import static dev.sinabro.testkit.Trainings.line;
import static dev.sinabro.testkit.Trainings.oneHot;
import static dev.sinabro.testkit.Trainings.seeded;
import static dev.sinabro.testkit.Trainings.visits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.Backend;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.Safetensors;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Decay;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Device;
import dev.sinabro.train.DivergedException;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Predictions;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What training has to do on each backend, with a subclass that opens it: the same bits from the same start however
 * often it is stopped, every row once an epoch, and the numbers that a computation in double arithmetic gives.
 */
public abstract class TrainingConformance {
  /** Its low word is negative as an int, its high word is not 0. */
  private static final long LONG_SEED = 0x123456789ABCDEF0L;

  @TempDir
  private Path folder = Path.of("");

  private WatchedBackend backend = new WatchedBackend(new dev.sinabro.reference.ReferenceBackend());
  private Device device = new Device(backend, "");

  /** For a subclass. */
  protected TrainingConformance() {}

  /** Opens the backend under test; it is closed after each test. */
  protected abstract Backend open();

  @BeforeEach
  final void openDevice() {
    backend = new WatchedBackend(open());
    device = new Device(backend, "");
  }

  @AfterEach
  final void nothingIsLeftOnTheDevice() {
    assertEquals(0, backend.liveBytes(), "bytes that no close freed");
    assertEquals(0, backend.asyncUploads(), "data that fits was streamed");
    assertEquals(List.of(), backend.faults());
    device.close();
  }

  @Test
  final void lossesAndGradientsAreThoseOfPyTorch() throws IOException {
    GoldenMlp.check(device);
  }

  static List<String> layers() {
    return GoldenLayers.names();
  }

  @ParameterizedTest
  @MethodSource("layers")
  final void layersAreThoseOfPyTorch(String name) throws IOException {
    GoldenLayers.check(device, name);
  }

  @ParameterizedTest
  @EnumSource
  final void aTrainingFromWeightsOfPyTorchHasItsLosses(GoldenTraining golden) throws IOException {
    golden.check(device);
  }

  @Test
  final void layersOverImagesAndSignalsAreThoseOfPyTorch() throws IOException {
    GoldenConvolution.check(device);
  }

  @ParameterizedTest
  @EnumSource
  final void networksOfEachKindAreThoseOfPyTorch(SmallNetwork network) throws IOException {
    GoldenNetworks.check(device, network);
  }

  /** Losses of each epoch, and loss and metric of other rows, are those of the reference in float64. */
  @ParameterizedTest
  @EnumSource
  final void networksOfEachKindTrainAlikeOnEachBackend(SmallNetwork network) {
    List<Double> ours = losses(network, device);
    try (Device reference = new Device(new dev.sinabro.reference.ReferenceBackend(), "")) {
      List<Double> expected = losses(network, reference);
      assertEquals(expected.size(), ours.size());
      for (int i = 0; i < ours.size(); i++) {
        assertEquals(expected.get(i), ours.get(i), 1e-4 * Math.abs(expected.get(i)), network + ", figure " + i);
      }
      assertTrue(ours.get(2) < ours.get(0), "it learns: " + ours);
    }
  }

  private static List<Double> losses(SmallNetwork network, Device device) {
    List<Double> losses = new ArrayList<>();
    try (Trainer trainer = network.trainer().listener(event -> {
      if (event instanceof TrainingEvent.EpochEnded ended) {
        losses.add(ended.training().loss());
      }
    }).on(device)) {
      trainer.fit(network.rows(0, ROWS), Fit.epochs(3).batch(BATCH));
      Evaluation evaluation = trainer.evaluate(network.rows(ROWS, ROWS + 20));
      losses.add(evaluation.loss());
      losses.addAll(evaluation.metrics().values());
    }
    return losses;
  }

  @Test
  final void aTrainingResumedFromAFileEndsWithTheBitsOfTheUninterruptedOne() throws IOException {
    Map<String, String> uninterrupted = bitsAfter(seeded(7), 5);
    try (Trainer first = seeded(7).on(device)) {
      first.fit(CLASSES, Fit.epochs(2).batch(BATCH));
      save(first);
    }
    try (Trainer second = seeded(7).on(device)) {
      second.restore(Safetensors.read(file()));
      second.fit(CLASSES, Fit.epochs(3).batch(BATCH));
      assertEquals(uninterrupted, bits(second));
    }
  }

  /** Steps are numbered from 1; an epoch has 6, so that 6 and 12 are its last and 7 is its first. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 7, 11, 12})
  final void aTrainingStoppedAtAnyStepGoesOnFromAFileToTheSameBits(int step) throws IOException {
    Map<String, String> uninterrupted = bitsAfter(seeded(7), 3);
    try (Trainer first = seeded(7).on(device)) {
      backend.onRun(number -> {
        if (number == step) {
          first.stop();
        }
      });
      TrainingEvent.Ended ended = first.fit(CLASSES, Fit.epochs(3).batch(BATCH));
      backend.onRun(number -> {});
      assertTrue(ended.stopped());
      assertEquals(step, ended.steps());
      assertEquals(step / 6, ended.epochs());
      save(first);
    }
    try (Trainer second = seeded(7).on(device)) {
      second.restore(Safetensors.read(file()));
      second.fit(CLASSES, Fit.epochs(3 - step / 6).batch(BATCH));
      assertEquals(uninterrupted, bits(second));
    }
  }

  @Test
  final void aStoppedTrainerGoesOnByItself() {
    Map<String, String> uninterrupted = bitsAfter(seeded(7), 2);
    try (Trainer trainer = seeded(7).on(device)) {
      backend.onRun(number -> {
        if (number == 4) {
          trainer.stop();
        }
      });
      trainer.fit(CLASSES, Fit.epochs(2).batch(BATCH));
      assertFalse(trainer.fit(CLASSES, Fit.epochs(2).batch(BATCH)).stopped());
      assertEquals(uninterrupted, bits(trainer));
    }
  }

  @Test
  final void aRestoredFileBringsItsSeed() throws IOException {
    Map<String, String> uninterrupted = bitsAfter(seeded(-7_000_000_000L), 2);
    try (Trainer first = seeded(-7_000_000_000L).on(device)) {
      first.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      save(first);
    }
    try (Trainer second = seeded(8).on(device)) {
      second.restore(Safetensors.read(file()));
      second.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      assertEquals(uninterrupted, bits(second));
    }
  }

  @Test
  final void theSameSeedGivesTheSameBitsAndAnotherOneOthers() {
    Map<String, String> once = bitsAfter(seeded(1), 2);
    assertEquals(once, bitsAfter(seeded(1), 2));
    Map<String, String> other = bitsAfter(seeded(2), 2);
    once.forEach((name, bits) -> {
      if (name.endsWith("weight")) {
        assertNotEquals(bits, other.get(name), name);
      }
    });
  }

  @Test
  final void evaluationAndPredictionChangeNoBitOfATraining() {
    Map<String, String> alone = parametersAndMoments(bitsAfter(seeded(3), 2));
    Dataset others = classes(17);
    try (Trainer trainer = seeded(3).listener(event -> {}).on(device)) {
      trainer.evaluate(others);
      trainer.predict(others);
      trainer.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      trainer.evaluate(CLASSES);
      trainer.predict(others);
      trainer.fit(CLASSES, others, Fit.epochs(1).batch(BATCH));
      trainer.evaluate(others);
      assertEquals(alone, parametersAndMoments(bits(trainer)));
    }
  }

  /** The steps that tell of themselves, every third one, are programs with other results. */
  @Test
  final void aWatchChangesNoBitOfATraining() {
    Watch watch = Watch.every(3).values("*").gradients("*").gradientNorms("*").histograms("*");
    List<TrainingEvent> events = new ArrayList<>();
    Map<String, String> alone = bitsAfter(seeded(3), 2);
    assertEquals(alone, bitsAfter(seeded(3).watch(watch).listener(events::add), 2));
    assertEquals(List.of(3, 6, 9, 12), events.stream().filter(TrainingEvent.Watched.class::isInstance)
        .map(event -> ((TrainingEvent.Watched) event).step()).toList());
  }

  /** Row i has a weight of its own, which each visit lowers by exactly 1. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10, 52, 53, 54, 1000})
  final void eachRowIsVisitedOnceAnEpoch(int batch) {
    try (Trainer trainer = visits().on(device)) {
      for (int epoch = 1; epoch <= 3; epoch++) {
        trainer.fit(oneHot(ROWS), Fit.epochs(1).batch(batch));
        double[] expected = new double[ROWS];
        Arrays.fill(expected, -epoch);
        assertEquals(Arrays.toString(expected), Arrays.toString(values(trainer, "weight")), "after epoch " + epoch);
      }
    }
  }

  /** Of 64 ones, the loss counts twice those that a mask keeps; each epoch is one step. */
  @Test
  final void dropoutDrawsAnewAtEachStepAndNotAtAllInEvaluation() {
    List<Double> losses = new ArrayList<>();
    float[] ones = new float[64];
    Arrays.fill(ones, 1);
    Dataset row = Dataset.of(new float[][] {ones}, new float[1]);
    Layer count = new Dense(1, Activation.IDENTITY, new Initializer.Constant(1), false);
    TrainerBuilder settings = Trainer.builder(Sequential.of(dropout(0.5), count)).loss(new Trainings.SumOfOutputs())
        .optimizer(Optimizer.sgd(1e-30)).listener(event -> {
          if (event instanceof TrainingEvent.EpochEnded ended) {
            losses.add(ended.training().loss());
          }
        });
    try (Trainer trainer = settings.on(device)) {
      trainer.fit(row, Fit.epochs(10));
      assertEquals(64, trainer.evaluate(row).loss());
    }
    assertTrue(losses.stream().distinct().count() > 3, losses.toString());
    losses.forEach(loss -> assertTrue(loss % 2 == 0 && loss > 20 && loss < 108, losses.toString()));
  }

  /** A rate of 1 that falls to a half every so many epochs, seen through a weight that falls by the rate. */
  @ParameterizedTest
  @CsvSource({"1, 5", "2, 7", "3, 10", "49, 101"})
  final void theRateFallsAtTheRightEpochs(int every, int epochs) {
    try (Trainer trainer = visits().schedule(new Decay.Stepwise(every, 0.5)).on(device)) {
      double expected = 0;
      for (int epoch = 0; epoch < epochs; epoch++) {
        trainer.fit(oneHot(1), Fit.epochs(1));
        expected -= Math.pow(0.5, epoch / every);
        assertEquals(expected, values(trainer, "weight")[0], 1e-5 * Math.pow(0.5, epoch / every), "epoch " + epoch);
      }
    }
  }

  @Test
  final void anEpochOfGradientDescentIsTheOneComputedByHand() {
    Dataset data = line(23);
    LinearByHand byHand = new LinearByHand(data, LONG_SEED);
    List<TrainingEvent.EpochEnded> ends = new ArrayList<>();
    TrainerBuilder settings = Trainer.builder(new Dense(1, Activation.IDENTITY, new Initializer.Constant(0.25), true))
        .optimizer(Optimizer.sgd(0.05)).seed(LONG_SEED).listener(event -> {
          if (event instanceof TrainingEvent.EpochEnded ended) {
            ends.add(ended);
          }
        });
    try (Trainer trainer = settings.on(device)) {
      trainer.fit(data, line(9), Fit.epochs(3).batch(4));
      double tolerance = device.info().floatType() == DType.F64 ? 1e-12 : 1e-5;
      for (int epoch = 0; epoch < 3; epoch++) {
        double loss = byHand.epoch(epoch, 4, 0.05);
        Evaluation training = ends.get(epoch).training();
        assertEquals(loss, training.loss(), tolerance, "loss of epoch " + epoch);
        assertEquals(Math.sqrt(loss), training.rmse(), tolerance, "metric of epoch " + epoch);
        assertEquals(23, training.rows());
        assertEquals(6 * (epoch + 1), ends.get(epoch).step());
        assertEquals(byHand.loss(line(9)), ends.get(epoch).validation().orElseThrow().loss(), tolerance);
        assertEquals(9, ends.get(epoch).validation().orElseThrow().rows());
      }
      assertEquals(byHand.w0, values(trainer, "weight")[0], tolerance);
      assertEquals(byHand.w1, values(trainer, "weight")[1], tolerance);
      assertEquals(byHand.bias, values(trainer, "bias")[0], tolerance);
      Dataset many = line(1100);
      assertEquals(byHand.loss(many), trainer.evaluate(many).loss(), tolerance);
      float[][] predictions = trainer.predict(many).rows();
      for (int row = 0; row < many.rowCount(); row++) {
        assertEquals(byHand.output(many, row), predictions[row][0], 1e-5, "row " + row);
      }
    }
  }

  /** A plain float32 sum would stay at 2^30. */
  @Test
  final void talliesOfWholeNumbersAreExactBeyondTwoToThe24() {
    float[] counts = new float[40];
    Arrays.fill(counts, 1);
    counts[1] = 1 << 25;
    counts[3] = 1 << 30;
    Dataset data = oneHot(40).with(Field.reals("count"), counts);
    List<Double> sums = new ArrayList<>();
    TrainerBuilder settings = visits().metrics(new SumOfField("count")).listener(event -> {
      if (event instanceof TrainingEvent.EpochEnded ended) {
        sums.add(ended.training().metric("count"));
      }
    });
    try (Trainer trainer = settings.on(device)) {
      trainer.fit(data, Fit.epochs(2).batch(1));
    }
    double exact = (1L << 30) + (1L << 25) + 38;
    assertEquals(List.of(exact, exact), sums);
  }

  /** The sum of a field, which is no measure of anything. */
  private record SumOfField(String name) implements Metric {
    @Override
    public Map<String, Tensor> tallies(Tensors predictions, Tensors fields) {
      return Map.of("sum", fields.get(name).sum());
    }

    @Override
    public double value(Map<String, double[]> sums) {
      return Objects.requireNonNull(sums.get("sum"))[0];
    }

    @Override
    public boolean largerIsBetter() {
      return true;
    }
  }

  /** More rows than a step of them takes; of rank 3, and integers. */
  @Test
  final void predictionsAreTensorsOfAnyShapeAndType() {
    Dataset data = new Mixed(1100);
    try (Trainer trainer = Mixed.trainer(3).on(device)) {
      trainer.fit(new Mixed(ROWS), Fit.epochs(1).batch(BATCH));
      Predictions all = trainer.predict(data);
      assertEquals(List.of("digit", "box", "tags", "best tags"), List.copyOf(all.outputs().keySet()));
      HostTensor tags = all.output("tags");
      HostTensor best = all.output("best tags");
      assertEquals(Shape.of(1100, Mixed.POSITIONS, 3), tags.shape());
      assertEquals(TensorType.i32(1100, Mixed.POSITIONS), best.type());
      for (int place = 0; place < best.shape().count(); place++) {
        float[] probabilities = {(float) tags.value(3 * place), (float) tags.value(3 * place + 1),
            (float) tags.value(3 * place + 2)};
        assertEquals(1, probabilities[0] + probabilities[1] + probabilities[2], 1e-6);
        assertEquals(Math.max(probabilities[0], Math.max(probabilities[1], probabilities[2])),
            probabilities[(int) best.value(place)]);
      }
      Predictions few = trainer.predict(data.select(700, 3));
      assertArrayEquals(all.output("box").row(700).floats(), few.output("box").row(0).floats(), 1e-4f);
      assertArrayEquals(best.row(3).ints(), few.output("best tags").row(1).ints());
    }
  }

  @Test
  final void theEventsTellWhatHappened() {
    List<TrainingEvent> events = new ArrayList<>();
    Dataset others = classes(17);
    try (Trainer trainer = seeded(1).listener(events::add).on(device)) {
      trainer.fit(CLASSES, others, Fit.epochs(2).batch(BATCH));
      Evaluation after = trainer.evaluate(others);
      trainer.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      events.removeIf(event -> event instanceof TrainingEvent.Progress);
      assertEquals(
          List.of("Begun", "EpochEnded", "EpochEnded", "Ended", "Begun", "EpochEnded", "Ended"),
          events.stream().map(event -> event.getClass().getSimpleName()).toList());
      TrainingEvent.Begun begun = (TrainingEvent.Begun) events.get(0);
      assertEquals(2, begun.lastEpoch());
      assertEquals(ROWS, begun.rows());
      assertEquals(begun.stateBytes() + begun.arenaBytes() + begun.inputBytes(), liveBytesOf(others));
      TrainingEvent.EpochEnded second = (TrainingEvent.EpochEnded) events.get(2);
      assertEquals(2, second.epoch());
      assertEquals(12, second.step());
      assertEquals(after, second.validation().orElseThrow());
      TrainingEvent.EpochEnded third = (TrainingEvent.EpochEnded) events.get(5);
      assertEquals(3, third.epoch());
      assertTrue(third.validation().isEmpty());
      TrainingEvent.Ended ended = (TrainingEvent.Ended) events.get(6);
      assertEquals(3, ended.epochs());
      assertEquals(18, ended.steps());
      assertFalse(ended.stopped());
    }
  }

  private long liveBytesOf(Dataset validation) {
    long[] live = new long[1];
    WatchedBackend second = new WatchedBackend(open());
    try (Device other = new Device(second, "")) {
      TrainerBuilder settings = seeded(1).listener(event -> {
        if (event instanceof TrainingEvent.Begun) {
          live[0] = second.liveBytes();
        }
      });
      try (Trainer trainer = settings.on(other)) {
        trainer.fit(CLASSES, validation, Fit.epochs(1).batch(BATCH));
      }
    }
    return live[0];
  }

  @Test
  final void aStopAfterTheLastStepStopsNothing() {
    try (Trainer trainer = seeded(1).on(device)) {
      backend.onRun(number -> {
        if (number == 6) {
          trainer.stop();
        }
      });
      TrainingEvent.Ended ended = trainer.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      assertEquals(1, ended.epochs());
      assertFalse(ended.stopped());
    }
  }

  @Test
  final void divergenceIsToldWithItsPlaceAndARemedy() {
    try (Trainer trainer = Trainer.builder(dense(1)).optimizer(Optimizer.sgd(1e30)).on(device)) {
      var error = assertThrows(DivergedException.class, () -> trainer.fit(line(40), Fit.epochs(50).batch(4)));
      String message = String.valueOf(error.getMessage());
      assertTrue(
          message.matches("the loss is (Infinity|NaN) in epoch [0-9]+, found after step [0-9]+; try a lower learning"
              + " rate than 1.0E30, or normalized data"),
          message);
    }
  }

  private Map<String, String> bitsAfter(TrainerBuilder settings, int epochs) {
    try (Trainer trainer = settings.on(device)) {
      trainer.fit(CLASSES, Fit.epochs(epochs).batch(BATCH));
      return bits(trainer);
    }
  }

  private static Map<String, String> parametersAndMoments(Map<String, String> bits) {
    Map<String, String> rest = new TreeMap<>(bits);
    rest.keySet().removeIf(name -> name.startsWith("evaluation."));
    return rest;
  }

  private static double[] values(Trainer trainer, String name) {
    HostTensor tensor = trainer.parameters().get(name);
    if (tensor == null) {
      throw new AssertionError("no " + name + " in " + trainer.parameters().keySet());
    }
    return IntStream.range(0, tensor.type().shape().count())
        .mapToDouble(i -> tensor.type().dtype() == DType.F64
            ? tensor.bytes().getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i)
            : tensor.bytes().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i))
        .toArray();
  }

  private Path file() {
    return folder.resolve("checkpoint.safetensors");
  }

  private void save(Trainer trainer) throws IOException {
    trainer.checkpoint().write(file());
  }

}
