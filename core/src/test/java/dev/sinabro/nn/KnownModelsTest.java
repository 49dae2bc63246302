package dev.sinabro.nn;

import static dev.sinabro.nn.Activation.GELU;
import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.adaptiveAvgPool2d;
import static dev.sinabro.nn.Layers.avgPool2d;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.embedding;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.layerNorm;
import static dev.sinabro.nn.Layers.maxPool2d;
import static dev.sinabro.nn.Layers.positions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures of networks that the literature tells, and that follow by formula. */
class KnownModelsTest {

  private static Summary summary(Layer layer, TensorType row) {
    return Summary.of(new Model(layer), Map.of(Model.FEATURES, row));
  }

  /** LeCun, Bottou, Bengio and Haffner, 1998, with 32 x 32 pixels and each map of C3 connected with all of S2. */
  @Test
  void leNet5() {
    Summary summary = summary(Sequential.of(conv2d(6, 5), TANH, avgPool2d(2), conv2d(16, 5), TANH, avgPool2d(2),
        conv2d(120, 5), TANH, flatten(), dense(84, TANH), dense(10)), TensorType.f32(1, 32, 32));
    assertEquals(61_706, summary.parameters());
    assertEquals(List.of(156L, 2_416L, 48_120L, 10_164L, 850L),
        summary.lines().stream().map(Summary.Line::parameters).filter(count -> count > 0).toList());
    assertEquals(416_520, summary.multiplyAccumulates());
    assertEquals(List.of(117_600L, 240_000L, 48_000L, 10_080L, 840L),
        summary.lines().stream().map(Summary.Line::multiplyAccumulates).filter(count -> count > 0).toList());
    int biases = 6 * 784 + 16 * 100 + 120 + 84 + 10;
    int activations = 6 * 784 + 16 * 100 + 120 + 84;
    int pooled = 6 * 196 + 16 * 25; // four values are added up, and their sum is multiplied
    assertEquals(2 * 416_520 + biases + activations + 5 * pooled, summary.flops());
  }

  /** He, Zhang, Ren and Sun, 2016, as torchvision has it: 11,689,512 parameters, 1.8 G multiply-accumulates. */
  @Test
  void resNet18() {
    Summary summary = summary(Sequential.of(conv2d(64, 7).stride(2).padding(3).withoutBias(), batchNorm(), RELU,
        maxPool2d(3).stride(2).padding(1), new Block(64, 1), new Block(64, 1), new Block(128, 2), new Block(128, 1),
        new Block(256, 2), new Block(256, 1), new Block(512, 2), new Block(512, 1), adaptiveAvgPool2d(1, 1), flatten(),
        dense(1000)), TensorType.f32(3, 224, 224));
    assertEquals(11_689_512, summary.parameters());
    assertEquals(1_814_073_344L, summary.multiplyAccumulates());
    assertTrue(summary.flops() > 2 * 1_814_073_344L && summary.flops() < 2.05 * 1_814_073_344L,
        "norms, activations and pooling are little beside the convolutions: " + summary.flops());
    assertEquals(230_144, line(summary, "6").parameters(), "64 to 128 channels, with the shortcut's convolution");
    assertEquals(List.of("6", "6.conv1", "6.bn1", "6.conv2", "6.bn2", "6.downsample", "6.downsample.0",
        "6.downsample.1"),
        summary.lines().stream().map(Summary.Line::name).filter(name -> name.startsWith("6")).toList());
    assertEquals(List.of(0, 1, 1, 1, 1, 1, 2, 2), summary.lines().stream().filter(line -> line.name().startsWith("6"))
        .map(Summary.Line::depth).toList());
    assertEquals(summary.multiplyAccumulates(), summary.lines().stream().filter(line -> line.depth() == 0)
        .mapToLong(Summary.Line::multiplyAccumulates).sum(), "a layer's line has what the lines within it have");
  }

  private static Summary.Line line(Summary summary, String name) {
    return summary.lines().stream().filter(line -> line.name().equals(name)).findFirst().orElseThrow();
  }

  /** Two convolutions, and a shortcut that is one too where the extents change. */
  private record Block(int channels, int stride) implements Layer {
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      Tensor y = scope.apply("conv1", conv2d(channels, 3).stride(stride).padding(1).withoutBias(), x);
      y = scope.apply("bn1", batchNorm(), y).relu();
      y = scope.apply("conv2", conv2d(channels, 3).padding(1).withoutBias(), y);
      y = scope.apply("bn2", batchNorm(), y);
      Tensor shortcut = stride == 1
          ? x
          : scope.apply("downsample", Sequential.of(conv2d(channels, 1).stride(stride).withoutBias(), batchNorm()), x);
      return y.add(shortcut).relu();
    }
  }

  /** Four blocks of width d over t places: 12 d^2 weights a place and block, and twice d t for each pair of places. */
  @Test
  void transformerOfFourLayers() {
    int t = 32;
    int d = 48;
    int words = 65;
    Layer block = new TransformerBlock(4, 4 * d, true, true, 0.1, GELU);
    Summary summary = summary(
        Sequential.of(embedding(words, d), positions(t), new TransformerBlock(4, 4 * d, true, true, 0.1, GELU),
            new TransformerBlock(4, 4 * d, true, true, 0.1, GELU),
            new TransformerBlock(4, 4 * d, true, true, 0.1, GELU),
            new TransformerBlock(4, 4 * d, true, true, 0.1, GELU), layerNorm(), dense(words)),
        TensorType.i32(t));
    long blocks = 4L * (12 * d * d + 13 * d);
    assertEquals(words * d + t * d + blocks + 2 * d + d * words + words, summary.parameters());
    assertEquals(t * (4L * 12 * d * d + d * words) + 4L * 2 * t * t * d, summary.multiplyAccumulates());
    assertEquals(12 * d * d + 13 * d, line(summary, "3").parameters());
    Summary shared = summary(Sequential.of(embedding(words, d), block, block), TensorType.i32(t));
    assertEquals(words * d + 12 * d * d + 13 * d, shared.parameters(), "the second time it is the same block");
    assertEquals(0, line(shared, "2").parameters());
    assertEquals(line(shared, "1").multiplyAccumulates(), line(shared, "2").multiplyAccumulates());
    assertEquals(Shape.of(t, d), line(shared, "2").output());
  }
}
