package dev.sinabro.testkit;

import static dev.sinabro.nn.Layers.dropout;
import static dev.sinabro.testkit.Trainings.BATCH;
import static dev.sinabro.testkit.Trainings.ROWS;
import static dev.sinabro.testkit.Trainings.line;
import static dev.sinabro.testkit.Trainings.oneHot;
import static dev.sinabro.testkit.Trainings.visits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Decay;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Predictions;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import dev.sinabro.train.TrainingEvent;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings whose losses, weights and predictions are known from elsewhere: by hand, or from the reference. */
interface KnownFigures extends OnDevice {
  /** Its low word is negative as an int, its high word is not 0. */
  long LONG_SEED = 0x123456789ABCDEF0L;

  /** Losses of each epoch, and loss and metric of other rows, are those of the reference in float64. */
  @ParameterizedTest
  @EnumSource
  default void networksOfEachKindTrainAlikeOnEachBackend(SmallNetwork network) {
    List<Double> ours = losses(network, device());
    try (Device reference = new Device(new ReferenceBackend(), "")) {
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

  /** Row i has a weight of its own, which each visit lowers by exactly 1. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10, 52, 53, 54, 1000})
  default void eachRowIsVisitedOnceAnEpoch(int batch) {
    try (Trainer trainer = visits().on(device())) {
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
  default void dropoutDrawsAnewAtEachStepAndNotAtAllInEvaluation() {
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
    try (Trainer trainer = settings.on(device())) {
      trainer.fit(row, Fit.epochs(10));
      assertEquals(64, trainer.evaluate(row).loss());
    }
    assertTrue(losses.stream().distinct().count() > 3, losses.toString());
    losses.forEach(loss -> assertTrue(loss % 2 == 0 && loss > 20 && loss < 108, losses.toString()));
  }

  /** A rate of 1 that falls to a half every so many epochs, seen through a weight that falls by the rate. */
  @ParameterizedTest
  @CsvSource({"1, 5", "2, 7", "3, 10", "49, 101"})
  default void theRateFallsAtTheRightEpochs(int every, int epochs) {
    try (Trainer trainer = visits().schedule(new Decay.Stepwise(every, 0.5)).on(device())) {
      double expected = 0;
      for (int epoch = 0; epoch < epochs; epoch++) {
        trainer.fit(oneHot(1), Fit.epochs(1));
        expected -= Math.pow(0.5, epoch / every);
        assertEquals(expected, values(trainer, "weight")[0], 1e-5 * Math.pow(0.5, epoch / every), "epoch " + epoch);
      }
    }
  }

  @Test
  default void anEpochOfGradientDescentIsTheOneComputedByHand() {
    Dataset data = line(23);
    LinearByHand byHand = new LinearByHand(data, LONG_SEED);
    List<TrainingEvent.EpochEnded> ends = new ArrayList<>();
    TrainerBuilder settings = Trainer.builder(new Dense(1, Activation.IDENTITY, new Initializer.Constant(0.25), true))
        .optimizer(Optimizer.sgd(0.05)).seed(LONG_SEED).listener(event -> {
          if (event instanceof TrainingEvent.EpochEnded ended) {
            ends.add(ended);
          }
        });
    try (Trainer trainer = settings.on(device())) {
      trainer.fit(data, line(9), Fit.epochs(3).batch(4));
      double tolerance = device().info().floatType() == DType.F64 ? 1e-12 : 1e-5;
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
  default void talliesOfWholeNumbersAreExactBeyondTwoToThe24() {
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
    try (Trainer trainer = settings.on(device())) {
      trainer.fit(data, Fit.epochs(2).batch(1));
    }
    double exact = (1L << 30) + (1L << 25) + 38;
    assertEquals(List.of(exact, exact), sums);
  }

  /** The sum of a field, which is no measure of anything. */
  record SumOfField(String name) implements Metric {
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
  default void predictionsAreTensorsOfAnyShapeAndType() {
    Dataset data = new Mixed(1100);
    try (Trainer trainer = Mixed.trainer(3).on(device())) {
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
}
