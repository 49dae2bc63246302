package dev.sinabro.nn;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.attention;
import static dev.sinabro.nn.Layers.avgPool2d;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.causalAttention;
import static dev.sinabro.nn.Layers.concat;
import static dev.sinabro.nn.Layers.conv1d;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.embedding;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.globalAvgPool;
import static dev.sinabro.nn.Layers.globalMaxPool;
import static dev.sinabro.nn.Layers.graphConv;
import static dev.sinabro.nn.Layers.groupNorm;
import static dev.sinabro.nn.Layers.gru;
import static dev.sinabro.nn.Layers.instanceNorm;
import static dev.sinabro.nn.Layers.layerNorm;
import static dev.sinabro.nn.Layers.lstm;
import static dev.sinabro.nn.Layers.maxPool1d;
import static dev.sinabro.nn.Layers.permute;
import static dev.sinabro.nn.Layers.positions;
import static dev.sinabro.nn.Layers.repeat;
import static dev.sinabro.nn.Layers.reshape;
import static dev.sinabro.nn.Layers.residual;
import static dev.sinabro.nn.Layers.rmsNorm;
import static dev.sinabro.nn.Layers.rnn;
import static dev.sinabro.nn.Layers.sinusoidalPositions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the comparison with PyTorch leaves open: shapes, and what is refused. */
class LayersTest {
  private static Tensor inferred(Layer layer, int... extents) {
    return new Model(layer).infer(new Graph().input("x", TensorType.f32(extents)));
  }

  private static Tensor trained(Layer layer, int... extents) {
    Graph graph = new Graph();
    return new Model(layer).train(graph.input("x", TensorType.f32(extents)),
        new Model.RandomSource(graph.constant(0).broadcast(Shape.of(2)), graph.constant(0)));
  }

