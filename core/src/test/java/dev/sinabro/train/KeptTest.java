package dev.sinabro.train;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.io.Safetensors;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Decay;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.testkit.WatchedBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept besides the parameters: running statistics, averages, and how long the training is. */
class KeptTest {
  private static final Dataset DATA = Dataset.of(
      new float[][] {{1, 5}, {3, 4}, {-5, 6}, {7, 8}, {9, -1}, {2, 2}, {4, 0}, {-1, 3}},
      new int[] {0, 1, 0, 1, 0, 1, 1, 0}, 2);

  /** Within the second of four epochs of three steps. */
  private static final int STOPPED_AT = 5;

  private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
  private final Device device = new Device(backend, "");

  @AfterEach
  void close() {
    device.close();
  }

  private Trainer trainer(Optimizer optimizer) {
    return Trainer.builder(Sequential.of(dense(4, RELU), batchNorm(), dense(2))).optimizer(optimizer)
        .schedule(Schedule.warmUp(3, new Decay.Cosine(0))).seed(5).on(device);
  }

  @Test
  void runningStatisticsAreInTheModelsFileAndMakeItsPredictions() {
    try (Trainer trainer = trainer(Optimizer.adam(0.05)); Trainer other = trainer(Optimizer.adam(0.05))) {
      trainer.fit(DATA, Fit.epochs(4).batch(4));
      assertEquals(Set.of("0.weight", "0.bias", "2.weight", "2.bias", "2.running_mean", "2.running_var",
          "2.num_batches_tracked", "3.weight", "3.bias"), trainer.parameters().keySet());
      other.restore(new Safetensors(trainer.parameters(), Map.of()));
      assertEquals(trainer.evaluate(DATA), other.evaluate(DATA));
    }
  }

  /** A row's loss is its own: in inference no other row of the batch matters. */
  @Test
  void evaluationTakesTheRunningStatistics() {
    try (Trainer trainer = trainer(Optimizer.adam(0.05))) {
      trainer.fit(DATA, Fit.epochs(2).batch(4));
      double sum = 0;
      for (int row = 0; row < DATA.rowCount(); row++) {
        sum += trainer.evaluate(DATA.select(row)).loss();
      }
      assertEquals(sum / DATA.rowCount(), trainer.evaluate(DATA).loss(), 1e-12);
    }
  }

  /** After one step the averages are the weights; later they lag behind, and training does not see them. */
  @Test
  void averagesAreEvaluatedAndNotTrained() {
    Optimizer plain = Optimizer.sgd(0.5);
    try (Trainer without = trainer(plain); Trainer with = trainer(plain.averaged(0.9))) {
      assertEquals(without.evaluate(DATA).loss(), with.evaluate(DATA).loss());
      without.fit(DATA, Fit.epochs(1).batch(8));
      with.fit(DATA, Fit.epochs(1).batch(8));
      assertEquals(without.evaluate(DATA).loss(), with.evaluate(DATA).loss(), 1e-15);
      without.fit(DATA, Fit.epochs(3).batch(8));
      with.fit(DATA, Fit.epochs(3).batch(8));
      assertNotEquals(without.evaluate(DATA).loss(), with.evaluate(DATA).loss(), 1e-6);
      assertTrue(with.checkpoint().tensors().containsKey("ema.0.weight"), "kept in the checkpoint");
    }
  }

  /** The cosine ends where the training does, and knows it after a pause too. */
  @Test
  void aTrainingThatWasPausedEndsWithTheRatesOfTheWholeOne() {
    double whole;
    try (Trainer trainer = trainer(Optimizer.adam(0.05))) {
      trainer.fit(DATA, Fit.epochs(4).batch(3));
      whole = trainer.evaluate(DATA).loss();
    }
    try (Trainer first = trainer(Optimizer.adam(0.05)); Trainer second = trainer(Optimizer.adam(0.05))) {
      backend.onRun(number -> {
        if (number == STOPPED_AT) {
          first.stop();
        }
      });
      assertEquals(STOPPED_AT, first.fit(DATA, Fit.epochs(4).batch(3)).steps());
      second.restore(first.checkpoint());
      second.fit(DATA, Fit.epochs(4 - second.epochsDone(DATA)).batch(3));
      assertEquals(whole, second.evaluate(DATA).loss());
    }
  }

  private static final Schedule PLATEAU =
      Schedule.warmUp(2, new Schedule.ReduceOnPlateau(0.5, 1, 0.2)).times(new Schedule.ReduceOnPlateau(0.1, 3, 0.9));

  private Trainer plateau(List<Double> losses) {
    return Trainer.builder(Sequential.of(dense(4, RELU), dense(2))).optimizer(Optimizer.sgd(0.1)).schedule(PLATEAU)
        .seed(5).listener(event -> {
          if (event instanceof TrainingEvent.EpochEnded ended) {
            losses.add(ended.validation().orElse(ended.training()).loss());
          }
        }).on(device);
  }

  /** The device's memory is that of the schedule, told of the losses that the listener was told. */
  private static void assertRemembered(Trainer trainer, List<Double> losses) {
    List<Double> memory = PLATEAU.memory();
    for (double loss : losses) {
      memory = PLATEAU.afterEpoch(memory, loss);
    }
    HostTensor kept = trainer.checkpoint().tensors().get("training.schedule");
    assertNotNull(kept);
    for (int i = 0; i < memory.size(); i++) {
      assertEquals(memory.get(i), kept.value(i), 1e-12);
    }
    assertTrue(memory.getFirst() < 1, "the rate never fell: " + memory);
  }

