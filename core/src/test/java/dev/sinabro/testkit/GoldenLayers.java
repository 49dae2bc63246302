package dev.sinabro.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Attention;
import dev.sinabro.nn.BatchNorm;
import dev.sinabro.nn.Cell;
import dev.sinabro.nn.Channels;
import dev.sinabro.nn.Embedding;
import dev.sinabro.nn.GraphConv;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.LayerNorm;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.nn.Positions;
import dev.sinabro.nn.Recurrent;
import dev.sinabro.nn.RmsNorm;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.State;
import dev.sinabro.nn.Tensors;
import dev.sinabro.nn.TransformerBlock;
import dev.sinabro.run.Device;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Compares layers with what PyTorch computed in float64: results, all gradients, running statistics and inference.
 */
final class GoldenLayers {
  private static final Initializer ANY = new Initializer.Constant(0.5);

  private static final String FIELD = ".field.";

  private final GoldenFile golden;
  private final Device device;

  private GoldenLayers(Device device, String file) throws IOException {
    golden = new GoldenFile("/dev/sinabro/nn/" + file + ".safetensors");
    this.device = device;
  }

  /** The layers by the names of their cases, for each file. */
  private static Map<String, Map<String, Layer>> files() {
    Map<String, Map<String, Layer>> files = new LinkedHashMap<>();
    files.put("golden_layers", layers());
    files.put("golden_recurrent", recurrent());
    files.put("golden_graph", graph());
    files.put("golden_activations", GoldenActivations.layers());
    files.put("golden_blocks", GoldenBlocks.layers());
    return files;
  }

  /** The names of all cases. */
  static List<String> names() {
    return files().values().stream().flatMap(layers -> layers.keySet().stream()).toList();
  }

