package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Permutation;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Initializer;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradient descent on the perceptron criterion at rate 1, a row at a time, is the perceptron rule; gates are learned by it. */
class PerceptronRuleTest {
  private static final float[][] INPUTS = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  private static final int EPOCHS = 12;
  private static final long SEED = 5;

  /** Rosenblatt's rule, w + (target - step(w x)) x, from weights of 0: two weights and the bias. */
  private static double[] ruled(int[] targets) {
    double[] w = new double[3];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (int row : Permutation.of(SEED, epoch, 4)) {
        double sum = w[0] * INPUTS[row][0] + w[1] * INPUTS[row][1] + w[2];
        double error = targets[row] - (sum > 0 ? 1 : 0);
        w[0] += error * INPUTS[row][0];
        w[1] += error * INPUTS[row][1];
        w[2] += error;
      }
    }
    return w;
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 1, 1", "1, 1, 1, 0, 1", "0, 1, 1, 1, 1", "0, 1, 1, 0, 0.75"})
  void gatesAreLearnedButForTheExclusiveOne(int a, int b, int c, int d, double most) {
    int[] targets = {a, b, c, d};
    Dataset gate = Dataset.of(INPUTS, targets, 2);
    try (Device device = new Device(new ReferenceBackend(), "");
        Trainer trainer = Trainer.builder(new Dense(1, Activation.IDENTITY, new Initializer.Constant(0), true))
            .loss(Loss.perceptron()).optimizer(Optimizer.sgd(1)).seed(SEED).on(device)) {
      trainer.fit(gate, Fit.epochs(EPOCHS).batch(1));
      HostTensor weight = Objects.requireNonNull(trainer.parameters().get("weight"));
      HostTensor bias = Objects.requireNonNull(trainer.parameters().get("bias"));
      assertArrayEquals(ruled(targets), new double[] {weight.value(0), weight.value(1), bias.value(0)});
      double accuracy = trainer.evaluate(gate).accuracy();
      if (most == 1) {
        assertEquals(1, accuracy);
      } else {
        assertEquals(most, Math.max(most, accuracy));
      }
    }
  }
}
