package dev.sinabro.cli;

import static dev.sinabro.nn.Activation.GELU;
import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.adaptiveAvgPool2d;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.embedding;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.layerNorm;
import static dev.sinabro.nn.Layers.lstm;
import static dev.sinabro.nn.Layers.maxPool2d;
import static dev.sinabro.nn.Layers.positions;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.data.Meaning;
import dev.sinabro.graph.Philox;
import dev.sinabro.graph.Shape;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.TransformerBlock;
import dev.sinabro.optim.Optimizer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Networks whose training step is timed; names and sizes are those of the comparison with PyTorch. */
enum Workload {
  /** A small perceptron: what a step costs besides arithmetic. */
  W1(64, Rows.reals(784), 10, Optimizer.adam(1e-3), dense(128, RELU), dense(10)),
  /** A large perceptron: matrix products. */
  W2(512, Rows.reals(784), 10, Optimizer.adam(1e-3), dense(2048, RELU), dense(2048, RELU), dense(2048, RELU),
      dense(10)),
  /** LeNet's kind: convolutions with few channels. */
  W3(64, Rows.reals(1, 28, 28), 10, Optimizer.momentum(0.01, 0.9), conv2d(20, 5), RELU, maxPool2d(2), conv2d(50, 5),
      RELU, maxPool2d(2), flatten(), dense(500, RELU), dense(10)),
  /** Six 3x3 convolutions with batch norm. */
  W4(128, Rows.reals(3, 32, 32), 10, Optimizer.momentum(0.01, 0.9), normed(64), normed(64), maxPool2d(2), normed(128),
      normed(128), maxPool2d(2), normed(256), normed(256), adaptiveAvgPool2d(1, 1), flatten(), dense(10)),
  /** An LSTM over 64 steps. */
  W5(64, Rows.reals(64, 32), 10, Optimizer.adam(1e-3), lstm(256).last(), dense(10)),
  /** A small GPT. */
  W6(32, Rows.tokens(128), 96, Optimizer.adam(1e-3),
      Stream.of(Stream.of(embedding(96, 256), positions(128)),
          IntStream.range(0, 4).mapToObj(_ -> new TransformerBlock(8, 1024, true, true, 0, GELU)),
          Stream.of(layerNorm(), dense(96))).flatMap(layers -> layers).toArray(Layer[]::new));

  private static final int BATCHES = 16;

  private final int batch;
  private final Rows rows;
  private final int classes;
  private final Optimizer optimizer;
  private final Layer model;

  /** What a row holds: reals of a shape and a class, or tokens and a class for each. */
  private record Rows(Shape shape, boolean areTokens) {
    static Rows reals(int... extents) {
      return new Rows(Shape.of(extents), false);
    }

    static Rows tokens(int length) {
      return new Rows(Shape.of(length), true);
    }
  }

  Workload(int batch, Rows rows, int classes, Optimizer optimizer, Layer... layers) {
    this.batch = batch;
    this.rows = rows;
    this.classes = classes;
    this.optimizer = optimizer;
    this.model = Sequential.of(layers);
  }

  private static Layer normed(int channels) {
    return Sequential.of(conv2d(channels, 3).same().withoutBias(), batchNorm(), RELU);
  }

  int batch() {
    return batch;
  }

  Layer model() {
    return model;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** Random rows and labels. */
  Dataset data() {
    int count = batch * BATCHES;
    int[] extents = rows.shape.extents();
    Meaning named = new Meaning.Classes(IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    if (rows.areTokens) {
      return InMemory.rows(count)
          .with(Field.integers(Field.FEATURES, extents), numbers(1, count * rows.shape.count()))
          .with(Field.integers(Field.TARGET, extents).meaning(named), numbers(2, count * rows.shape.count()));
    }
    float[] features = new float[count * rows.shape.count()];
    for (int i = 0; i < features.length; i++) {
      features[i] = 4 * Philox.uniform(Philox.word(1, ordinal(), 0, i)) - 2;
    }
    return InMemory.rows(count)
        .with(Field.reals(Field.FEATURES, extents), features)
        .with(Field.integers(Field.TARGET).meaning(named), numbers(2, count));
  }

  private int[] numbers(int seed, int count) {
    return IntStream.range(0, count).map(i -> Math.floorMod(Philox.word(seed, ordinal(), 0, i), classes)).toArray();
  }
}
