package dev.sinabro.train;

import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.DataException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values of data from which nothing can be learned are told as such: by field, row and value. */
class DataFaultsTest {
  private static final int ROWS = 6;

  private final Device device = new Device(new ReferenceBackend(), "");

  @AfterEach
  void close() {
    device.close();
  }

  private static InMemory features() {
    return InMemory.rows(ROWS).with(Field.reals("features", 2), new float[2 * ROWS]);
  }

  private void train(Loss loss, int units, Dataset data) {
    try (Trainer trainer = Trainer.builder(dense(units)).loss(loss).optimizer(Optimizer.sgd(0.1)).on(device)) {
      trainer.fit(data, Fit.epochs(1).batch(4));
    }
  }

  private String refusal(Loss loss, int units, Dataset data) {
    return String.valueOf(assertThrows(DataException.class, () -> train(loss, units, data)).getMessage());
  }

  @Test
  void aClassThatThereIsNotIsTold() {
    InMemory high = features().with(Field.integers("target"), new int[] {0, 1, 2, 3, 9, 1});
    assertEquals("field target, row 3: class 3, but the model and its loss tell 3 classes apart, from 0 to 2; mend the"
        + " row, give the model more outputs, or ignore the class", refusal(Loss.softmaxCrossEntropy(), 3, high));
    assertDoesNotThrow(() -> train(Loss.softmaxCrossEntropy(), 10, high));
    InMemory low = features().with(Field.integers("target"), new int[] {0, 1, 2, 2, 1, -1});
    assertTrue(refusal(Loss.mse(), 3, low).startsWith("field target, row 5: class -1, but"));
    assertDoesNotThrow(() -> train(Loss.softmaxCrossEntropy().ignoring(-1), 3, low));
    InMemory bytes = features().with(Field.bytes("target"), new byte[] {0, 1, 1, (byte) 200, 1, 0});
    assertTrue(refusal(Loss.binaryCrossEntropy(), 1, bytes).startsWith("field target, row 3: class 200, but the model"
        + " and its loss tell 2 classes apart"));
  }

  /** Resident and streamed, trained on, judged and predicted; where a field says how many numbers it has, that is compared. */
  @Test
  void aNumberWithoutAVectorIsTold() {
    InMemory rows = InMemory.rows(3).with(Field.reals("target", 1), new float[3]);
    Field tokens = Field.integers("features", 2);
    InMemory bad = rows.with(tokens, new int[] {0, 9, 1, 2, 10, 3});
    InMemory negative = rows.with(tokens, new int[] {0, 9, 1, -1, 1, 3});
    String message =
        "field features, row 2: number 10, but an embedding of it has vectors for 0 to 9 only; mend the row,"
            + " or give the embedding a larger count";
    try (Trainer trainer =
        Trainer.builder(Sequential.of(Layers.embedding(10, 3), Layers.flatten(), dense(1))).on(device)) {
      assertEquals(message,
          assertThrows(DataException.class, () -> trainer.fit(bad, Fit.epochs(1).batch(2))).getMessage());
      assertEquals(message, assertThrows(DataException.class, () -> trainer.evaluate(bad)).getMessage());
      assertEquals(message, assertThrows(DataException.class, () -> trainer.predict(bad)).getMessage());
      assertTrue(String.valueOf(assertThrows(DataException.class, () -> trainer.evaluate(negative)).getMessage())
          .startsWith("field features, row 1: number -1, but"));
      trainer.fit(rows.with(tokens, new int[] {0, 9, 1, 2, 5, 3}), Fit.epochs(1).batch(2));
    }
  }

  @Test
  void rowsThatAreEvaluatedAreLookedAtToo() {
    InMemory good = features().with(Field.integers("target"), new int[ROWS]);
    InMemory bad = features().with(Field.integers("target"), new int[] {0, 0, 7, 0, 0, 0});
    try (Trainer trainer = Trainer.builder(dense(3)).on(device)) {
      assertThrows(DataException.class, () -> trainer.evaluate(bad));
      assertThrows(DataException.class, () -> trainer.fit(good, bad, Fit.epochs(1)));
      trainer.fit(good, good, Fit.epochs(1));
    }
  }

