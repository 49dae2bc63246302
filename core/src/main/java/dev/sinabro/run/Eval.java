package dev.sinabro.run;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Values of tensors, for tests and for learning: builds, compiles and runs their program once. Variables are zeros, inputs
 * have the values that they were declared with.
 */
public final class Eval {
  private final Map<Tensor, double[]> values;

  private Eval(Map<Tensor, double[]> values) {
    this.values = values;
  }

  /** The values of tensors of one graph. */
  public static Eval of(Device device, Tensor... tensors) {
    return of(device, Map.of(), tensors);
  }

  /**
   * The values of tensors of one graph, with values of inputs by name, row-major: arrays of double, float, int or byte, or a
   * segment of what the input holds (reals as float32).
   *
   * @throws GraphException where no tensor is named, tensors are of several graphs, or an input that they need has no value
   */
  public static Eval of(Device device, Map<String, ?> inputs, Tensor... tensors) {
    if (tensors.length == 0) {
      throw new GraphException("there is nothing to evaluate; name at least one tensor");
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (Tensor tensor : tensors) {
      outputs.put(Integer.toString(outputs.size()), tensor);
    }
    Graph graph = tensors[0].graph();
    requireValues(graph, inputs.keySet(), tensors);
    Map<Tensor, double[]> values = new HashMap<>();
    try (Session session = new Session(device, List.copyOf(graph.variables()))) {
      Execution execution = session.prepare(graph, outputs);
      try (Inputs held = session.inputs(execution.program())) {
        held.set(inputs);
        execution.on(held).run();
        outputs.forEach((name, tensor) -> values.put(tensor, execution.read(name)));
      }
    }
    return new Eval(values);
  }

  static void requireValues(Graph graph, Set<String> given, Tensor... tensors) {
    BitSet needed = new BitSet();
    for (Tensor tensor : tensors) {
      if (tensor.graph() != graph) {
        throw new GraphException(tensor + ", built at " + tensor.node().source() + ", is of another graph than "
            + tensors[0] + "; evaluate the graphs one by one");
      }
      needed.set(tensor.node().id());
    }
    graph.assignments().values().forEach(value -> needed.set(value.node().id()));
    for (Node node : graph.nodes().reversed()) {
      if (needed.get(node.id())) {
        node.operands().forEach(operand -> needed.set(operand.node().id()));
      }
    }
    graph.inputs().forEach((name, tensor) -> {
      if (needed.get(tensor.node().id()) && !given.contains(name) && !graph.inputValues().containsKey(name)) {
        throw new GraphException("input " + name + " has no value; pass one, or declare it with one");
      }
    });
  }

  /** The values of one of the tensors, row-major. */
  public double[] of(Tensor tensor) {
    double[] found = values.get(tensor);
    if (found == null) {
      throw new IllegalArgumentException(tensor + " was not evaluated; name it in Eval.of");
    }
    return found.clone();
  }

  /** The values of one of the tensors, row-major, rounded to float32. */
  public float[] floats(Tensor tensor) {
    double[] found = of(tensor);
    float[] floats = new float[found.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) found[i];
    }
    return floats;
  }

  /** The values of one of the tensors that are whole numbers, row-major. */
  public int[] ints(Tensor tensor) {
    if (tensor.dtype().isFloat()) {
      throw new IllegalArgumentException(tensor + " is real; take floats, or cast it to i32");
    }
    return Arrays.stream(of(tensor)).mapToInt(value -> (int) value).toArray();
  }

  /** The value of a scalar. */
  public double scalar(Tensor tensor) {
    double[] found = of(tensor);
    if (found.length != 1) {
      throw new IllegalArgumentException(tensor + " is no scalar");
    }
    return found[0];
  }
}
