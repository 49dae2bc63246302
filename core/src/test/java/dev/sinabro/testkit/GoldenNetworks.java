package dev.sinabro.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.TargetLoss;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.nn.Tensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Compares loss and all gradients of whole networks with what PyTorch computed in float64. */
final class GoldenNetworks {
  private GoldenNetworks() {}

  static void check(Device device, SmallNetwork network) throws IOException {
    GoldenFile golden = new GoldenFile("/dev/sinabro/train/golden_networks.safetensors");
    String name = network.name() + ".";
    Model model = new Model(network.model());
    Graph graph = new Graph();
    Tensor x = graph.input("x", golden.type(name + "x"));
    Tensor y = model.train(x, new Model.RandomSource(graph.constant(0), graph.constant(0)));
    TargetLoss loss = network.loss().target("target");
    Tensors fields = Tensors.fields(Map.of("target", graph.input("target", golden.type(name + "target"))));
    Tensor minimized = loss.minimized(loss.values(Tensors.output("output", y), fields));
    List<Parameter> parameters = List.copyOf(model.parameters());
    Gradients gradients =
        Gradients.of(minimized, parameters.stream().map(each -> graph.read(each.variable())).toList());
    Map<String, Tensor> results = new LinkedHashMap<>(Map.of("loss", minimized));
    parameters.forEach(
        each -> results.put("gradient." + each.variable().name(), gradients.of(graph.read(each.variable()))));
    requireNames(golden, name, results);
    try (Session session = new Session(device, model.variables())) {
      model.initialValues(1).forEach(session::write);
      parameters.forEach(
          each -> session.write(each.variable(), golden.values(name + "first." + each.variable().name())));
      Execution step = session.prepare(graph, results);
      try (Inputs inputs = session.inputs(step.program())) {
        inputs.set("x", golden.values(name + "x"));
        inputs.set("target", golden.values(name + "target"));
        step.on(inputs).run();
        results.keySet().forEach(result -> golden.requireClose(device, name + result, step.read(result)));
      }
    }
  }

  /** Our parameters bear the names of PyTorch's, and none is left out. */
  private static void requireNames(GoldenFile golden, String name, Map<String, Tensor> results) {
    TreeSet<String> theirs = new TreeSet<>();
    golden.names().stream().filter(key -> key.startsWith(name + "gradient."))
        .forEach(key -> theirs.add(key.substring(name.length())));
    TreeSet<String> ours = new TreeSet<>(results.keySet());
    ours.remove("loss");
    assertEquals(theirs, ours, name);
  }
}
