package dev.sinabro.cli;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.dense;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.Philox;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;

/** Networks whose training step is timed; names and sizes are those of the comparison with PyTorch. */
enum Workload {
  /** A small perceptron: what a step costs besides arithmetic. */
  W1(64, Sequential.of(dense(128, RELU), dense(10))),
  /** A large perceptron: matrix products. */
  W2(512, Sequential.of(dense(2048, RELU), dense(2048, RELU), dense(2048, RELU), dense(10)));

  private static final int WIDTH = 784;
  private static final int CLASSES = 10;
  private static final int BATCHES = 16;

  private final int batch;
  private final Layer model;

  Workload(int batch, Layer model) {
    this.batch = batch;
    this.model = model;
  }

  int batch() {
    return batch;
  }

  Layer model() {
    return model;
  }

  /** Random rows and labels. */
  Dataset data() {
    float[][] features = new float[batch * BATCHES][WIDTH];
    int[] labels = new int[features.length];
    for (int row = 0; row < features.length; row++) {
      for (int column = 0; column < WIDTH; column++) {
        features[row][column] = 4 * Philox.uniform(Philox.word(1, ordinal(), row, column)) - 2;
      }
      labels[row] = Math.floorMod(Philox.word(2, ordinal(), 0, row), CLASSES);
    }
    return Dataset.of(features, labels, CLASSES);
  }
}
