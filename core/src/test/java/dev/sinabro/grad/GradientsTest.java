package dev.sinabro.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GradientsTest {
  private final Device device = Devices.open("reference");
  private final Graph graph = new Graph();

  @AfterEach
  void closeDevice() {
    device.close();
  }

  private double[] value(Tensor tensor) {
    return Eval.of(device, tensor).of(tensor);
  }

  private double[] gradient(Tensor loss, Tensor by) {
    Tensor gradient = Gradients.of(loss, by).of(by);
    assertEquals(by.type(), gradient.type());
    return value(gradient);
  }

  @Test
  void anElementThatWasRepeatedGetsTheSumOfItsPlaces() {
    Tensor matrix = graph.tensor("m", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Tensor row = graph.tensor("row", Shape.of(3), 1, 1, 1);
    Tensor column = graph.tensor("column", Shape.of(2, 1), 1, 1);
    Tensor scalar = graph.scalar("scalar", 1);
    Tensor one = graph.tensor("one", Shape.of(1, 1), 1);
    Tensor loss = matrix.mul(row).mul(column).mul(scalar).mul(one).sum();
    assertArrayEquals(new double[] {5, 7, 9}, gradient(loss, row));
    assertArrayEquals(new double[] {6, 15}, gradient(loss, column));
    assertArrayEquals(new double[] {21}, gradient(loss, scalar));
    assertArrayEquals(new double[] {21}, gradient(loss, one));
    assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, gradient(loss, matrix));
  }

  @Test
  void bothSidesOfAnOuterProductAreSummed() {
    Tensor a = graph.tensor("a", Shape.of(2, 1), 2, 3);
    Tensor b = graph.tensor("b", Shape.of(3), 5, 7, 11);
    Tensor loss = a.sub(b).square().sum();
    assertArrayEquals(new double[] {2 * (2 * 3 - 23), 2 * (3 * 3 - 23)}, gradient(loss, a));
    assertArrayEquals(new double[] {-2 * (5 - 10), -2 * (5 - 14), -2 * (5 - 22)}, gradient(loss, b));
  }

  @Test
  void aTensorThatIsUsedSeveralTimesGetsTheSumOfItsUses() {
    Tensor x = graph.scalar("x", 3);
    assertArrayEquals(new double[] {2 * 3 + 1 + 27}, gradient(x.mul(x).add(x).add(x.mul(x).mul(x)), x));
    assertArrayEquals(new double[] {0}, gradient(x.sub(x), x));
    assertArrayEquals(new double[] {0}, gradient(x.div(x), x));
  }

  @Test
  void noGradientGoesThroughWhatIsStopped() {
    Tensor x = graph.tensor("x", Shape.of(2), 3, 5);
    assertArrayEquals(new double[] {3, 5}, gradient(x.mul(x.stopGradient()).sum(), x));
    assertArrayEquals(new double[] {6, 10}, gradient(x.square().stopGradient().add(x.square()).sum(), x));
    assertArrayEquals(new double[] {0, 0}, gradient(x.exp().stopGradient().sum(), x));
  }

  /** The largest element only shifts the others, so its place is nothing that the gradient has to look for. */
  @Test
  void theGradientOfALogSoftmaxComparesNothing() {
    Tensor x = graph.tensor("x", Shape.of(2, 2), 3, 3, 1, 2);
    for (Tensor y : List.of(x.logSoftmax(), x.logSumExp(1))) {
      Tensor by = Gradients.of(y.sum(), x).of(x);
      assertTrue(
          graph.nodes().stream().noneMatch(node -> node.op() instanceof Op.Binary(BinaryFn fn) && fn.isComparison()),
          by::toString);
    }
  }

  /** 2^40 paths lead from x to the loss. */
  @Test
  void aSharedExpressionIsPassedOnce() {
    Tensor x = graph.scalar("x", 1);
    Tensor y = x;
    for (int depth = 0; depth < 40; depth++) {
      y = y.add(y);
    }
    assertArrayEquals(new double[] {Math.pow(2, 40)}, gradient(y, x));
    assertTrue(graph.nodes().size() < 200, "nodes " + graph.nodes().size());
  }

  @Test
  void whatTheLossDoesNotDependOnHasZeros() {
    Tensor x = graph.tensor("x", Shape.of(2), 1, 2);
    Tensor other = graph.tensor("other", Shape.of(2, 2), 1, 2, 3, 4);
    Tensor loss = x.sum();
    Tensor later = graph.tensor("later", Shape.of(3), 1, 2, 3);
    assertArrayEquals(new double[4], gradient(loss, other));
    assertArrayEquals(new double[3], gradient(loss, later));
    assertArrayEquals(new double[2], gradient(x.cast(DType.I32).cast(DType.F32).sum(), x), "through an integer");
    assertArrayEquals(new double[2], gradient(x.unary(UnaryFn.STEP).sum(), x), "through a flat function");
  }

  @Test
  void theLossIsATensorLikeOthers() {
    Tensor x = graph.scalar("x", 3);
    Tensor middle = x.square();
    Tensor loss = middle.mul(2);
    assertArrayEquals(new double[] {1}, gradient(loss, loss));
    assertArrayEquals(new double[] {2}, gradient(loss, middle));
    Gradients both = Gradients.of(loss, x, middle);
    assertArrayEquals(new double[] {12}, value(both.of(x)), "past a tensor that was asked for as well");
  }

  static Stream<Arguments> powers() {
    UnaryOperator<Tensor> product = x -> x.mul(x).mul(x);
    UnaryOperator<Tensor> power = x -> x.pow(x.graph().constant(3.0));
    UnaryOperator<Tensor> square = x -> x.square().mul(x);
    UnaryOperator<Tensor> inverse = x -> x.graph().constant(1.0).div(x.unary(UnaryFn.RECIPROCAL).square()).mul(x);
    return Stream.of(Arguments.of("product", product), Arguments.of("power", power), Arguments.of("square", square),
        Arguments.of("1 / (1/x)^2 * x", inverse));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("powers")
  void theThirdPowerHasThreeDerivatives(String name, UnaryOperator<Tensor> cube) {
    Tensor x = graph.scalar("x", 5);
    Tensor first = Gradients.of(cube.apply(x), x).of(x);
    Tensor second = Gradients.of(first, x).of(x);
    Tensor third = Gradients.of(second, x).of(x);
    Tensor fourth = Gradients.of(third, x).of(x);
    assertEquals(75, value(first)[0], 1e-12);
    assertEquals(30, value(second)[0], 1e-12);
    assertEquals(6, value(third)[0], 1e-12);
    assertEquals(0, value(fourth)[0], 1e-12);
  }

  @Test
  void aPowerHasItsDerivativesAtZero() {
    Tensor x = graph.scalar("x", 0);
    Tensor first = Gradients.of(x.pow(graph.constant(2.0)), x).of(x);
    Tensor second = Gradients.of(first, x).of(x);
    assertArrayEquals(new double[] {0}, value(first));
    assertArrayEquals(new double[] {2}, value(second));
    assertArrayEquals(new double[] {0}, gradient(second, x));
    assertArrayEquals(new double[] {0}, gradient(x.pow(graph.constant(0.0)), x));
  }

  /** Of sum tanh(W x): with y = tanh, the gradient by x is W^T (1 - y^2); its sum has the derivative W^T (-2 y (1 - y^2) s). */
  @Test
  void aGradientOfAGradientGoesThroughMatrices() {
    double[] w = {0.5, -0.25, 1, 0.75};
    double[] x0 = {0.3, -0.7};
    Tensor weight = graph.tensor("w", Shape.of(2, 2), w);
    Tensor x = graph.tensor("x", Shape.of(2, 1), x0);
    Tensor first = Gradients.of(weight.matmul(x).tanh().sum(), x).of(x);
    double[] second = gradient(first.sum(), x);
    double[] expected = new double[2];
    for (int row = 0; row < 2; row++) {
      double y = Math.tanh(w[2 * row] * x0[0] + w[2 * row + 1] * x0[1]);
      double inner = -2 * y * (1 - y * y) * (w[2 * row] + w[2 * row + 1]);
      expected[0] += inner * w[2 * row];
      expected[1] += inner * w[2 * row + 1];
    }
    assertArrayEquals(expected, second, 1e-15);
  }

  @Test
  void kinksHaveTheDerivativeOfOneSide() {
    Tensor x = graph.tensor("x", Shape.of(3), -1, 0, 2);
    Tensor zero = graph.tensor("zero", Shape.of(3), 0, 0, 0);
    assertArrayEquals(new double[] {0, 0, 1}, gradient(x.relu().sum(), x));
    assertArrayEquals(new double[] {-1, 0, 1}, gradient(x.abs().sum(), x));
    assertArrayEquals(new double[] {0, 1, 1}, gradient(x.maximum(zero).sum(), x));
    assertArrayEquals(new double[] {1, 0, 0}, gradient(x.maximum(zero).sum(), zero));
    assertArrayEquals(new double[] {1, 1, 0}, gradient(x.minimum(zero).sum(), x));
    assertArrayEquals(new double[] {0, 0, 1}, gradient(x.minimum(zero).sum(), zero));
    Tensor equal = graph.tensor("equal", Shape.of(4), 7, 1, 7, 7);
    assertArrayEquals(new double[] {1 / 3.0, 0, 1 / 3.0, 1 / 3.0}, gradient(equal.amax(), equal), 1e-15);
  }

  @Test
  void theCrossEntropyOfSoftmaxHasNoSecondDerivative() {
    Tensor logits = graph.tensor("x", Shape.of(1, 3), 1, 2, 3);
    Tensor labels = graph.input("labels", new Literal(TensorType.i32(1), 2));
    Tensor first = Gradients.of(logits.softmaxCrossEntropy(labels).sum(), logits).of(logits);
    var error = assertThrows(GraphException.class, () -> Gradients.of(first.square().sum(), logits));
    String message = String.valueOf(error.getMessage());
    assertTrue(message
        .matches("there is no second derivative of softmax_cross_entropy at GradientsTest\\.java:[0-9]+; build the"
            + " loss from its first result only"),
        message);
  }

  @Test
  void onlyARealScalarHasAGradient() {
    Tensor x = graph.tensor("x", Shape.of(2), 1, 2);
    assertMessage(
        "the gradient of f32\\[2\\], built at GradientsTest\\.java:[0-9]+, is not defined; reduce it to a real"
            + " scalar first, with mean\\(\\) or sum\\(\\)",
        () -> Gradients.of(x.neg(), x));
    assertMessage("the gradient of i32\\[\\], built at .*", () -> Gradients.of(x.sum().cast(DType.I32), x));
    assertMessage("the gradient of f32\\[1\\], built at .*", () -> Gradients.of(x.sum().reshape(1), x));
  }

  @Test
  void onlyByRealTensorsOfTheSameGraph() {
    Tensor x = graph.tensor("x", Shape.of(2), 1, 2);
    Tensor stranger = new Graph().scalar("x", 1);
    assertMessage(
        "there is no gradient by f32\\[\\], built at GradientsTest\\.java:[0-9]+: name real tensors of the graph that"
            + " the loss, built at GradientsTest\\.java:[0-9]+, belongs to",
        () -> Gradients.of(x.sum(), stranger));
    assertMessage("there is no gradient by i32\\[2\\], .*", () -> Gradients.of(x.sum(), x.cast(DType.I32)));
  }

  @Test
  void aGradientThatWasNotAskedForIsRefused() {
    Tensor x = graph.scalar("x", 1);
    Tensor y = x.square();
    var error = assertThrows(IllegalArgumentException.class, () -> Gradients.of(y, x).of(y));
    assertTrue(String.valueOf(error.getMessage()).endsWith(" was not asked for; name it in Gradients.of"),
        error.getMessage());
  }

  @Test
  void nodesOfTheBackwardPassBearTheScopeOfTheirForwardNode() {
    Tensor x = graph.scalar("x", 1);
    Tensor y = graph.scoped("layer", () -> x.exp());
    int forward = graph.nodes().size();
    Gradients.of(y.mul(3), x);
    List<String> scopes = graph.nodes().stream().skip(forward).filter(node -> !(node.op() instanceof Op.Constant))
        .map(Node::scope).distinct().toList();
    assertTrue(scopes.contains("layer.backward") && scopes.contains("backward"), scopes.toString());
  }

  private static void assertMessage(String pattern, Executable body) {
    String message = String.valueOf(assertThrows(GraphException.class, body).getMessage());
    assertTrue(message.matches(pattern), message);
  }
}
