package dev.sinabro.nn;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static dev.sinabro.nn.Layers.residual;
import static dev.sinabro.nn.Layers.tied;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
  /** A layer of a user's own: one class. */
  private record Scaled() implements Layer {
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      return x.mul(scope.parameter("scale", Shape.of(x.shape().lastExtent()), new Initializer.Constant(1)));
    }
  }

  /** Keeps the sum of all that it saw in training, and adds it. */
  private record Running() implements Layer {
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      StateValue total = scope.state("total", TensorType.f32(), new Initializer.Constant(10));
      Tensor sum = total.value();
      if (scope.mode() == Mode.TRAINING) {
        total.update(sum.add(x.sum()));
      }
      return x.add(sum);
    }
  }

  private static Tensor input(Graph graph, String name, int... extents) {
    return graph.input(name, TensorType.f32(extents));
  }

  private static List<String> names(Network network, String... fields) {
    Model model = new Model(network);
    Graph graph = new Graph();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    Stream.of(fields).forEach(field -> inputs.put(field, input(graph, field, 2, 4)));
    model.infer(graph, Tensors.fields(inputs));
    return model.variables().stream().map(Variable::name).toList();
  }

  static Stream<Arguments> sharing() {
    Dense plain = dense(4);
    Dense active = dense(4, RELU);
    Sequential tower = Sequential.of(dense(4, RELU), new Scaled());
    Layer named = (x, scope) -> scope.apply("decoder", dense(4), scope.apply("encoder", tower, x));
    return Stream.of(
        Arguments.of("in one sequence", Sequential.of(plain, RELU, plain), "0.weight 0.bias"),
        Arguments.of("with its activation, in two sequences",
            Sequential.of(Sequential.of(active, dense(4)), Sequential.of(dense(4), active)),
            "0.0.weight 0.0.bias 0.2.weight 0.2.bias 1.0.weight 1.0.bias"),
        Arguments.of("with its activation, in a sequence and outside",
            (Layer) (x, scope) -> scope.apply("b", Sequential.of(dense(4), active), scope.apply("a", active, x)),
            "a.weight a.bias b.0.weight b.0.bias"),
        Arguments.of("a sequence, within another", Sequential.of(tower, dense(4), residual(tower)),
            "0.0.weight 0.0.bias 0.2.scale 1.weight 1.bias"),
        Arguments.of("a part of a sequence",
            (Layer) (x, scope) -> scope.apply("again", tower.layers().get(1), scope.apply("tower", tower, x)),
            "tower.0.weight tower.0.bias tower.2.scale"),
        Arguments.of("a layer that makes its parts anew", Sequential.of(named, named),
            "0.encoder.0.weight 0.encoder.0.bias 0.encoder.2.scale 0.decoder.weight 0.decoder.bias"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sharing")
  void aLayerObjectHasOneSetOfParametersWhereverItStands(String where, Network network, String expected) {
    assertEquals(List.of(expected.split(" ")), names(network, "features"), where);
  }

  @Test
  void equalLayersAreNotTheSame() {
    assertEquals(List.of("0.scale", "1.scale"), names(Sequential.of(new Scaled(), new Scaled()), "features"));
  }

  /** Both fields go through one encoder; its gradient is the sum over both. */
  @Test
  void aNetworkReadsSeveralFieldsAndGivesSeveralOutputs() {
    Scaled shared = new Scaled();
    Network network = (fields, scope) -> {
      Tensor a = scope.apply("encoder", shared, fields.get("first"));
      Tensor b = scope.apply("encoder", shared, fields.get("second"));
      return Tensors.outputs(Map.of("sum", a.add(b), "product", a.mul(b)));
    };
    assertEquals(List.of("encoder.scale"), names(network, "first", "second"));
    Graph graph = new Graph();
    Tensors fields = Tensors.fields(Map.of("first", graph.tensor("first", Shape.of(1, 2), 1, 2), "second",
        graph.tensor("second", Shape.of(1, 2), 10, 20)));
    Model model = new Model("siamese", network);
    Tensors outputs = model.infer(graph, fields);
    Variable scale = model.variables().getFirst();
    assertEquals("siamese.encoder.scale", scale.name());
    Tensor gradient = Gradients.of(outputs.get("sum").sum(), graph.read(scale)).of(graph.read(scale));
    assertArrayEquals(new double[] {11, 22}, run(model, graph, Map.of("g", gradient)).get("g"));
    assertEquals("there is no field named third; there are [first]",
        assertThrows(GraphException.class, () -> names((f, s) -> f.get("third") == null ? f : f, "first"))
            .getMessage());
    assertEquals(List.of("weight", "bias"), names(Network.of("image", dense(2)), "image", "other"));
  }

  /** Runs a graph once, from the first values of the model. */
  private static Map<String, double[]> run(Model model, Graph graph, Map<String, Tensor> outputs) {
    Map<String, double[]> values = new LinkedHashMap<>();
    try (Device device = Devices.open("reference"); Session session = new Session(device, model.variables())) {
      model.initialValues(1).forEach(session::write);
      Execution execution = session.prepare(graph, outputs);
      try (Inputs inputs = session.inputs(execution.program())) {
        execution.on(inputs).run();
        outputs.keySet().forEach(name -> values.put(name, execution.read(name)));
        model.states().forEach(state -> values.put(state.variable().name(), session.read(state.variable())));
      }
    }
    return values;
  }

  /** y = (x W^T) W, with the bias between: one weight, whose gradient has both shares. */
  @Test
  void aTiedWeightIsOneParameterWithTheGradientOfBothUses() {
    Dense encoder = new Dense(3, Activation.IDENTITY, new Initializer.Glorot(), false);
    Layer transposed = (x, scope) -> x.matmul(scope.parameterOf(encoder, "weight"));
    Model model = new Model(Sequential.of(encoder, transposed));
    Graph graph = new Graph();
    Tensor x = graph.tensor("x", Shape.of(1, 2), 3, -2);
    Tensor y = model.infer(x);
    assertEquals(1, model.parameters().size());
    Tensor weight = graph.read(model.variables().getFirst());
    Tensor gradient = Gradients.of(y.sum(), weight).of(weight);
    Tensor byHand = x.matmul(weight, false, true).reshape(3, 1).broadcast(Shape.of(3, 2))
        .add(weight.sum(1).reshape(3, 1).mul(x));
    Map<String, double[]> values = run(model, graph, Map.of("gradient", gradient, "expected", byHand));
    assertArrayEquals(values.get("expected"), values.get("gradient"), 1e-12);
  }

  @Test
  void tyingSaysWhatIsMissing() {
    Dense late = dense(4);
    assertEquals(
        "layer 0 (tied to dense 4): the parameter weight of a layer dense 4 is asked for before that layer was applied; apply it first",
        refused(Sequential.of(tied(late), late)));
    assertEquals("layer 1 (tied to dense 4): the model has no parameter 0.wieght so far; it has [0.weight, 0.bias]",
        refused(Sequential.of(late, new Tied(late, "wieght"))));
  }

  /** y = [w a, w b] + [c, c] by one shared w, of two fields. */
  @Test
  void aFunctionalModelTakesInputsByName() {
    Scaled shared = new Scaled();
    Functional functional = new Functional(List.of(new Functional.Node("left", shared, List.of("a")),
        new Functional.Node("", shared, List.of("b")), new Functional.Node("right", Activation.IDENTITY, List.of()),
        new Functional.Node("", new Concat(1), List.of("left", "right", "a")),
        new Functional.Node("", new Add(), List.of())));
    Model model = new Model(functional);
    Graph graph = new Graph();
    Tensors fields = Tensors.fields(Map.of("a", graph.tensor("a", Shape.of(1, 2), 1, 2), "b",
        graph.tensor("b", Shape.of(1, 2), 3, 4)));
    Building building = model.inference(graph, variable -> graph.constant(10.0).broadcast(variable.shape()));
    assertArrayEquals(new double[] {10, 20, 30, 40, 1, 2}, evaluated(building.build(fields).only()));
    assertEquals("[left, 1, right, 3, 4]", building.intermediates().keySet().toString());
    assertEquals("[left.scale f32[2]]", model.variables().toString());
    assertEquals("layer scaled takes one input, not [a, b]; join them first, with concat or add",
        assertThrows(IllegalArgumentException.class, () -> new Functional.Node("", shared, List.of("a", "b")))
            .getMessage());
    assertEquals("layer 2 (add): a sum of [[2, 4], [4, 2]]; all must have the same shape",
        refused(new Functional(List.of(new Functional.Node("t", Layers.permute(1), List.of()),
            new Functional.Node("u", (x, scope) -> x.transpose(), List.of("t")),
            new Functional.Node("", new Add(), List.of("t", "u"))))));
  }

  private static String refused(Network network) {
    return assertThrows(IllegalArgumentException.class, () -> names(network, "features")).getMessage();
  }

  @Test
  void whatCouldBeSharedByAccidentIsRefused() {
    assertEquals(
        "layer a (layer): two layers, dense 4 and dense 5, are named a.b; give each a name of its own, or apply one object twice"
            + " to share it",
        refused((Layer) (x, scope) -> scope.apply("a",
            (y, inner) -> inner.apply("b", dense(5), inner.apply("b", dense(4), y)), x)));
    Layer lambda = (x, scope) -> x.mul(scope.parameter("scale", Shape.SCALAR, new Initializer.Constant(1)));
    assertEquals(List.of("0.scale"), names(Sequential.of(lambda), "features"));
    assertEquals(
        "layer 1 (layer): a layer that is a lambda expression has a parameter scale and stands at 0 and at 1; write it as a class"
            + " or record, so that it is plain whether both share the parameter",
        refused(Sequential.of(lambda, lambda)));
    assertEquals("x is a parameter and a state; give one of them another name", refused((Layer) (x, scope) -> {
      scope.parameter("x", Shape.SCALAR, new Initializer.Constant(1));
      return scope.state("x", TensorType.f32(), new Initializer.Constant(1)).value();
    }));
  }

  @Test
  void aStateGoesOnWithinAStepAndChangesInTrainingOnly() {
    Running running = new Running();
    Model model = new Model(Sequential.of(running, running));
    Graph training = new Graph();
    Tensor y = model.train(training.tensor("x", Shape.of(1, 2), 1, 2), random(training));
    Map<String, double[]> values = run(model, training, Map.of("y", y));
    assertArrayEquals(new double[] {1 + 10 + 13, 2 + 10 + 13}, values.get("y"));
    assertArrayEquals(new double[] {10 + 3 + 23}, values.get("0.total"));
    Graph inference = new Graph();
    Tensor z = model.infer(inference.tensor("x", Shape.of(1, 2), 1, 2));
    assertArrayEquals(new double[] {21, 22}, run(model, inference, Map.of("y", z)).get("y"));
    assertTrue(inference.assignments().isEmpty());
    assertEquals(List.of("0.total"), model.states().stream().map(state -> state.variable().name()).toList());
    assertEquals(0, model.parameterCount());
    Layer careless = (x, scope) -> {
      scope.state("seen", TensorType.i32(), new Initializer.Constant(0)).update(scope.graph().constant(1));
      return x;
    };
    assertEquals("state seen is updated in inference; update it in training only",
        assertThrows(IllegalStateException.class, () -> names(careless, "features")).getMessage());
  }

  private static Model.RandomSource random(Graph graph) {
    return new Model.RandomSource(graph.input("seed", new Literal(TensorType.i32(2), 1, 2)),
        graph.input("step", new Literal(TensorType.i32(), 3)));
  }

  /** As a discriminator sees real and fake rows: states go on, and each pass has masks of its own. */
  @Test
  void aModelMayBeBuiltTwiceIntoOneGraph() {
    Model model = new Model(Sequential.of(dropout(0.5), new Running()));
    Graph graph = new Graph();
    Tensors rows = Tensors.fields(Map.of("features", graph.constant(1.0).broadcast(Shape.of(1, 4))));
    Building building = model.training(graph, random(graph));
    Tensor first = building.build(rows).only();
    Tensor second = building.build(rows).only();
    building.assignStates();
    assertEquals(List.of("0", "1", "0#2", "1#2"), List.copyOf(building.intermediates().keySet()));
    assertSame(second, building.intermediates().get("1#2"));
    Map<String, double[]> values = run(model, graph,
        Map.of("first", building.intermediates().get("0"), "second", building.intermediates().get("0#2"), "end",
            second));
    double sum = Arrays.stream(values.get("first")).sum();
    assertArrayEquals(new double[] {10 + sum + Arrays.stream(values.get("second")).sum()}, values.get("1.total"));
    assertEquals(2, graph.nodes().stream().filter(node -> node.op() instanceof Op.Random).count());
    assertNotEquals(first, second);
  }

  private static double[] first(Variable variable, IntToDoubleFunction values) {
    return IntStream.range(0, variable.shape().count()).mapToDouble(values).toArray();
  }

  @Test
  void modelsOfOneSessionHaveNamesAndFirstValuesOfTheirOwn() {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String name : List.of("generator", "discriminator", "")) {
      Model model = new Model(name, Sequential.of(dense(4), batchNorm()));
      model.infer(new Graph().input("x", TensorType.f32(2, 4)));
      model.initialValues(5).forEach((variable, first) -> values.put(variable.name(), first(variable, first)));
      assertEquals(7, model.variables().size());
    }
    assertEquals(21, values.size());
    assertTrue(values.containsKey("generator.0.weight") && values.containsKey("discriminator.1.running_var"));
    assertFalse(Arrays.equals(values.get("generator.0.weight"), values.get("discriminator.0.weight")));
    assertFalse(Arrays.equals(values.get("generator.0.weight"), values.get("0.weight")));
    assertArrayEquals(new double[] {1, 1, 1, 1}, values.get("discriminator.1.running_var"));
  }

  @Test
  void otherValuesMayStandForTheParameters() {
    Model model = new Model(new Scaled());
    Graph graph = new Graph();
    Tensor x = graph.tensor("x", Shape.of(1, 2), 3, 4);
    Tensor y = model.inference(graph, variable -> graph.constant(2.0).broadcast(variable.shape()))
        .build(Model.features(x)).only();
    assertArrayEquals(new double[] {6, 8}, evaluated(y));
  }

  private static double[] evaluated(Tensor y) {
    try (Device device = Devices.open("reference")) {
      return Eval.of(device, y).of(y);
    }
  }

  @Test
  void ownLayersHaveLabels() {
    Layer lambda = (x, scope) -> x;
    assertEquals("scaled", new Scaled().label());
    assertEquals("layer", lambda.label());
    assertEquals("sequential(dense 4, relu, residual(scaled))",
        Sequential.of(dense(4, RELU), residual(new Scaled())).label());
  }

  @Test
  void aSummaryCountsSharedParametersOnce() {
    Dense shared = dense(4);
    Summary summary = Summary.of(new Model(Network.of("image", Sequential.of(shared, RELU, shared))),
        Map.of("image", TensorType.f32(4)));
    assertEquals(20, summary.parameters());
    assertEquals(List.of(20L, 0L, 0L), summary.lines().stream().map(Summary.Line::parameters).toList());
  }
}
