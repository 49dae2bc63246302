package dev.sinabro.run;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** The values of tensors of one graph, with values of inputs by name. */
  public static Eval of(Device device, Map<String, double[]> inputs, Tensor... tensors) {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (Tensor tensor : tensors) {
      outputs.put(Integer.toString(outputs.size()), tensor);
    }
    Graph graph = tensors[0].graph();
    for (String name : graph.inputs().keySet()) {
      if (!inputs.containsKey(name) && !graph.inputValues().containsKey(name)) {
        throw new GraphException("input " + name + " has no value; pass one, or declare it with one");
      }
    }
    Map<Tensor, double[]> values = new HashMap<>();
    try (Session session = new Session(device, List.copyOf(graph.variables()))) {
      Execution execution = session.prepare(graph, outputs);
      try (Inputs held = session.inputs(execution.program())) {
        inputs.forEach(held::set);
        execution.on(held).run();
        outputs.forEach((name, tensor) -> values.put(tensor, execution.read(name)));
      }
    }
    return new Eval(values);
  }

  /** The values of one of the tensors, row-major. */
  public double[] of(Tensor tensor) {
    double[] found = values.get(tensor);
    if (found == null) {
      throw new IllegalArgumentException(tensor + " was not evaluated; name it in Eval.of");
    }
    return found.clone();
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
