package dev.sinabro.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.OptimizerState;
import dev.sinabro.optim.Step;
import dev.sinabro.optim.Weight;
import dev.sinabro.run.Device;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares a small network with what PyTorch computed in float64: loss, all gradients, and ten steps of Adam. The file and
 * the script that made it lie beside each other in the test resources.
 */
public final class GoldenMlp {
  private static final String RESOURCE = "/dev/sinabro/train/golden_mlp.safetensors";
  private static final int STEPS = 10;

  private final GoldenFile golden;
  private final Model model =
      new Model(Sequential.of(Layers.dense(16, Activation.RELU), Layers.dense(8, Activation.TANH),
          Layers.dense(4)));
  private final Graph graph = new Graph();
  private final Map<String, Tensor> results = new LinkedHashMap<>();
  private final List<Variable> variables = new ArrayList<>();

  private GoldenMlp() throws IOException {
    golden = new GoldenFile(RESOURCE);
    build();
  }

  /**
   * Runs the comparison. A float64 device must meet losses, gradients and parameters within 1e-9; a float32 device losses
   * and gradients within 1e-5. Differences are maximum norms over that of the tensor, or over a floor where that is larger.
   */
  public static void check(Device device) throws IOException {
    new GoldenMlp().compare(device);
  }

  private void build() {
    Variable count = new Variable("count", TensorType.i32());
    Tensor outputs = model.train(graph.input("x", TensorType.f32(12, 6)),
        new Model.RandomSource(graph.constant(0).broadcast(Shape.of(2)), graph.read(count)));
    Tensor loss = outputs.softmaxCrossEntropy(graph.input("labels", TensorType.i32(12))).mean();
    results.put("loss", loss);
    List<Parameter> parameters = List.copyOf(model.parameters());
    Gradients gradients =
        Gradients.of(loss, parameters.stream().map(parameter -> graph.read(parameter.variable())).toList());
    Tensor number = graph.read(count).add(1);
    OptimizerState kept = new OptimizerState();
    Step step = new Step(graph, kept, number.cast(DType.F32), graph.constant(1.0));
    List<Weight> weights = new ArrayList<>();
    for (Parameter parameter : parameters) {
      Tensor gradient = gradients.of(graph.read(parameter.variable()));
      results.put(parameter.variable().name(), gradient);
      weights.add(step.weight(parameter.variable(), gradient));
    }
    Optimizer.adam(0.01).step(weights, step);
    step.assign();
    graph.assign(count, number);
    variables.addAll(model.variables());
    variables.addAll(kept.variables());
    variables.add(count);
  }

  private void compare(Device device) {
    boolean exact = device.info().floatType() == DType.F64;
    double tolerance = exact ? 1e-9 : 1e-5;
    try (Session session = new Session(device, variables)) {
      for (Parameter parameter : model.parameters()) {
        session.write(parameter.variable(), golden.values("first." + parameter.variable().name()));
      }
      Execution step = session.prepare(graph, results);
      try (Inputs inputs = session.inputs(step.program())) {
        inputs.set("x", golden.values("x"));
        inputs.set("labels", golden.values("labels"));
        step.on(inputs);
        double[] losses = golden.values("losses");
        for (int number = 1; number <= STEPS; number++) {
          step.run();
          assertEquals(losses[number - 1], step.read("loss")[0], tolerance * losses[number - 1],
              "loss of step " + number);
          for (Parameter parameter : model.parameters()) {
            String name = parameter.variable().name();
            if (number == 1) {
              golden.requireClose(device, "gradient." + name, step.read(name));
            }
            if (exact) {
              golden.requireClose(device, "step" + number + "." + name, session.read(parameter.variable()));
            }
          }
        }
      }
    }
  }
}
