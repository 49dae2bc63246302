package dev.sinabro.testkit;

import static dev.sinabro.nn.Activation.GELU;
import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.convTranspose2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.embedding;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.layerNorm;
import static dev.sinabro.nn.Layers.lstm;
import static dev.sinabro.nn.Layers.maxPool2d;
import static dev.sinabro.nn.Layers.positions;
import static dev.sinabro.nn.Layers.reshape;

import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.TargetLoss;
import dev.sinabro.metric.Metric;
import dev.sinabro.metric.TargetMetric;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.TransformerBlock;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import java.util.stream.IntStream;

/** Small versions of the four examples, each of another kind of network and of data. */
enum SmallNetwork {
  DIGITS_CNN, PASSENGERS_RNN, CHAR_GPT, DIGITS_AUTOENCODER;

  Sequential model() {
    return switch (this) {
      case DIGITS_CNN -> Sequential.of(reshape(1, 8, 8), conv2d(4, 3).padding(1).withoutBias(), batchNorm(), RELU,
          maxPool2d(2), conv2d(6, 3).padding(1).withoutBias(), batchNorm(), RELU, maxPool2d(2), flatten(), dense(10));
      case PASSENGERS_RNN -> Sequential.of(lstm(6).last(), dense(1));
      case CHAR_GPT -> Sequential.of(embedding(27, 8), positions(13), block(), block(), layerNorm(), dense(27));
      case DIGITS_AUTOENCODER -> Sequential.of(reshape(1, 8, 8), conv2d(4, 3).stride(2).padding(1), RELU, flatten(),
          dense(5), dense(64), RELU, reshape(4, 4, 4),
          convTranspose2d(3, 3).stride(2).padding(1).outputPadding(1), RELU, conv2d(1, 3).padding(1), flatten());
    };
  }

  private static TransformerBlock block() {
    return new TransformerBlock(2, 12, true, true, 0, GELU);
  }

  TargetLoss loss() {
    return switch (this) {
      case DIGITS_CNN -> Loss.softmaxCrossEntropy();
      case PASSENGERS_RNN -> Loss.mse();
      case CHAR_GPT -> Loss.softmaxCrossEntropy().ignoring(TextPreprocessing.IGNORED);
      case DIGITS_AUTOENCODER -> Loss.mse().target(Field.FEATURES);
    };
  }

  private TargetMetric metric() {
    return switch (this) {
      case DIGITS_CNN -> Metric.accuracy();
      case PASSENGERS_RNN -> Metric.rmse();
      case CHAR_GPT -> Metric.bitsPerCharacter();
      case DIGITS_AUTOENCODER -> Metric.unexplainedVariance();
    };
  }

  TrainerBuilder trainer() {
    return Trainer.builder(model()).loss(loss()).metrics(metric().of(loss().compared()))
        .optimizer(Optimizer.adam(0.01)).seed(3);
  }

  /** Rows of its data, of which there are 80 at least. */
  Dataset rows(int from, int to) {
    Dataset all = switch (this) {
      case DIGITS_CNN -> BuiltIn.DIGITS.labeled().split(0, 0, 1).raw().training();
      case PASSENGERS_RNN ->
        BuiltIn.AIR_PASSENGERS.table().series("passengers").windows(12, 0, 0, Normalization.STANDARD).training();
      case CHAR_GPT -> BuiltIn.WORDS.corpus().lines(13, 0, 0, 1).training();
      case DIGITS_AUTOENCODER ->
        BuiltIn.DIGITS.table().without("label").numbers(0, 0, 1, Normalization.MIN_MAX).training();
    };
    return all.select(IntStream.range(from, to).toArray());
  }
}
