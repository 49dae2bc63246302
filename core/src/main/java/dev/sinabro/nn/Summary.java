package dev.sinabro.nn;

import dev.sinabro.graph.Cost;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A model in figures: those of its forward pass for one row.
 *
 * @param lines one for each layer, in the order in which layers begin: a layer stands before those within it
 * @param parameters learned numbers in all
 * @param multiplyAccumulates of the products in all, as {@link Cost#multiplyAccumulates} counts them
 * @param flops floating-point operations in all, as {@link Cost#flops} counts them: two of a multiply-accumulate
 */
public record Summary(List<Line> lines, long parameters, long multiplyAccumulates, long flops) {

  /**
   * A layer in figures, those of the layers within it included.
   *
   * @param name its name in the model, the prefix of its parameters' names
   * @param depth how many layers it is within
   * @param layer what it is
   * @param scope that the graph's nodes of it bear
   * @param output the shape of its result for one row, without the row's axis
   * @param parameters its learned numbers; without those that it shares with a layer before
   * @param multiplyAccumulates of its products for one row
   * @param flops floating-point operations for one row
   */
  public record Line(String name, int depth, String layer, String scope, Shape output, long parameters,
      long multiplyAccumulates, long flops) {}

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
    List<Line> lines = building.entries()
        .stream()
        .sorted(Comparator.comparingInt(Building.Entry::number))
        .map(entry -> line(entry, graph.nodes().subList(entry.firstNode(), entry.endNode())))
        .toList();
    return new Summary(lines, model.parameterCount(), sum(graph.nodes(), Cost::multiplyAccumulates),
        sum(graph.nodes(), Cost::flops));
  }

  private static Line line(Building.Entry entry, List<Node> nodes) {
    Shape output = entry.output().shape();
    return new Line(entry.path(), entry.depth(), entry.layer().label(), entry.scope(), output.part(1, output.rank()),
        entry.ownParameters(), sum(nodes, Cost::multiplyAccumulates), sum(nodes, Cost::flops));
  }

  private static long sum(List<Node> nodes, ToLongFunction<Node> cost) {
    return nodes.stream().mapToLong(cost).sum();
  }
}
