package dev.sinabro.onnx;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ScanBody;
import dev.sinabro.graph.Tensor;
import dev.sinabro.onnx.OnnxGraph.Axis;
import dev.sinabro.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Scans as the operator {@code Scan}, whose body is a graph that may read values from around it. */
final class Loops {
  private final Values values;
  private final Emission emission;
  private final Translation translation;

  Loops(Values values, Translation translation) {
    this.values = values;
    this.emission = values.emission();
    this.translation = translation;
  }

  Translation.Plan plan(Node node, Op.Scan scan) {
    RecurrentLayer layer = RecurrentLayer.of(node);
    int carried = scan.body().carried().size();
    if (layer != null && IntStream.range(carried + 1, node.types().size())
        .noneMatch(index -> translation.isNeeded(node.result(index)))) {
      return new Translation.Plan(layer.needs(), () -> write(node, scan, layer));
    }
    return new Translation.Plan(node.operands(), () -> write(node, scan));
  }

  private void write(Node node, Op.Scan scan) {
    ScanBody body = scan.body();
    List<String> operands = node.operands().stream().map(values::name).toList();
    int sequences = body.elements().size();
    int carried = body.carried().size();
    IntStream.range(0, body.captured().size())
        .forEach(i -> values.put(body.captured().get(i), operands.get(sequences + carried + i)));
    List<Integer> stacks = IntStream.range(0, node.types().size() - carried)
        .filter(i -> translation.isNeeded(node.result(carried + i))).boxed().toList();
    OnnxGraph step = step(body, stacks);
    List<String> inputs =
        Stream.concat(operands.subList(sequences, sequences + carried).stream(), operands.stream().limit(sequences))
            .toList();
    Map<String, Attribute> attributes = new HashMap<>(Map.of("body", new Attribute.Body(step), "num_scan_inputs",
        Attribute.of(sequences)));
    if (scan.reversed()) {
      attributes.put("scan_input_directions", Attribute.of(Collections.nCopies(sequences, 1)));
      attributes.put("scan_output_directions", Attribute.of(Collections.nCopies(stacks.size(), 1)));
    }
    emission.scope(node.scope());
    List<String> results = emission.add("Scan", attributes, inputs, carried + stacks.size());
    for (int i = 0; i < carried; i++) {
      values.put(node.result(i), results.get(i));
    }
    for (int i = 0; i < stacks.size(); i++) {
      values.put(node.result(carried + stacks.get(i)), results.get(carried + i));
    }
  }

  /** As the operator of a recurrent layer, which has the gates in another order: rows of the weights are picked so. */
  private void write(Node node, Op.Scan scan, RecurrentLayer layer) {
    int units = layer.units();
    int rows = layer.order().length * units;
    long[] picked = IntStream.range(0, rows).mapToLong(row -> (long) layer.order()[row / units] * units + row % units)
        .toArray();
    long[] both = LongStream.concat(LongStream.of(picked), LongStream.of(picked).map(row -> row + rows)).toArray();
    String biases = emission.add("Concat", Map.of("axis", Attribute.of(0)), values.name(layer.inputBias()),
        values.name(layer.hiddenBias()));
    Map<String, Attribute> attributes = new HashMap<>(layer.attributes());
    attributes.put("hidden_size", Attribute.of(units));
    if (scan.reversed()) {
      attributes.put("direction", new Attribute.Text("reverse"));
    }
    List<String> results = emission.add(layer.op(), attributes, List.of(values.name(layer.x()),
        row(values.name(layer.inputWeight()), picked), row(values.name(layer.hiddenWeight()), picked),
        row(biases, both)),
        1 + scan.body().carried().size());
    put(node.result(scan.body().carried().size()), results.getFirst(), 1);
    for (int i = 0; i < scan.body().carried().size(); i++) {
      put(node.result(i), results.get(1 + i), 0);
    }
  }

  /** Rows in some order, behind an axis of one direction. */
  private String row(String weight, long[] picked) {
    OnnxTensor numbers =
        new OnnxTensor(ElementType.INT64, List.of(1L, (long) picked.length), OnnxTensor.of(picked).bytes());
    return emission.add("Gather", Map.of("axis", Attribute.of(0)), weight, emission.constant(numbers));
  }

  /** A result that has an axis of one direction more. */
  private void put(Tensor tensor, String name, int axis) {
    List<Extent> extents = new ArrayList<>(values.extents(tensor));
    List<Extent> inFile = new ArrayList<>(extents);
    inFile.add(axis, Extent.ONE);
    values.put(tensor, values.reshaped(Moved.of(name, inFile), extents));
  }

  /** The body: what is carried and elements go in, what is carried on and what is stacked comes out. */
  private OnnxGraph step(ScanBody body, List<Integer> stacks) {
    List<Value> inputs = new ArrayList<>();
    for (Tensor input : Stream.concat(body.carried().stream(), body.elements().stream()).toList()) {
      String name = emission.fresh("step");
      values.put(input, name);
      inputs.add(value(name, input));
    }
    List<Tensor> given = new ArrayList<>(body.next());
    stacks.forEach(stack -> given.add(body.stacked().get(stack)));
    emission.begin();
    translation.write(body.graph().nodes(), given);
    List<Value> outputs = new ArrayList<>();
    for (Tensor tensor : given) {
      String name = emission.add("Identity", Map.of(), values.name(tensor));
      outputs.add(value(name, tensor));
    }
    return new OnnxGraph("step", emission.end(), Map.of(), inputs, outputs);
  }

  private Value value(String name, Tensor tensor) {
    List<Axis> axes = new ArrayList<>();
    values.extents(tensor).forEach(extent -> axes.add(extent.isFixed() ? Axis.of(extent.first()) : Axis.open("")));
    return new Value(name, ElementType.of(tensor.dtype()), axes);
  }
}
