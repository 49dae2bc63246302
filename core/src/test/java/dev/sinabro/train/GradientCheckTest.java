package dev.sinabro.train;

import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.causalAttention;
import static dev.sinabro.nn.Layers.concat;
import static dev.sinabro.nn.Layers.conv1d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.globalAvgPool;
import static dev.sinabro.nn.Layers.globalMaxPool;
import static dev.sinabro.nn.Layers.groupNorm;
import static dev.sinabro.nn.Layers.gru;
import static dev.sinabro.nn.Layers.instanceNorm;
import static dev.sinabro.nn.Layers.layerNorm;
import static dev.sinabro.nn.Layers.lstm;
import static dev.sinabro.nn.Layers.permute;
import static dev.sinabro.nn.Layers.positions;
import static dev.sinabro.nn.Layers.reshape;
import static dev.sinabro.nn.Layers.residual;
import static dev.sinabro.nn.Layers.rmsNorm;
import static dev.sinabro.nn.Layers.rnn;
import static dev.sinabro.nn.Layers.sinusoidalPositions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Dataset;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Scope;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.TransformerBlock;
import dev.sinabro.run.Devices;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientCheckTest {
  private static final Dataset IRIS =
      BuiltIn.IRIS.labeled().split(0, 0.5, 1).standardized().training().select(IntStream.range(0, 16).toArray());

  /** All but the step function, which has no slope. */
  static Stream<Activation> activations() {
    return Stream.concat(
        Arrays.stream(Activation.Plain.values()).filter(plain -> plain != Activation.Plain.STEP),
        Stream.of(new Activation.LeakyRelu(), new Activation.PRelu(), new Activation.PRelu(6, 0.1),
            new Activation.Elu(0.7), Activation.GELU, new Activation.Gelu(Activation.Gelu.Approximate.TANH),
            new Activation.Softplus(2), Activation.SOFTMAX, new Activation.Softmax(0), Activation.LOG_SOFTMAX,
            new Activation.LogSoftmax(0)));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivationPasses(Activation activation) {
    for (GradientCheck.Finding finding : findings(Sequential.of(dense(6, activation), dropout(0.2), dense(3)))) {
      assertTrue(finding.passed(), finding.toString());
      assertTrue(finding.entries() > 0, finding.toString());
    }
  }

  static Stream<Layer> layers() {
    return Stream.of(batchNorm(), Sequential.of(reshape(2, 4), batchNorm(), flatten()), layerNorm(), rmsNorm(),
        residual(dense(8, Activation.TANH)), Sequential.of(reshape(2, 4), positions(3), causalAttention(2), flatten()),
        Sequential.of(reshape(4, 2), new TransformerBlock(2, 6, false, true, 0.2, Activation.TANH), flatten()),
        Sequential.of(reshape(4, 2), rnn(2).layers(2).bothWays().dropout(0.2), flatten()),
        Sequential.of(reshape(4, 2), lstm(2).layers(2).bothWays().last()),
        Sequential.of(reshape(4, 2), gru(2).layers(2).fromBehind(), flatten()),
        groupNorm(2), Sequential.of(reshape(2, 4), instanceNorm().withAffine(), flatten()),
        Sequential.of(reshape(2, 4), instanceNorm().tracking(), permute(2, 1), flatten()),
        Sequential.of(reshape(2, 4), globalAvgPool()), Sequential.of(reshape(2, 4), globalMaxPool()),
        Sequential.of(reshape(2, 4), conv1d(2, 2).dilation(2).causal(), conv1d(2, 2).same(), flatten()),
        Sequential.of(reshape(2, 4), sinusoidalPositions(), causalAttention(2).withRotation(), flatten()),
        concat(1, dense(3), Activation.IDENTITY));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLayerPasses(Layer layer) {
    for (GradientCheck.Finding finding : findings(Sequential.of(dense(8), layer, dense(3)))) {
      assertTrue(finding.passed(), finding.toString());
      assertTrue(finding.entries() > 0, finding.toString());
    }
  }

  @Test
  void aKinkIsToldApart() {
    GradientCheck.Finding kinked = findings(Sequential.of(new Scaled(true), dense(3))).getFirst();
    assertEquals("0.scale", kinked.name());
    assertEquals(1, kinked.kinks());
    assertEquals(0, kinked.entries());
  }

  @Test
  void aWrongGradientIsNotTakenForAKink() {
    GradientCheck.Finding wrong = findings(Sequential.of(new Scaled(false), dense(3))).getFirst();
    assertEquals(0, wrong.kinks(), wrong.toString());
    assertTrue(wrong.error() > 0.1, wrong.toString());
  }

  private static List<GradientCheck.Finding> findings(Layer layer) {
    try (var device = Devices.open("reference")) {
      return GradientCheck.of(device, Trainer.builder(layer).seed(3), IRIS, 50);
    }
  }

  /** Multiplies its input with relu(w) + 1 at w = 0, or with 2w of which one w is hidden from differentiation. */
  private record Scaled(boolean kinked) implements Layer {
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      Tensor w = scope.parameter("scale", Shape.SCALAR, new Initializer.Constant(kinked ? 0 : 0.5));
      return x.mul(kinked ? w.relu().add(1) : w.add(detached(w)));
    }

    /** A tensor whose value is w, and through which no gradient flows: integers have none. */
    private static Tensor detached(Tensor w) {
      return w.mul(1e9).cast(DType.I32).cast(DType.F32).mul(1e-9);
    }

    @Override
    public String label() {
      return "scaled";
    }
  }
}
