package dev.sinabro.onnx;

import dev.sinabro.graph.Scan;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Cell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Graphs of the file within others: loops over sequences as scans, which recurrent layers are too, and branches. */
final class ImportedLoops {
  private ImportedLoops() {}

  static void addTo(Map<String, Function<Call, List<Object>>> all) {
    all.put("Scan", ImportedLoops::scan);
    all.put("If", ImportedLoops::branch);
    all.put("LSTM", call -> recurrent(call, Cell.Gated.LSTM, new int[] {0, 2, 3, 1}));
    all.put("GRU", call -> {
      call.require(call.whole("linear_before_reset", 0) != 0,
          "resets before the product, which is not supported; PyTorch's GRU does so behind it");
      return recurrent(call, Cell.Gated.GRU, new int[] {1, 0, 2});
    });
    all.put("RNN", call -> recurrent(call, rnn(call), new int[] {0}));
  }

  /** Exporters leave both branches where extents decide, which are known now. */
  private static List<Object> branch(Call call) {
    Known condition = call.known(0).filter(known -> known.values().length == 1)
        .orElseThrow(() -> call.refused("has a condition that is not known before a run, which is not supported"));
    if (!(call.node().attributes()
        .get(condition.values()[0] != 0 ? "then_branch" : "else_branch") instanceof Attribute.Body(OnnxGraph body))) {
      throw call.refused("has no body");
    }
    return call.body().evaluate(body, List.of());
  }

  private static Cell rnn(Call call) {
    List<String> activations = activations(call);
    if (activations.stream().distinct().count() > 1) {
      throw call.refused("has activations " + activations + "; one for both directions is supported");
    }
    return switch (activations.isEmpty() ? "Tanh" : activations.getFirst()) {
      case "Tanh" -> Cell.Simple.TANH;
      case "Relu" -> Cell.Simple.RELU;
      default -> throw call.refused("has activations " + activations + "; Tanh and Relu are supported");
    };
  }

  private static List<String> activations(Call call) {
    return call.node().attributes().get("activations") instanceof Attribute.Texts(var names) ? names : List.of();
  }

  private static List<Object> scan(Call call) {
    int sequences = (int) call.whole("num_scan_inputs", 1);
    int states = call.inputs().size() - sequences;
    if (!(call.node().attributes().get("body") instanceof Attribute.Body(OnnxGraph body))) {
      throw call.refused("has no body");
    }
    int[] directions = call.wholes("scan_input_directions").orElse(new int[sequences]);
    int stacks = body.outputs().size() - states;
    boolean backward = directions.length > 0 && directions[0] == 1;
    int[] given = call.wholes("scan_output_directions").orElse(new int[stacks]);
    boolean together = IntStream.concat(Arrays.stream(directions), Arrays.stream(given))
        .allMatch(direction -> direction == 1 == backward);
    boolean alongFirst = IntStream.concat(Arrays.stream(call.wholes("scan_input_axes").orElse(new int[0])),
        Arrays.stream(call.wholes("scan_output_axes").orElse(new int[0]))).allMatch(axis -> axis == 0);
    call.require(together && alongFirst, "goes over several directions or another axis than the first, which is not"
        + " supported");
    List<Tensor> first = IntStream.range(0, states).mapToObj(call::tensor).toList();
    List<Tensor> over = IntStream.range(states, states + sequences).mapToObj(call::tensor).toList();
    Scan scan = Scan.over(backward ? Scan.Direction.BACKWARD : Scan.Direction.FORWARD, over, first, step -> {
      List<Object> inputs = new ArrayList<>();
      IntStream.range(0, states).forEach(i -> inputs.add(step.carried(i)));
      IntStream.range(0, sequences).forEach(i -> inputs.add(step.element(i)));
      List<Object> outputs = call.body().evaluate(body, inputs);
      IntStream.range(0, states).forEach(i -> step.carry(i, call.tensor(outputs.get(i))));
      outputs.subList(states, outputs.size()).forEach(output -> step.emit(call.tensor(output)));
    });
    List<Object> results = new ArrayList<>();
    IntStream.range(0, states).forEach(i -> results.add(scan.last(i)));
    IntStream.range(0, stacks).forEach(i -> results.add(scan.stacked(i)));
    return results;
  }

