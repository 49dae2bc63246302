package dev.sinabro.train;

import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.embedding;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.Weighted;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of which row is in a mixture, what becomes of targets, and what cannot be mixed. */
class MixupTest {
  private final Device device = Devices.open("reference");

  @AfterEach
  void closeDevice() {
    device.close();
  }

  /** The shares that rows have in some steps. */
  private double[] shares(double alpha) {
    int rows = 1000;
    double[] all = new double[4 * rows];
    try (var steps = new Steps(device, 7)) {
      CompiledStep step = steps.add(s -> s.output("shares", Mixup.of(s, alpha, rows).share()));
      for (int i = 0; i < 4; i++) {
        step.run();
        System.arraycopy(step.values("shares"), 0, all, i * rows, rows);
      }
    }
    return all;
  }

  /** The variance of Beta(a, a) is 1 / (4 (2 a + 1)); that of the squares in whose mean it is found follows from its 4th moment. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.2, 0.5, 1, 2, 30})
  void sharesHaveTheVarianceOfBeta(double alpha) {
    double[] shares = shares(alpha);
    double variance = 1 / (4 * (2 * alpha + 1));
    double fourth = 3 * variance * variance * (2 * alpha + 1) / (2 * alpha + 3);
    double found = Arrays.stream(shares).map(share -> (share - 0.5) * (share - 0.5)).average().orElseThrow();
    assertEquals(variance, found, 4 * Math.sqrt((fourth - variance * variance) / shares.length));
    assertTrue(Arrays.stream(shares).allMatch(share -> share >= 0.5 && share <= 1));
  }

  /** Kolmogorov and Smirnov: the largest distance of the distribution functions is above 1.95 / sqrt(n) once in 1000. */
  @Test
  void sharesHaveTheDistributionOfBeta() {
    assertDistribution(0.5, x -> 2 / Math.PI * Math.asin(Math.sqrt(x)));
    assertDistribution(1, x -> x);
    assertDistribution(2, x -> x * x * (3 - 2 * x));
  }

  /** The larger of both shares is below x where the first is between 1 - x and x. */
  private void assertDistribution(double alpha, DoubleUnaryOperator beta) {
    double[] shares = Arrays.stream(shares(alpha)).sorted().toArray();
    for (int i = 0; i < shares.length; i++) {
      double expected = beta.applyAsDouble(shares[i]) - beta.applyAsDouble(1 - shares[i]);
      assertEquals(expected, (i + 0.5) / shares.length, 1.95 / Math.sqrt(shares.length), "alpha " + alpha);
    }
  }

  /** Rows whose input and class are their number, so that a mixture tells of what it is made. */
  @Test
  void inputsAndTargetsAreMixedAlike() {
    int rows = 8;
    Set<Integer> distances = new HashSet<>();
    try (var steps = new Steps(device, 3)) {
      CompiledStep step = steps.add(s -> {
        Mixup mixup = Mixup.of(s, 1, rows);
        Tensor numbers = s.graph().iota(rows);
        Tensors fields = Tensors.fields(Map.of("features", numbers.cast(DType.U8), "target", numbers));
        Tensors outputs = Tensors.output("output", s.graph().constant(0.0).broadcast(Shape.of(rows, rows)));
        s.output("input", mixup.inputs(fields).get("features"));
        s.output("target", mixup.targets(Loss.softmaxCrossEntropy(), outputs, fields).get("target"));
      });
      for (int i = 0; i < 20; i++) {
        step.run();
        double[] inputs = step.values("input");
        double[] targets = step.values("target");
        for (int row = 0; row < rows; row++) {
          distances.add(assertMixture(row, inputs[row], Arrays.copyOfRange(targets, row * rows, (row + 1) * rows)));
        }
      }
    }
    assertEquals(Set.of(1, 2, 3, 4, 5, 6, 7), distances, "each other row is met, and never itself");
  }

  /** How far behind the row, round the end, the one is that it is mixed with. */
  private static int assertMixture(int row, double input, double[] shares) {
    int[] mixed = IntStream.range(0, shares.length).filter(k -> shares[k] > 0).toArray();
    assertEquals(2, mixed.length, Arrays.toString(shares));
    int other = mixed[0] == row ? mixed[1] : mixed[0];
    assertTrue(shares[row] >= 0.5);
    assertEquals(1, shares[row] + shares[other], 1e-15);
    assertEquals(row * shares[row] + other * shares[other], input, 1e-14);
    return Math.floorMod(other - row, shares.length);
  }

