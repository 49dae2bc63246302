package dev.sinabro.testkit;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.Philox;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.Reduction;
import dev.sinabro.loss.Weighted;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Decay;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Small data and models to train, and what a training left. */
final class Trainings {
  static final int ROWS = 53;
  /** An epoch has five steps of so many rows, and one of three. */
  static final int BATCH = 10;
  static final Dataset CLASSES = classes(ROWS);

  private Trainings() {}

  static TrainerBuilder seeded(long seed) {
    return seeded(seed, 3);
  }

  /** With dropout, Adam and a rate that falls. */
  static TrainerBuilder seeded(long seed, int outputs) {
    Layer layer = Sequential.of(dense(8, RELU), dropout(0.3), dense(outputs));
    return Trainer.builder(layer).optimizer(Optimizer.adam(0.01)).schedule(new Decay.Stepwise(2, 0.5)).seed(seed);
  }

  /** Parameters, moments and counters by name. */
  static Map<String, String> bits(Trainer trainer) {
    Map<String, String> bits = new TreeMap<>();
    trainer.checkpoint().tensors().forEach((name, tensor) -> bits.put(name,
        tensor.type() + " " + HexFormat.of().formatHex(tensor.bytes().toArray(ValueLayout.JAVA_BYTE))));
    assertTrue(bits.keySet().stream().anyMatch(name -> name.startsWith("exp_avg_sq.")), bits.keySet().toString());
    return bits;
  }

  /** Of one-hot data: row i has a weight of its own, which each visit lowers by exactly 1. */
  static TrainerBuilder visits() {
    return Trainer.builder(new Dense(1, Activation.IDENTITY, new Initializer.Constant(0), false))
        .loss(new SumOfOutputs())
        .optimizer(Optimizer.sgd(1));
  }

  /** Its gradient by a row's output is 1, in any batch. */
  record SumOfOutputs() implements Loss {
    @Override
    public String name() {
      return "sum of outputs";
    }

    @Override
    public Weighted values(Tensors outputs, Tensors fields) {
      return Weighted.alike(outputs.only().sum(1));
    }

    @Override
    public Reduction reduction() {
      return Reduction.SUM;
    }
  }

  private static float random(int stream, int element) {
    return Philox.uniform(Philox.word(99, stream, 0, element)) * 2 - 1;
  }

  static Dataset classes(int rows) {
    float[][] features = new float[rows][4];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < 4; column++) {
        features[row][column] = random(rows, 4 * row + column);
      }
      labels[row] = row % 3;
    }
    return Dataset.of(features, labels, 3);
  }

  static Dataset line(int rows) {
    float[][] features = new float[rows][2];
    float[] values = new float[rows];
    for (int row = 0; row < rows; row++) {
      features[row] = new float[] {random(rows, 2 * row), random(rows, 2 * row + 1)};
      values[row] = 3 * features[row][0] - features[row][1] + 0.5f + 0.1f * random(rows + 1, row);
    }
    return Dataset.of(features, values);
  }

  static InMemory oneHot(int rows) {
    float[][] features = new float[rows][rows];
    for (int row = 0; row < rows; row++) {
      features[row][row] = 1;
    }
    return Dataset.of(features, new float[rows]);
  }
}