  static Stream<Arguments> shapes() {
    return Stream.of(Arguments.of(flatten(), Shape.of(5, 2, 3, 4), Shape.of(5, 24)),
        Arguments.of(flatten(), Shape.of(5), Shape.of(5, 1)),
        Arguments.of(reshape(2, 3), Shape.of(5, 6), Shape.of(5, 2, 3)),
        Arguments.of(residual(dense(4), dense(6)), Shape.of(5, 6), Shape.of(5, 6)),
        Arguments.of(batchNorm(), Shape.of(1, 6), Shape.of(1, 6)),
        Arguments.of(positions(9), Shape.of(5, 9, 2), Shape.of(5, 9, 2)),
        Arguments.of(causalAttention(3), Shape.of(5, 1, 6), Shape.of(5, 1, 6)),
        Arguments.of(lstm(3).layers(2), Shape.of(5, 4, 6), Shape.of(5, 4, 3)),
        Arguments.of(gru(3).bothWays(), Shape.of(5, 4, 6), Shape.of(5, 4, 6)),
        Arguments.of(rnn(3).bothWays().last(), Shape.of(5, 4, 6), Shape.of(5, 6)),
        Arguments.of(maxPool1d(3), Shape.of(5, 2, 3), Shape.of(5, 2, 1)),
        Arguments.of(conv2d(4, 3, 5).padding(1), Shape.of(5, 2, 3, 3), Shape.of(5, 4, 3, 1)),
        Arguments.of(permute(2, 1), Shape.of(5, 2, 3), Shape.of(5, 3, 2)),
        Arguments.of(new GlobalAvgPool(Channels.LAST), Shape.of(5, 2, 3, 4), Shape.of(5, 4)),
        Arguments.of(globalMaxPool(), Shape.of(5, 2, 3), Shape.of(5, 2)),
        Arguments.of(conv1d(4, 3).dilation(4).causal().stride(2), Shape.of(5, 2, 9), Shape.of(5, 4, 5)),
        Arguments.of(concat(-1, dense(4), RELU), Shape.of(5, 6), Shape.of(5, 10)),
        Arguments.of(repeat(3, () -> dense(6)), Shape.of(5, 6), Shape.of(5, 6)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void resultsHaveTheirShapes(Layer layer, Shape x, Shape y) {
    assertEquals(y, inferred(layer, x.extents()).shape());
  }

  @Test
  void aResidualLayerIsTheSumAndNamesNothing() {
    Model model = new Model(Sequential.of(residual((x, scope) -> x.square()), residual(dense(2))));
    Graph graph = new Graph();
    Building building = model.inference(graph);
    building.build(Model.features(graph.tensor("x", Shape.of(1, 2), 3, -4)));
    Tensor first = building.intermediates().get("0");
    try (Device device = Devices.open("reference")) {
      assertArrayEquals(new double[] {12, 12}, Eval.of(device, first).of(first));
    }
    assertEquals("[1.weight f32[2, 2], 1.bias f32[2]]", model.variables().toString());
  }

  @Test
  void aRecurrentLayerDropsOutBetweenItsLayersInTrainingOnly() {
    assertEquals(List.of(), dropped(trained(lstm(2).dropout(0.5), 3, 4, 5)));
    assertEquals(List.of(Shape.of(4, 3, 2), Shape.of(4, 3, 2)),
        dropped(trained(lstm(2).layers(3).dropout(0.5), 3, 4, 5)));
    assertEquals(List.of(Shape.of(4, 3, 4)),
        dropped(trained(gru(2).layers(2).bothWays().dropout(0.5).last(), 3, 4, 5)));
    assertEquals(List.of(), dropped(inferred(lstm(2).layers(3).dropout(0.5), 3, 4, 5)));
  }

  /** The shapes of the random numbers that a result was made with. */
  private static List<Shape> dropped(Tensor y) {
    return y.graph().nodes().stream().filter(node -> node.op() instanceof Op.Random)
        .map(node -> node.result(0).shape()).toList();
  }

  @Test
  void numbersOutsideOfAnEmbeddingAreZeros() {
    Graph graph = new Graph();
    Embedding table = new Embedding(2, 3, new Initializer.Constant(7));
    Tensor y = new Model(table).inference(graph, variable -> graph.constant(7.0).broadcast(variable.shape()))
        .build(Model.features(graph.constant(new Literal(TensorType.i32(4), -1, 0, 1, 2)))).only();
    try (Device device = Devices.open("reference")) {
      assertArrayEquals(new double[] {0, 0, 0, 7, 7, 7, 7, 7, 7, 0, 0, 0}, Eval.of(device, y).of(y));
    }
  }

  static Stream<Arguments> wrong() {
    Map<String, Executable> wrong = new LinkedHashMap<>();
    wrong
        .put("batch norm is trained with [1, 4], one value a channel, which has no variance; use batches of two rows or"
            + " more, and leave out a last one of one row with Fit.dropLast(), or train.drop-last in a configuration",
            () -> trained(batchNorm(), 1, 4));
    wrong.put("batch norm takes [batch, channels, ..], not [4]",
        () -> inferred(batchNorm(), 4));
    wrong.put("a momentum of 0.0; it must be above 0 and at most 1", () -> new BatchNorm(Channels.FIRST, 0, 1));
    wrong.put("an epsilon of 0.0; it must be above 0", () -> new LayerNorm(1, 0));
    wrong.put("layer norm over 0 axes; it must be at least 1", () -> new LayerNorm(0, 1));
    wrong.put("layer norm over the last 1 axes takes tensors of more, not [4]", () -> inferred(layerNorm(), 4));
    wrong.put("rms norm over the last 2 axes takes tensors of more, not [4, 5]",
        () -> inferred(new RmsNorm(2, 1), 4, 5));
    wrong.put("an embedding takes i32 numbers, not f32[2, 3]; cast them first", () -> inferred(embedding(5, 4), 2, 3));
    wrong.put("an embedding of 0 numbers as vectors of 4; both must be at least 1", () -> embedding(0, 4));
    wrong.put("positions of 3 places are added to a sequence of 4; make them as many",
        () -> inferred(positions(3), 2, 4, 5));
    wrong.put("positions takes [batch, places, width], not [4, 5]", () -> inferred(positions(3), 4, 5));
    wrong.put("4 heads do not divide the width 6 of [2, 3, 6]", () -> inferred(attention(4), 2, 3, 6));
    wrong.put("attention takes [batch, places, width], not [3, 6]", () -> inferred(attention(2), 3, 6));
    wrong.put("a recurrent layer takes [batch, steps, inputs], not [3, 6]", () -> inferred(lstm(2), 3, 6));
    wrong.put("a recurrent layer of 0 units and 1 layers; it needs at least 1 of each", () -> gru(0));
    wrong.put("a graph convolution takes [batch, nodes, inputs], not [3, 6]", () -> inferred(graphConv(2), 3, 6));
    wrong.put("there is no field named edges; there are [features]", () -> inferred(graphConv(2), 3, 4, 5));
    wrong.put("field edges of a graph convolution is i32 [batch, 2, edges], not i32[3, 7]", () -> {
      Graph graph = new Graph();
      new Model(graphConv(2)).infer(graph, Tensors.fields(Map.of("features",
          graph.input("x", TensorType.f32(3, 4, 5)), "edges", graph.input("edges", TensorType.i32(3, 7)))));
    });
    wrong.put("a graph convolution of 0 units; it needs at least 1", () -> graphConv(0));
    wrong.put("attention of 0 heads; it needs at least 1", () -> attention(0));
    wrong.put("a dropout rate of 1.0; it must be at least 0 and below 1", () -> new Attention(1, false, 1));
    wrong.put(
        "layer 1 (conv2d 4 3x3): conv2d 4 3x3 takes [batch, channels, height, width], not [2, 8]; put a reshape before"
            + " it",
        () -> inferred(Sequential.of(dense(8), conv2d(4, 3)), 2, 6));
    wrong.put("layer 0 (residual(attention 3)): 3 heads do not divide the width 8 of [2, 4, 8]",
        () -> inferred(Sequential.of(residual(attention(3))), 2, 4, 8));
    wrong.put("a residual layer adds [2, 4] to its input [2, 3]; both must have the same shape",
        () -> inferred(residual(dense(4)), 2, 3));
    wrong.put("a permutation to axes [1, 1]; give each number from 1 to 2 once: 0, the batch, stays where it is",
        () -> permute(1, 1));
    wrong.put("a permutation to axes [2, 1] takes the batch and 2 axes, not [4, 5]",
        () -> inferred(permute(2, 1), 4, 5));
    wrong.put("3 groups do not divide the 4 channels of group norm", () -> inferred(groupNorm(3), 2, 4, 5));
    wrong.put("group norm of 0 groups; it needs at least 1", () -> groupNorm(0));
    wrong.put("instance norm takes [batch, channels, places..], not [2, 4]", () -> inferred(instanceNorm(), 2, 4));
    wrong.put("instance norm is trained with one value a channel, which has no variance; it takes [batch, channels,"
        + " places..] with two places or more", () -> trained(instanceNorm(), 2, 4, 1));
    wrong.put("global average pooling takes [batch, channels, places..], not [2, 4]",
        () -> inferred(globalAvgPool(), 2, 4));
    wrong.put("global max pooling takes [batch, channels, places..], not [2, 4]",
        () -> inferred(globalMaxPool(), 2, 4));
    wrong.put("causal padding along 2 axes; only along one does anything come after", () -> conv2d(4, 3).causal());
    wrong.put("padding \"same\" with windows [3 stride 2]; it needs a stride of 1: name the padding in numbers",
        () -> conv1d(4, 3).same().stride(2));
    wrong.put("sinusoidal positions take an even width, not [2, 3, 5]", () -> inferred(sinusoidalPositions(), 2, 3, 5));
    wrong.put("rotary attention takes heads of an even width, not 3",
        () -> inferred(attention(2).withRotation(), 2, 4, 6));
    wrong.put(
        "padding is told by field features, which is f32[2, 4, 6]; it takes integers [2, 4], one for each place that"
            + " attention looks at",
        () -> inferred(attention(2).padding("features", 0), 2, 4, 6));
    wrong.put("there is no field named mask; there are [features]",
        () -> inferred(attention(2).padding("mask", 0), 2, 4, 6));
    wrong.put("a concatenation along axis 0, the batch; name one from 1 on, or -1, the last", () -> concat(0, RELU));
    wrong.put("a concatenation along axis 2 of [[2, 3, 4], [2, 4, 3]]; all other axes must have the same extents",
        () -> inferred(concat(2, RELU, permute(2, 1)), 2, 3, 4));
    wrong.put("branches without a layer; they need at least one", () -> concat(1));
    wrong.put("a layer repeated 0 times; it must be at least once", () -> repeat(0, () -> dense(2)));
    wrong.put("a PReLU of 3 weights takes [batch, 3, ..], not [2, 4]",
        () -> inferred(new Activation.PRelu(3, 0.25), 2, 4));
    wrong.put("there is no axis 2 in [2, 4]", () -> inferred(new Activation.Softmax(2), 2, 4));
    wrong.put(
        "conv2d 4 3x5: a window spans 5 elements along axis 1 of the extents [8, 2], which with padding are 4; take a"
            + " smaller one, or more padding",
        () -> inferred(conv2d(4, 3, 5).padding(1), 2, 3, 8, 2));
    wrong.put("conv1d 4 3: a window spans 9 elements along axis 0 of the extents [8], which with padding are 8; take a"
        + " smaller one, or more padding", () -> inferred(conv1d(4, 3).dilation(4), 2, 3, 8));
    wrong.put("maxPool1d 3: a window spans 3 elements along axis 0 of the extents [2], which with padding are 2; take a"
        + " smaller one, or more padding", () -> inferred(maxPool1d(3), 2, 3, 2));
    wrong.put(
        "avgPool2d 3x3: a window spans 3 elements along axis 0 of the extents [2, 3], which with padding are 2; take"
            + " a smaller one, or more padding",
        () -> inferred(avgPool2d(3), 2, 3, 2, 3));
    wrong.put("conv1d 6 3 has 3 groups, but x has 4 channels; make them a multiple of groups",
        () -> inferred(conv1d(6, 3).groups(3), 2, 4, 5));
    wrong.put("a convolution of 4 channels in 3 groups; channels must be at least 1, and a multiple of groups",
        () -> conv1d(4, 3).groups(3));
    return wrong.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void whatDoesNotFitIsRefused(String message, Executable attempt) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, attempt).getMessage());
  }

  /** Where all that a place could look at is padding, it looks at all of that alike, and never at what comes later. */
  @Test
  void whatCouldOnlyLookAtPaddingLooksAtAllOfIt() {
    Graph graph = new Graph();
    Tensor tokens = graph.constant(new Literal(TensorType.i32(1, 3), 0, 0, 1));
    Tensor x = graph.tensor("x", Shape.of(1, 3, 2), 1, 2, 3, 4, 500, 600);
    Layer looking = (y, scope) -> scope.apply("attention", causalAttention(1).padding("tokens", 0), y);
    Tensors fields = Tensors.fields(Map.of("features", x, "tokens", tokens));
    Tensor y = new Model(looking).inference(graph, variable -> switch (variable.name()) {
      case "attention.in_proj_weight" -> graph.tensor("w", variable.shape(), 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1);
      case "attention.out_proj.weight" -> graph.tensor("o", variable.shape(), 1, 0, 0, 1);
      default -> graph.constant(0.0).broadcast(variable.shape());
    }).build(fields).only();
    try (Device device = Devices.open("reference")) {
      assertArrayEquals(new double[] {1, 2, 2, 3, 500, 600}, Eval.of(device, y).of(y), 1e-12);
    }
  }

  @Test
  void repeatedLayersHaveWeightsOfTheirOwn() {
    Model model = new Model(repeat(2, () -> Sequential.of(dense(3, RELU))));
    model.infer(new Graph().input("x", TensorType.f32(1, 3)));
    model.infer(new Graph().input("x", TensorType.f32(2, 3)));
    assertEquals("[0.0.weight f32[3, 3], 0.0.bias f32[3], 1.0.weight f32[3, 3], 1.0.bias f32[3]]",
        model.variables().toString());
  }

  @Test
  void labelsAreShort() {
    assertEquals(
        "sequential(embedding 5 x 4, positions 8, causal attention 2, layer norm, rms norm, batch norm, flatten,"
            + " reshape [2, 3], transformer block 2 x 8)",
        Sequential.of(embedding(5, 4), positions(8), causalAttention(2),
            layerNorm(), rmsNorm(), batchNorm(), flatten(), reshape(2, 3),
            new TransformerBlock(2, 8, true, true, 0, Activation.RELU)).label());
  }
}
