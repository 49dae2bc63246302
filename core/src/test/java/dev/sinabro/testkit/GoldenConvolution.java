package dev.sinabro.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.run.Device;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Compares layers over images and signals with what PyTorch computed in float64: results, and gradients by inputs and
 * parameters. The file and the script that made it lie beside each other in the test resources.
 */
public final class GoldenConvolution {
  private static final String RESOURCE = "/dev/sinabro/nn/golden_convolution.safetensors";

  private GoldenConvolution() {}

  /** The layers of the script, in its order. */
  private static Map<String, Layer> layers() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("conv1d", Layers.conv1d(4, 3));
    layers.put("conv1d_settings", Layers.conv1d(6, 3).stride(2).padding(2).dilation(2).groups(2));
    layers.put("conv2d", Layers.conv2d(5, 3));
    layers.put("conv2d_one_channel", Layers.conv2d(6, 5));
    layers.put("conv2d_padding", Layers.conv2d(7, 3, 2).stride(2, 1).padding(1, 2).withoutBias());
    layers.put("conv2d_same", Layers.conv2d(4, 4, 3).same().dilation(1, 2));
    layers.put("conv2d_groups", Layers.conv2d(9, 3).padding(1).groups(3));
    layers.put("conv2d_depthwise", Layers.conv2d(10, 3).stride(2).padding(1).groups(5));
    layers.put("conv2d_pointwise", Layers.conv2d(4, 1));
    layers.put("conv2d_tiles", Layers.conv2d(8, 3).padding(1));
    layers.put("conv_transpose1d", Layers.convTranspose1d(4, 3));
    layers.put("conv_transpose1d_settings",
        Layers.convTranspose1d(6, 4).stride(3).padding(2).outputPadding(1).dilation(2).groups(2));
    layers.put("conv_transpose2d", Layers.convTranspose2d(3, 2).stride(2));
    layers.put("conv_transpose2d_settings",
        Layers.convTranspose2d(6, 3, 4).stride(2, 3).padding(1, 0).outputPadding(1, 2).groups(2).withoutBias());
    layers.put("max_pool1d", Layers.maxPool1d(2));
    layers.put("max_pool2d", Layers.maxPool2d(2));
    layers.put("max_pool2d_settings", Layers.maxPool2d(3, 2).stride(2, 1).padding(1).dilation(1, 2));
    layers.put("avg_pool1d", Layers.avgPool1d(3));
    layers.put("avg_pool2d", Layers.avgPool2d(3).stride(2).padding(1));
    layers.put("avg_pool2d_inside", Layers.avgPool2d(3, 2).stride(1, 2).padding(1).withoutPaddingInMean());
    layers.put("adaptive_avg_pool2d", Layers.adaptiveAvgPool2d(3, 2));
    layers.put("adaptive_avg_pool2d_global", Layers.adaptiveAvgPool2d(1, 1));
    return layers;
  }

  /** Runs the comparison with the tolerances of {@link GoldenFile#requireClose}. */
  public static void check(Device device) throws IOException {
    GoldenFile golden = new GoldenFile(RESOURCE);
    assertEquals(golden.names().stream().map(name -> name.substring(0, name.indexOf('.'))).collect(Collectors.toSet()),
        layers().keySet());
    layers().forEach((name, layer) -> check(device, golden, name, new Model(layer)));
  }

  private static void check(Device device, GoldenFile golden, String name, Model model) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", golden.type(name + ".x"));
    Tensor y = model.train(x,
        new Model.RandomSource(graph.constant(0).broadcast(Shape.of(2)), graph.constant(0)));
    Map<String, Tensor> by = new LinkedHashMap<>(Map.of("x", x));
    List<Variable> variables = new ArrayList<>();
    for (Parameter parameter : model.parameters()) {
      variables.add(parameter.variable());
      by.put(parameter.variable().name(), graph.read(parameter.variable()));
    }
    Gradients gradients = Gradients.of(y.mul(graph.input("weights", golden.type(name + ".weights"))).sum(),
        List.copyOf(by.values()));
    Map<String, Tensor> results = new LinkedHashMap<>(Map.of(name + ".y", y));
    by.forEach((key, tensor) -> results.put(name + ".gradient." + key, gradients.of(tensor)));
    try (Session session = new Session(device, variables)) {
      variables.forEach(variable -> session.write(variable, golden.values(name + ".first." + variable.name())));
      Execution step = session.prepare(graph, results);
      try (Inputs inputs = session.inputs(step.program())) {
        inputs.set("x", golden.values(name + ".x"));
        inputs.set("weights", golden.values(name + ".weights"));
        step.on(inputs);
        step.run();
        results.keySet().forEach(result -> golden.requireClose(device, result, step.read(result)));
      }
    }
  }
}