  private static final float[][] X = {{1, 2}, {3, -4}, {0, 6}, {7, 0.5f}, {-1, 1}};
  private static final Dataset CLASSES = Dataset.of(X, new int[] {0, 1, 0, 1, 1});

  private Trainer trainer(double alpha, long seed) {
    return Trainer.builder(Sequential.of(dense(3, TANH), dense(2))).mixup(alpha).seed(seed).on(device);
  }

  private Map<String, List<Double>> trained(double alpha, long seed, Fit fit) {
    try (Trainer trainer = trainer(alpha, seed)) {
      trainer.fit(CLASSES, fit);
      Map<String, List<Double>> values = new HashMap<>();
      trainer.parameters().forEach((name, tensor) -> values.put(name,
          IntStream.range(0, tensor.shape().count()).mapToObj(tensor::value).toList()));
      return values;
    }
  }

  @Test
  void mixturesFollowFromTheSeed() {
    Fit fit = Fit.epochs(3).batch(2);
    assertEquals(trained(0.4, 1, fit), trained(0.4, 1, fit));
    assertNotEquals(trained(0.4, 1, fit), trained(0, 1, fit));
    assertNotEquals(trained(0.4, 1, fit), trained(0.4, 1, fit.accumulate(2)), "each part of a batch is mixed");
  }

  /** A batch of one row has no other to be mixed with. */
  @Test
  void oneRowStaysAsItIs() {
    assertEquals(trained(0, 1, Fit.epochs(2).batch(1)), trained(0.4, 1, Fit.epochs(2).batch(1)));
  }

  @Test
  void whatIsEvaluatedIsNeverMixed() {
    try (Trainer plain = trainer(0, 5); Trainer mixing = trainer(1, 5)) {
      assertEquals(plain.evaluate(CLASSES), mixing.evaluate(CLASSES));
      assertArrayEquals(plain.predict(CLASSES).rows(), mixing.predict(CLASSES).rows());
    }
  }

  /** Mixtures of points on a plane are on it: it is learned as without them, to which targets left as they are would not lead. */
  @Test
  void numbersAreMixedToo() {
    Dataset plane = Dataset.of(X, new float[] {6, -4, 13, 9, 2});
    try (Trainer trainer = Trainer.builder(dense(1)).optimizer(Optimizer.adam(0.05)).mixup(1).on(device)) {
      trainer.fit(plane, Fit.epochs(1200).batch(5));
      assertEquals(0, trainer.evaluate(plane).loss(), 1e-3);
    }
  }

  @Test
  void whatCannotBeMixedIsRefusedByName() {
    String before = "mixup mixes the targets of two rows, but loss ";
    String remedy = "; use another loss, or train without mixup";
    for (Loss side : List.of(Loss.hinge(), Loss.perceptron(), Loss.mse().plus(Loss.hinge()))) {
      String name = side.name().contains("hinge") ? "hinge" : "perceptron";
      assertRefused(before + name + " only asks on which side of 0 its target is" + remedy, side, CLASSES, dense(2));
    }
    assertRefused(before + "softmax-cross-entropy counts some targets more than others, or not at all" + remedy,
        Loss.softmaxCrossEntropy().ignoring(1), CLASSES, dense(2));
    assertRefused(before + "mse + mae compares several outputs with one field" + remedy,
        Loss.mse().plus(Loss.mae()), CLASSES, dense(2));
    assertRefused(before + "own does not say what it compares outputs with" + remedy, new Own(), CLASSES, dense(2));
    Dataset words = InMemory.rows(2).with(Field.integers("features"), new int[] {0, 1})
        .with(Field.integers("target"), new int[] {0, 1});
    assertRefused("mixup takes means of rows, but field features, which the model reads, numbers things; encode it"
        + " one-hot, or train without mixup", Loss.softmaxCrossEntropy(), words, embedding(2, 2));
  }

  /** A loss of which nobody knows what it compares. */
  private record Own() implements Loss {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public Weighted values(Tensors outputs, Tensors fields) {
      return Weighted.alike(outputs.only().square());
    }
  }

  private void assertRefused(String message, Loss loss, Dataset data, Layer model) {
    try (Trainer trainer = Trainer.builder(model).loss(loss).mixup(0.2).on(device)) {
      assertEquals(message,
          assertThrows(ObjectiveException.class, () -> trainer.fit(data, Fit.epochs(1))).getMessage());
    }
  }
}