  @Test
  void whatDoesNotCountMayBeAnyClass() {
    InMemory data = features().with(Field.integers("target", 2), new int[] {0, 1, 99, 1, 1, 0, 1, 1, 0, 0, -5, -5})
        .with(Field.reals("mask", 2), new float[] {1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1})
        .with(Field.reals("weight"), new float[] {1, 1, 1, 1, 1, 0});
    Network network = (fields, scope) -> Tensors.output("output",
        scope.apply("dense", dense(4), fields.get("features")).reshape(-1, 2, 2));
    Loss loss = Loss.softmaxCrossEntropy().mask("mask").weights("weight");
    assertDoesNotThrow(() -> fit(network, loss, data));
    DataException masked = assertThrows(DataException.class,
        () -> fit(network, Loss.softmaxCrossEntropy().mask("mask"), data));
    assertTrue(String.valueOf(masked.getMessage()).startsWith("field target, row 5: class -5"), masked.getMessage());
    DataException weighted = assertThrows(DataException.class,
        () -> fit(network, Loss.softmaxCrossEntropy().weights("weight"), data));
    assertTrue(String.valueOf(weighted.getMessage()).startsWith("field target, row 1: class 99"),
        weighted.getMessage());
  }

  private void fit(Network network, Loss loss, Dataset data) {
    try (Trainer trainer = Trainer.builder(network).loss(loss).on(device)) {
      trainer.fit(data, Fit.epochs(1).batch(4));
    }
  }

  @Test
  void dataThatIsNotFiniteIsToldWhereALossIsNot() {
    float[] values = new float[2 * ROWS];
    values[9] = Float.NEGATIVE_INFINITY;
    InMemory data = InMemory.rows(ROWS).with(Field.reals("unread", 1), new float[] {Float.NaN, 0, 0, 0, 0, 0})
        .with(Field.reals("features", 2), values).with(Field.reals("target", 1), new float[ROWS]);
    String message = String.valueOf(
        assertThrows(DivergedException.class, () -> train(Loss.mse(), 1, data)).getMessage());
    assertTrue(message.endsWith("; field features of the data has -Infinity in row 4: mend it, or leave the row out"),
        message);
  }

  /** A target that does not count is none of the reasons. */
  @Test
  void aLossThatDivergesByItselfIsToldSo() {
    InMemory data = InMemory.rows(ROWS).with(Field.reals("features", 1), new float[] {1e18f, 1e18f, 1e18f, 1, 1, 1})
        .with(Field.reals("target", 1), new float[] {0, 0, 0, 0, 0, Float.NaN})
        .with(Field.reals("mask", 1), new float[] {1, 1, 1, 1, 1, 0});
    Trainer trainer = Trainer.builder(dense(1)).loss(Loss.mse().mask("mask")).optimizer(Optimizer.sgd(1e9)).on(device);
    String message = String.valueOf(
        assertThrows(DivergedException.class, () -> trainer.fit(data, Fit.epochs(30).batch(4))).getMessage());
    trainer.close();
    assertTrue(message.endsWith("; try a lower learning rate than 1.0E9, or normalized data"), message);
  }

  @Test
  void twoLossesOnOneFieldHaveMetricsOfTheirOwn() {
    InMemory data = features().with(Field.integers("digit"), new int[ROWS])
        .with(Field.reals("once"), new float[] {1, 1, 1, 0, 0, 0});
    Network network = (fields, scope) -> Tensors.outputs(Map.of("left",
        scope.apply("left", dense(3), fields.get("features")), "right",
        scope.apply("right", dense(3), fields.get("features"))));
    Loss left = Loss.softmaxCrossEntropy().output("left").target("digit");
    Loss right = Loss.softmaxCrossEntropy().output("right").target("digit");
    assertEquals(List.of("left digit accuracy", "right digit accuracy"), metrics(network, left.plus(right), data));
    assertEquals(List.of("accuracy"), metrics(network,
        left.plus(Loss.hinge().output("left").target("digit").times(0.1)), data));
    assertEquals(List.of("left digit accuracy 1", "left digit accuracy 2"), metrics(network,
        left.plus(Loss.softmaxCrossEntropy().output("left").target("digit").mask("once")), data));
  }

  private List<String> metrics(Network network, Loss loss, Dataset data) {
    try (Trainer trainer = Trainer.builder(network).loss(loss).on(device)) {
      return List.copyOf(trainer.evaluate(data).metrics().keySet());
    }
  }
}
