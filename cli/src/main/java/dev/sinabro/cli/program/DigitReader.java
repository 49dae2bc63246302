package dev.sinabro.cli.program;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.maxPool2d;
import static dev.sinabro.nn.Layers.rescale;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Device;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A small convolutional network that has learned to read real digits. */
final class DigitReader implements AutoCloseable {
  private static final int EPOCHS = 2;
  private static final int BATCH = 64;
  private static final double SURE = 0.9;
  private static final int CLASSES = 10;

  private final Trainer trainer;

  /** Learns to read. */
  DigitReader(Device device, long seed, Digits digits) {
    trainer = Trainer.builder(Sequential.of(rescale(1 / 255.0, 0), conv2d(8, 5), RELU, maxPool2d(2),
        conv2d(16, 5), RELU, maxPool2d(2), flatten(), dense(CLASSES)))
        .optimizer(Optimizer.adam(2e-3)).seed(seed).on(device);
    trainer.fit(digits.rows(), Fit.epochs(EPOCHS).batch(BATCH));
  }

  /**
   * The share of images that it takes for some digit with a probability above 0.9.
   *
   * @param images 28 x 28 levels from 0 to 1 each
   */
  double recognized(float[] images) {
    return recognized(probabilities(rows(images)));
  }

  /** The same of real digits. */
  double recognized(Digits digits) {
    return recognized(probabilities(digits.rows()));
  }

  private static double recognized(float[][] probabilities) {
    return Arrays.stream(probabilities).filter(row -> row[largest(row)] > SURE).count()
        / (double) probabilities.length;
  }

  /** The share of images that it takes for the digit that is meant. */
  double read(float[] images, int[] meant) {
    float[][] probabilities = probabilities(rows(images));
    return IntStream.range(0, meant.length).filter(i -> largest(probabilities[i]) == meant[i]).count()
        / (double) meant.length;
  }

  private static Dataset rows(float[] images) {
    return InMemory.rows(images.length / Digits.PIXELS)
        .with(Field.bytes(Field.FEATURES, 1, Digits.SIDE, Digits.SIDE), Digits.bytes(images));
  }

  private float[][] probabilities(Dataset rows) {
    return trainer.predict(rows).rows();
  }

  private static int largest(float[] row) {
    int largest = 0;
    for (int i = 1; i < row.length; i++) {
      largest = row[i] > row[largest] ? i : largest;
    }
    return largest;
  }

  @Override
  public void close() {
    trainer.close();
  }
}
