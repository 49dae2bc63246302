package dev.sinabro.train;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Decay;
import dev.sinabro.optim.GradientTransform;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import dev.sinabro.optim.WeightFilter;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.train.Watch.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Dataset LINE = Dataset.of(new float[][] {{1}, {2}, {3}, {-4}}, new float[] {2, 4, 6, -8});

  private final Device device = new Device(new ReferenceBackend(), "");
  private final List<TrainingEvent.Watched> seen = new ArrayList<>();

  @AfterEach
  void close() {
    device.close();
  }

  /** y = w x from w = 1; the loss is the mean of (w x - 2 x)^2, its derivative by w the mean of 2 (w - 2) x^2. */
  private Trainer line(Watch watch) {
    return Trainer.builder(Sequential.of(new Dense(1, Activation.IDENTITY, new Initializer.Constant(1), false)))
        .loss(Loss.mse()).optimizer(Optimizer.sgd(0.01)).watch(watch).listener(event -> {
          if (event instanceof TrainingEvent.Watched watched) {
            seen.add(watched);
          }
        }).on(device);
  }

  @Test
  void whatIsToldIsWhatTheStepComputed() {
    Watch watch = Watch.every(1).values("*").gradients("*").norms("0").gradientNorms("0").histograms("0");
    try (Trainer trainer = line(watch)) {
      trainer.fit(LINE, Fit.epochs(2).batch(4));
    }
    assertEquals(2, seen.size());
    TrainingEvent.Watched first = seen.getFirst();
    assertEquals(7.5, first.loss(), 1e-12);
    assertEquals(1, first.of(Quantity.VALUE, "0.weight").value(0));
    assertEquals(-15, first.of(Quantity.GRADIENT, "0.weight").value(0), 1e-12);
    assertEquals(Math.sqrt(30), first.norm("0"), 1e-12);
    assertEquals(Math.sqrt(30) / 2, first.gradientNorm("0"), 1e-12);
    HostTensor output = first.of(Quantity.VALUE, "0");
    HostTensor gradient = first.of(Quantity.GRADIENT, "0");
    assertEquals(Shape.of(4, 1), output.shape());
    for (int row = 0; row < 4; row++) {
      assertEquals(-output.value(row) / 2, gradient.value(row), 1e-12);
    }
    HostTensor histogram = first.of(Quantity.HISTOGRAM, "0");
    assertEquals(-4, histogram.value(0));
    assertEquals(3, histogram.value(1));
    double[] counts = new double[Watch.BINS];
    counts[0] = 1;
    counts[(int) Math.floor(5 / 7.0 * Watch.BINS)] = 1;
    counts[(int) Math.floor(6 / 7.0 * Watch.BINS)] = 1;
    counts[Watch.BINS - 1] = 1;
    for (int bin = 0; bin < Watch.BINS; bin++) {
      assertEquals(counts[bin], histogram.value(2 + bin), "bin " + bin);
    }
    assertEquals(1.15, seen.get(1).of(Quantity.VALUE, "0.weight").value(0), 1e-12);
  }

  /** The norm of an update is that of what the step then adds, momentum and clipping included; a frozen weight has none. */
  @Test
  void theUpdateIsWhatTheStepAdds() {
    Optimizer frozen = GradientTransform.clipByGlobalNorm(1).then(Optimizer.momentum(0.01, 0.9))
        .freezing(new WeightFilter.Named("1.*"));
    Watch watch = Watch.every(1).parameters(Quantity.UPDATE_NORM).values("*.weight");
    try (Trainer trainer = Trainer.builder(Sequential.of(dense(3), dense(1))).loss(Loss.mse()).optimizer(frozen)
        .watch(watch).listener(event -> {
          if (event instanceof TrainingEvent.Watched watched) {
            seen.add(watched);
          }
        }).on(device)) {
      trainer.fit(LINE, Fit.epochs(5).batch(4));
    }
    for (int step = 0; step < 4; step++) {
      HostTensor before = seen.get(step).of(Quantity.VALUE, "0.weight");
      HostTensor after = seen.get(step + 1).of(Quantity.VALUE, "0.weight");
      double squares = 0;
      for (int i = 0; i < 3; i++) {
        squares += Math.pow(after.value(i) - before.value(i), 2);
      }
      assertEquals(Math.sqrt(squares), seen.get(step).of(Quantity.UPDATE_NORM, "0.weight").value(0), 1e-12);
      assertTrue(squares > 0);
      assertEquals(0, seen.get(step).of(Quantity.UPDATE_NORM, "1.weight").value(0));
    }
  }

  /** What the optimizer is given is the gradient of all batches of the step. */
  @Test
  void gradientsOfSeveralBatchesAreAdded() {
    try (Trainer trainer = line(Watch.every(1).gradients("0.weight"))) {
      trainer.fit(LINE, Fit.epochs(1).batch(1).accumulate(4));
    }
    assertEquals(1, seen.size());
    assertEquals(-15, seen.getFirst().of(Quantity.GRADIENT, "0.weight").value(0), 1e-12);
  }

  /** Three steps an epoch: 2, 4 and 6 of six, of which 4 begins the second epoch. */
  @Test
  void everySecondStepIsTold() {
    try (Trainer trainer = line(Watch.every(2))) {
      trainer.fit(LINE.select(0, 1, 2), Fit.epochs(2).batch(1));
      trainer.fit(LINE.select(0, 1, 2), Fit.epochs(1).batch(1));
    }
    assertEquals(List.of(2, 4, 6, 8), seen.stream().map(TrainingEvent.Watched::step).toList());
    assertEquals(List.of(1, 2, 2, 3), seen.stream().map(TrainingEvent.Watched::epoch).toList());
  }

  /** Each step tells what was asked for at it, of parameters where these alone were meant. */
  @Test
  void severalWatchesAreToldEachAtItsSteps() {
    TrainerBuilder builder = Trainer.builder(Sequential.of(new Dense(1, Activation.IDENTITY,
        new Initializer.Constant(1), true)))
        .watch(Watch.every(2).parameters(Quantity.NORM))
        .watch(Watch.every(3).norms("0").parameters(Quantity.HISTOGRAM));
    try (Trainer trainer = builder.listener(event -> {
      if (event instanceof TrainingEvent.Watched watched) {
        seen.add(watched);
      }
    }).on(device)) {
      trainer.fit(LINE, Fit.epochs(6).batch(4));
    }
    List<String> norms = List.of("NORM 0.weight", "NORM 0.bias");
    List<String> others = List.of("NORM 0", "HISTOGRAM 0.weight", "HISTOGRAM 0.bias");
    assertEquals(Map.of(2, norms, 3, others, 4, norms, 6, Stream.of(norms, others).flatMap(List::stream).toList()),
        seen.stream().collect(Collectors.toMap(TrainingEvent.Watched::step, watched -> watched.readings().keySet()
            .stream().map(reading -> reading.quantity() + " " + reading.name()).toList())));
  }

  /** Warm-up over 4 steps, of which an epoch has 3; a training that goes on says where. */
  @Test
  void anEpochTellsTheRateOfItsLastStep() {
    List<TrainingEvent> events = new ArrayList<>();
    TrainerBuilder builder = Trainer.builder(dense(1)).optimizer(Optimizer.sgd(0.08))
        .schedule(Schedule.warmUp(4, new Decay.Stepwise(1, 0.5)));
    try (Trainer trainer = builder.listener(events::add).on(device)) {
      trainer.fit(LINE.select(0, 1, 2), Fit.epochs(2).batch(1));
      trainer.fit(LINE.select(0, 1, 2), Fit.epochs(1).batch(1));
    }
    assertArrayEquals(new double[] {0.06, 0.04, 0.02}, events.stream()
        .flatMap(event -> event instanceof TrainingEvent.EpochEnded epoch ? Stream.of(epoch) : Stream.empty())
        .mapToDouble(TrainingEvent.EpochEnded::learningRate).toArray(), 1e-9);
    assertEquals(List.of(0, 6), events.stream()
        .flatMap(event -> event instanceof TrainingEvent.Begun begun ? Stream.of(begun.step()) : Stream.empty())
        .toList());
  }

  /** The program of the other steps is the one that there is without a watch. */
  @Test
  void aWatchedTrainingEndsWithTheSameBits() {
    Dataset data = Dataset.of(new float[][] {{1, 5}, {3, 4}, {-5, 6}, {7, 8}, {9, -1}, {2, 2}, {4, 0}, {-1, 3}},
        new int[] {0, 1, 0, 1, 0, 1, 1, 0}, 2);
    List<List<String>> programs = new ArrayList<>();
    List<List<float[]>> parameters = new ArrayList<>();
    Watch all = Watch.every(2).gradientHistograms("*").gradientNorms("*").histograms("*").values("*");
    for (boolean watched : new boolean[] {false, true}) {
      TrainerBuilder builder = Trainer.builder(Sequential.of(dense(4, RELU), batchNorm(), dropout(0.2), dense(2)))
          .optimizer(Optimizer.adam(0.05));
      try (Trainer trainer = (watched ? builder.watch(all).listener(event -> {
        if (event instanceof TrainingEvent.Watched event1) {
          seen.add(event1);
        }
      }) : builder).on(device)) {
        trainer.fit(data, Fit.epochs(5).batch(4));
        parameters.add(trainer.checkpoint().tensors().values().stream().map(HostTensor::floats).toList());
        programs.add(trainer.stepProgram(data, 4).steps().stream().map(Objects::toString).toList());
      }
    }
    assertEquals(5, seen.size());
    assertTrue(seen.getFirst().readings().size() > 30, seen.getFirst().readings().keySet().toString());
    assertEquals(programs.get(0), programs.get(1));
    for (int i = 0; i < parameters.get(0).size(); i++) {
      assertArrayEquals(parameters.get(0).get(i), parameters.get(1).get(i));
    }
  }

  @Test
  void aNameThatNothingHasIsRefusedWithThoseThatThereAre() {
    try (Trainer trainer = line(Watch.every(3).norms("1.*"))) {
      assertEquals("there is nothing named 1.* to be watched; there are [0, 0.weight]",
          assertThrows(GraphException.class, () -> trainer.fit(LINE, Fit.epochs(1).batch(4))).getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> Watch.every(0));
  }
}
