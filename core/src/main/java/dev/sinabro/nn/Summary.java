package dev.sinabro.nn;

import dev.sinabro.graph.Cost;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model in figures.
 *
 * @param lines one for each layer
 * @param parameters learned numbers in all
 * @param flops floating-point operations of a forward pass for one row
 */
public record Summary(List<Line> lines, long parameters, long flops) {

  /**
   * A layer in figures.
   *
   * @param name its name in the model, the prefix of its parameters' names
   * @param layer what it is
   * @param output the shape of its result for one row, without the row's axis
   * @param parameters its learned numbers; 0 for one that shares those of a layer before
   * @param flops floating-point operations of its forward pass for one row
   */
  public record Line(String name, String layer, Shape output, long parameters, long flops) {}

  /** Keeps a copy of the lines. */
  public Summary {
    lines = List.copyOf(lines);
  }

  /** Builds a model for one row of {@code width} features, and counts. */
  public static Summary of(Model model, int width) {
    return of(model, Map.of(Model.FEATURES, TensorType.f32(width)));
  }

  /**
   * Builds a model for one row, and counts.
   *
   * @param fields the type of a row of each field, without the row's axis
   */
  public static Summary of(Model model, Map<String, TensorType> fields) {
    Graph graph = new Graph();
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    fields.forEach((name, row) -> inputs.put(name,
        graph.input(name, new TensorType(row.dtype(), Shape.of(1).then(row.shape())))));
    Building building = model.inference(graph);
    building.build(Tensors.fields(inputs));
    List<Line> lines = new ArrayList<>();
    long counted = 0;
    for (Building.Entry entry : building.entries()) {
      Shape output = entry.output().shape();
      long parameters = entry.parametersSoFar() - counted;
      counted += parameters;
      long flops = graph.nodes().subList(entry.firstNode(), entry.endNode()).stream().mapToLong(Cost::flops).sum();
      lines.add(new Line(entry.path(), entry.layer().label(), output.part(1, output.rank()), parameters, flops));
    }
    return new Summary(lines, model.parameterCount(), graph.nodes().stream().mapToLong(Cost::flops).sum());
  }
}