  /**
   * X [steps, batch, inputs], W [directions, gates * units, inputs], R [directions, gates * units, units] and B
   * [directions, 2 * gates * units] to Y [steps, directions, batch, units] and the last states.
   *
   * @param order of the gates in the file, as the cell has them
   */
  private static List<Object> recurrent(Call call, Cell cell, int[] order) {
    call.require(call.whole("layout", 0) == 0, "has the batch first, which is not supported");
    call.require(!call.has(4), "has lengths of sequences, which are not supported");
    call.require(!call.has(7), "has peepholes, which are not supported");
    call.require(cell.gates() == 1 || activations(call).isEmpty() || usual(call, cell),
        "has other activations than usual, which are not supported");
    Tensor x = call.reals(0);
    int directions = call.tensor(1).shape().extent(0);
    boolean reverse = call.text("direction", "forward").equals("reverse");
    List<Scan> ways = IntStream.range(0, directions)
        .mapToObj(way -> along(call, cell, order, way,
            reverse || way == 1 ? Scan.Direction.BACKWARD : Scan.Direction.FORWARD))
        .toList();
    List<Object> results = new ArrayList<>();
    results.add(x.graph().stack(1, ways.stream().map(way -> way.stacked(0)).toList()));
    for (int state = 0; state < cell.states(); state++) {
      int each = state;
      results.add(x.graph().stack(0, ways.stream().map(way -> way.last(each)).toList()));
    }
    return results;
  }

  private static boolean usual(Call call, Cell cell) {
    List<String> once = cell == Cell.Gated.LSTM ? List.of("Sigmoid", "Tanh", "Tanh") : List.of("Sigmoid", "Tanh");
    List<String> told = activations(call);
    return IntStream.range(0, told.size()).allMatch(i -> told.get(i).equals(once.get(i % once.size())));
  }

  private static Scan along(Call call, Cell cell, int[] order, int way, Scan.Direction direction) {
    Tensor x = call.reals(0);
    Tensor inputWeight = gates(row(call.reals(1), way), order);
    Tensor hiddenWeight = gates(row(call.reals(2), way), order);
    int units = hiddenWeight.shape().lastExtent();
    int rows = cell.gates() * units;
    Tensor zeros = x.graph().constant(0.0).broadcast(Shape.of(rows));
    Tensor biases = call.has(3) ? row(call.reals(3), way) : null;
    Tensor inputBias = biases == null ? zeros : gates(biases.slice(0, 0, rows), order);
    Tensor hiddenBias = biases == null ? zeros : gates(biases.slice(0, rows, 2 * rows), order);
    Tensor products = x.matmul(inputWeight.swapAxes(0, 1)).add(inputBias);
    List<Tensor> first = new ArrayList<>();
    for (int state = 0; state < cell.states(); state++) {
      first.add(call.has(5 + state)
          ? row(call.reals(5 + state), way)
          : x.graph().constant(0.0).broadcast(Shape.of(x.shape().extent(1), units)));
    }
    return Scan.over(direction, List.of(products), first, step -> {
      List<Tensor> carried = IntStream.range(0, cell.states()).mapToObj(step::carried).toList();
      Tensor recurrent = carried.getFirst().matmul(hiddenWeight, false, true).add(hiddenBias);
      List<Tensor> next = cell.step(step.element(0), recurrent, carried);
      IntStream.range(0, next.size()).forEach(state -> step.carry(state, next.get(state)));
      step.emit(next.getFirst());
    });
  }

  private static Tensor row(Tensor x, int number) {
    return x.slice(0, number, number + 1).squeeze(0);
  }

  /** The parts for the gates in another order. */
  private static Tensor gates(Tensor x, int[] order) {
    int units = x.shape().extent(0) / order.length;
    return order.length == 1
        ? x
        : x.graph().concat(0, Arrays.stream(order)
            .mapToObj(gate -> x.slice(0, gate * units, (gate + 1) * units)).toList());
  }
}