  private static Map<String, Layer> layers() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("batch_norm_1d", Layers.batchNorm());
    layers.put("batch_norm_sequence", Layers.batchNorm());
    layers.put("batch_norm_2d", Layers.batchNorm());
    layers.put("batch_norm_channels_last", new BatchNorm(Channels.LAST, 0.3, 1e-2));
    layers.put("layer_norm", Layers.layerNorm());
    layers.put("layer_norm_two_axes", new LayerNorm(2, 1e-2));
    layers.put("layer_norm_far", Layers.layerNorm());
    layers.put("rms_norm", new RmsNorm(1, 1e-5));
    layers.put("attention", new Attention(2, false, 0));
    layers.put("attention_causal", new Attention(2, true, 0));
    layers.put("block_norm_first", block(false, true, Activation.RELU));
    layers.put("block_norm_last", block(false, false, Activation.GELU));
    layers.put("gpt", gpt());
    for (Recurrent recurrent : List.of(Layers.rnn(4), Layers.lstm(4), Layers.gru(4))) {
      String cell = recurrent.cell().label();
      layers.put(cell, recurrent);
      layers.put(cell + "_last_from_behind", recurrent.last().fromBehind());
    }
    return layers;
  }

  /** Several layers, and both directions. */
  private static Map<String, Layer> recurrent() {
    Map<String, Layer> layers = new LinkedHashMap<>();
    layers.put("rnn_relu", Recurrent.of(Cell.Simple.RELU, 4));
    for (Recurrent recurrent : List.of(Layers.rnn(2), Layers.lstm(2), Layers.gru(2))) {
      String cell = recurrent.cell().label();
      layers.put(cell + "_layers", recurrent.layers(3));
      layers.put(cell + "_both_ways", recurrent.layers(2).bothWays());
      layers.put(cell + "_both_ways_last", recurrent.layers(2).bothWays().last());
    }
    return layers;
  }

  /** Layers over graphs. */
  private static Map<String, Layer> graph() {
    return Map.of("graph_conv", Layers.graphConv(4), "graph_conv_twice", Sequential.of(Layers.graphConv(4),
        Activation.TANH, new GraphConv(2, "edges", ANY, false)));
  }

  private static TransformerBlock block(boolean causal, boolean normFirst, Activation activation) {
    return new TransformerBlock(2, 12, causal, normFirst, 0, activation);
  }

  private static Layer gpt() {
    Embedding tokens = new Embedding(7, 8, ANY);
    return (x, scope) -> {
      Tensor y = scope.apply("places", new Positions(6, ANY), scope.apply("tokens", tokens, x));
      y = scope.apply("norm", Layers.layerNorm(), scope.apply("block", block(true, true, Activation.GELU), y));
      return scope.apply("head", Layers.tied(tokens), y);
    };
  }

  static void check(Device device, String name) throws IOException {
    for (Map.Entry<String, Map<String, Layer>> file : files().entrySet()) {
      Layer layer = file.getValue().get(name);
      if (layer != null) {
        new GoldenLayers(device, file.getKey()).compare(name, layer);
      }
    }
  }

  private void compare(String name, Layer layer) {
    Model model = new Model(layer);
    Graph graph = new Graph();
    Tensor x = graph.input("x", golden.type(name + ".x"));
    Tensor y = model.train(graph, fields(name, x), new Model.RandomSource(graph.constant(0), graph.constant(0))).only();
    Tensor loss = y.mul(graph.input("weights", golden.type(name + ".weights"))).sum();
    Map<String, Tensor> by = new LinkedHashMap<>();
    if (x.dtype().isFloat()) {
      by.put("x", x);
    }
    model.parameters().forEach(parameter -> by.put(parameter.variable().name(), graph.read(parameter.variable())));
    requireNames(name, by);
    Gradients gradients = Gradients.of(loss, List.copyOf(by.values()));
    Map<String, Tensor> results = new LinkedHashMap<>(Map.of("y", y));
    by.forEach((key, tensor) -> results.put("gradient." + key, gradients.of(tensor)));
    try (Session session = new Session(device, model.variables())) {
      model.initialValues(1).forEach(session::write);
      for (Parameter parameter : model.parameters()) {
        session.write(parameter.variable(), golden.values(name + ".first." + parameter.variable().name()));
      }
      run(session, name, model, graph, results);
    }
  }

  private Tensors fields(String name, Tensor x) {
    Map<String, Tensor> fields = new LinkedHashMap<>(Map.of(Model.FEATURES, x));
    others(name).forEach(field -> fields.put(field, x.graph().input(field, golden.type(name + FIELD + field))));
    return Tensors.fields(fields);
  }

  /** The fields of a case that a layer reads beside what it is applied to. */
  private List<String> others(String name) {
    return golden.names().stream().filter(key -> key.startsWith(name + FIELD))
        .map(key -> key.substring(name.length() + FIELD.length())).toList();
  }

  private void run(Session session, String name, Model model, Graph graph, Map<String, Tensor> results) {
    Execution training = session.prepare(graph, results);
    Graph evaluated = new Graph();
    Tensor inferred = model.infer(evaluated, fields(name, evaluated.input("x", graph.inputs().get("x").type()))).only();
    Execution inference = session.prepare(evaluated, Map.of("y", inferred));
    try (Inputs inputs = session.inputs(training.program()); Inputs rows = session.inputs(inference.program())) {
      inputs.set("x", golden.values(name + ".x"));
      inputs.set("weights", golden.values(name + ".weights"));
      others(name).forEach(field -> inputs.set(field, golden.values(name + FIELD + field)));
      training.on(inputs).run();
      results.keySet().forEach(result -> requireClose(name + "." + result, training.read(result)));
      if (model.states().isEmpty()) {
        return;
      }
      for (String next : List.of(".x2", ".x3")) {
        inputs.set("x", golden.values(name + next));
        training.run();
      }
      for (State state : model.states()) {
        requireClose(name + ".after." + state.variable().name(), session.read(state.variable()));
      }
      rows.set("x", golden.values(name + ".x"));
      inference.on(rows).run();
      requireClose(name + ".inferred", inference.read("y"));
    }
  }

  /** Our parameters bear the names of PyTorch's. */
  private void requireNames(String name, Map<String, Tensor> by) {
    List<String> ours = new ArrayList<>(by.keySet());
    ours.remove("x");
    List<String> theirs = golden.names().stream().filter(key -> key.startsWith(name + ".first."))
        .map(key -> key.substring(name.length() + ".first.".length())).toList();
    assertEquals(new TreeSet<>(theirs), new TreeSet<>(ours), name);
  }

  /** At a distance of 10,000 from 0, float32 has three decimals. */
  private void requireClose(String what, double[] actual) {
    golden.requireClose(device, what, actual, what.startsWith("layer_norm_far") ? 2e-3 : 1e-5);
  }
}
