package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.nn.Scope;
import dev.sinabro.nn.Sequential;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Transpositions leave the inside of a network, and larger ones than its weights stand at its entry and exit alone. */
final class TransposesTest {
  private static final int BATCH = 8;
  private static final int SIDE = 12;
  private static final int CHANNELS = 16;

  /** Batch norm over [batch, channels, height, width] as one writes it down. */
  private record Norm() implements Layer {
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      int channels = x.shape().extent(1);
      Shape each = Shape.of(channels, 1, 1);
      Tensor centered = x.sub(x.mean(0, 2, 3).reshape(each));
      Tensor normal = centered.div(centered.square().mean(0, 2, 3).add(1e-5).sqrt().reshape(each));
      Tensor scale = scope.parameter("weight", Shape.of(channels), new Initializer.Constant(1));
      Tensor shift = scope.parameter("bias", Shape.of(channels), new Initializer.Constant(0));
      return normal.mul(scale.reshape(each)).add(shift.reshape(each));
    }

    @Override
    public String label() {
      return "norm";
    }
  }

  private static Program step(Layer... layers) {
    Graph g = new Graph();
    Model model = new Model(Sequential.of(layers));
    Tensor x = g.input("x", TensorType.f32(BATCH, CHANNELS, SIDE, SIDE));
    Tensor y = model.train(x, new Model.RandomSource(g.constant(0).broadcast(Shape.of(2)), g.constant(0)));
    List<Variable> parameters = model.parameters().stream().map(Parameter::variable).toList();
    Gradients gradients =
        Gradients.of(y.square().sum(), Stream.concat(parameters.stream().map(g::read), Stream.of(x)).toList());
    Map<String, Tensor> results = new LinkedHashMap<>(Map.of("y", y, "x", gradients.of(x)));
    parameters.forEach(variable -> results.put(variable.name(), gradients.of(g.read(variable))));
    return Compiler.compile(g, results, new StateLayout(model.variables(), DType.F32), step -> step instanceof Step.Copy
        || Stream.concat(step.inputs().stream(), step.outputs().stream()).allMatch(View::isContiguous));
  }

  /** Transpositions of more elements than any weight has, where no other step does them on its way. */
  private static List<String> transpositions(Program program) {
    return program.steps()
        .stream()
        .filter(step -> step instanceof Step.Copy copy && isDense(copy.from()) && isDense(copy.to()))
        .filter(step -> step.outputs().getFirst().shape().count() > CHANNELS * CHANNELS * 9)
        .map(Step::text)
        .toList();
  }

  /** Whether nothing is repeated or left out. */
  private static boolean isDense(View view) {
    return view.to() - view.from() == view.byteSize();
  }

  @Test
  void imagesAreTransposedAtEntryAndExitOnly() {
    Program program = step(Layers.conv2d(CHANNELS, 3).padding(1), new Norm(), Activation.RELU,
        Layers.conv2d(CHANNELS, 3).padding(1), Layers.batchNorm(), Activation.RELU, Layers.conv2d(CHANNELS, 3).same(),
        Activation.TANH, Layers.avgPool2d(2), Layers.conv2d(CHANNELS, 1), Layers.maxPool2d(3).stride(1).padding(1),
        Layers.flatten());
    assertEquals(4, transpositions(program).size(), program::text); // in and out, forward and backward
  }

  @Test
  void nothingIsTransposedWhereTheExitIsAMean() {
    Program program = step(Layers.conv2d(CHANNELS, 3).padding(1), new Norm(), Activation.RELU,
        Layers.maxPool2d(2), Layers.conv2d(CHANNELS, 3), Layers.adaptiveAvgPool2d(1, 1), Layers.flatten(),
        Layers.dense(3));
    assertEquals(2, transpositions(program).size(), program::text); // of x, and of its gradient
  }

  private static Map<String, Tensor> simplified(Graph g, Tensor result) {
    return Simplification.of(g, Map.of("y", result)).outputs();
  }

  private static String ops(Tensor result) {
    StringBuilder ops = new StringBuilder();
    Tensor tensor = result;
    while (!(tensor.node().op() instanceof Op.Input)) {
      ops.append(tensor.node().op().label()).append(tensor.shape()).append(' ');
      tensor = tensor.node().operands().getFirst();
    }
    return ops.toString().strip();
  }

  private static String after(Graph g, Tensor result) {
    return ops(Objects.requireNonNull(simplified(g, result).get("y")));
  }

  @Test
  void aTranspositionMovesBehindWhatItsOperandsAllow() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(2, 3, 4));
    Tensor t = x.transpose(2, 0, 1);
    assertEquals("transpose[2, 0, 1][4, 2, 3] relu[2, 3, 4]", after(g, t.relu()));
    assertEquals("relu[2, 3, 4]", after(g, t.relu().transpose(1, 2, 0)));
    assertEquals("transpose[2, 0, 1][4, 2, 3] add[2, 3, 4]", after(g, t.add(x.square().transpose(2, 0, 1))));
    assertEquals("add[4, 2, 3] transpose[2, 0, 1][4, 2, 3]", after(g, t.add(g.input("y", TensorType.f32(4, 2, 3)))));
    assertEquals("transpose[2, 0, 1][4, 2, 3] add[2, 3, 4]", after(g, t.add(g.input("z", TensorType.f32(2, 1)))));
    assertEquals("add[5, 4, 2, 3] transpose[2, 0, 1][4, 2, 3]",
        after(g, t.add(g.input("w", TensorType.f32(5, 4, 2, 3)))));
    assertEquals("transpose[2, 0, 1][3, 2, 3] slice[0, 0, 1][2, 3, 3]", after(g, t.slice(0, 1, 4)));
    assertEquals("transpose[2, 0, 1][4, 2, 4] concat(axis 1)[2, 4, 4]",
        after(g, g.concat(2, List.of(t, g.input("v", TensorType.f32(2, 1, 4)).transpose(2, 0, 1)))));
    assertEquals("reshape[4] sum(axes 0 to 1)[1, 1, 4]", after(g, t.sum(1, 2)));
    assertEquals("reshape[] sum(axes 0 to 2)[1, 1, 1]", after(g, t.sum()));
    assertEquals("reshape[2, 1, 3] sum(axis 2)[2, 3, 1]",
        after(g, g.add(new Op.Reduce(ReduceFn.SUM, 0, 1), t).transpose(1, 0, 2)));
  }
}