  @Test
  void aPlateauOfTheValidationRowsLowersTheRateAlsoAfterAPause() {
    Dataset validation = DATA.select(0, 3, 5);
    List<Double> losses = new ArrayList<>();
    double whole;
    try (Trainer trainer = plateau(losses)) {
      trainer.fit(DATA, validation, Fit.epochs(9).batch(3));
      assertRemembered(trainer, losses);
      whole = trainer.evaluate(DATA).loss();
    }
    try (Trainer first = plateau(losses); Trainer second = plateau(losses)) {
      first.fit(DATA, validation, Fit.epochs(5).batch(3));
      second.restore(first.checkpoint());
      second.fit(DATA, validation, Fit.epochs(4).batch(3));
      assertEquals(whole, second.evaluate(DATA).loss());
      assertEquals(losses.subList(0, 9), losses.subList(9, 18));
    }
  }

  @Test
  void withoutValidationThePlateauIsOfTheTraining() {
    List<Double> losses = new ArrayList<>();
    try (Trainer trainer = plateau(losses)) {
      trainer.fit(DATA, Fit.epochs(9).batch(3));
      assertRemembered(trainer, losses);
    }
  }

  /** 8 rows are two batches of three; the rows left out are others in each epoch. */
  @Test
  void theLastIncompleteBatchCanBeLeftOut() {
    List<Integer> rows = new ArrayList<>();
    try (Trainer trainer = Trainer.builder(Sequential.of(dense(4, RELU), batchNorm(), dense(2))).listener(event -> {
      if (event instanceof TrainingEvent.EpochEnded ended) {
        rows.add(ended.training().rows());
      }
    }).on(device)) {
      Dataset seven = DATA.select(0, 1, 2, 3, 4, 5, 6);
      assertEquals(8, trainer.fit(DATA, Fit.epochs(4).batch(3).dropLast()).steps());
      assertEquals(List.of(6, 6, 6, 6), rows);
      assertEquals(12, trainer.fit(DATA, Fit.epochs(2).batch(4).dropLast()).steps(), "none is incomplete");
      assertEquals(8, rows.getLast());
      String message = assertThrows(IllegalArgumentException.class,
          () -> trainer.fit(seven, Fit.epochs(1).batch(3))).getMessage();
      assertTrue(message.contains("Fit.dropLast()"), message);
      trainer.fit(seven, Fit.epochs(1).batch(3).dropLast());
      assertEquals(
          "the data has 7 rows, which fill no batch of 8, and incomplete ones are left out; make the batch smaller",
          assertThrows(IllegalArgumentException.class, () -> trainer.fit(seven, Fit.epochs(1).batch(8).dropLast()))
              .getMessage());
    }
  }

  /** As a long text has more windows than are to be seen between two looks at the validation. */
  @Test
  void anEpochCanEndBeforeTheLastRow() {
    List<Integer> rows = new ArrayList<>();
    try (Trainer trainer = Trainer.builder(Sequential.of(dense(4, RELU), dense(2))).listener(event -> {
      if (event instanceof TrainingEvent.EpochEnded ended) {
        rows.add(ended.training().rows());
      }
    }).on(device)) {
      assertEquals(6, trainer.fit(DATA, Fit.epochs(3).batch(3).stepsPerEpoch(2)).steps());
      assertEquals(9, trainer.fit(DATA, Fit.epochs(3).batch(3).accumulate(2).stepsPerEpoch(1)).steps());
      assertEquals(12, trainer.fit(DATA, Fit.epochs(1).batch(3).stepsPerEpoch(9)).steps(), "there are no more rows");
      assertEquals(14, trainer.fit(DATA, Fit.epochs(1).batch(3).dropLast().stepsPerEpoch(9)).steps());
      assertEquals(List.of(6, 6, 6, 6, 6, 6, 8, 6), rows);
    }
  }

  @Test
  void rowsOfAShortEpochAreDrawnAnew() {
    var all = new TreeSet<Float>();
    var losses = new ArrayList<Double>();
    float[][] features = new float[8][1];
    float[] targets = new float[8];
    for (int row = 0; row < 8; row++) {
      features[row][0] = row;
      targets[row] = 1 << row;
    }
    Dataset powers = Dataset.of(features, targets);
    Layer zero = (x, scope) -> x.mul(scope.parameter("weight", Shape.of(1),
        new Initializer.Constant(0)));
    try (Trainer trainer = Trainer.builder(zero).loss(Loss.sse()).optimizer(Optimizer.sgd(1e-30)).listener(event -> {
      if (event instanceof TrainingEvent.EpochEnded ended) {
        losses.add(ended.training().loss());
      }
    }).on(device)) {
      trainer.fit(powers, Fit.epochs(40).batch(1).stepsPerEpoch(1));
    }
    losses.forEach(loss -> all.add((float) Math.sqrt(2 * loss)));
    assertTrue(all.size() >= 7, "rows that were seen in 40 epochs of one: " + all);
  }
}
