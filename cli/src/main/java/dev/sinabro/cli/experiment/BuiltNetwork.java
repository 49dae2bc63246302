package dev.sinabro.cli.experiment;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.Field;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A network as it is built for one row, without a device.
 *
 * @param output its shape, without the axis of rows
 * @param variables that it needs
 */
record BuiltNetwork(Shape output, List<Variable> variables) {
  private static final int MOST_FAULTS = 8;

  /**
   * Builds a network of one output.
   *
   * @throws IllegalArgumentException where its layers do not go together
   */
  static BuiltNetwork of(Network network, List<Field> fields) {
    Graph graph = new Graph();
    Map<String, Tensor> row = new LinkedHashMap<>();
    Field.rows(fields).forEach((name, type) -> row.put(name,
        graph.input(name, new TensorType(type.dtype(), Shape.of(1).then(type.shape())))));
    Model model = new Model(network);
    Shape output = model.infer(graph, Tensors.fields(row)).only().shape();
    return new BuiltNetwork(output.part(1, output.rank()), model.variables());
  }

  /**
   * Refuses a file that has not what the model needs.
   *
   * @throws UserException naming each tensor that is missing, has another type, or holds a value that is no number
   */
  void require(Map<String, HostTensor> tensors, Path file) {
    List<String> faults = new ArrayList<>();
    for (Variable variable : variables) {
      HostTensor tensor = tensors.get(variable.name());
      if (tensor == null) {
        faults.add("tensor " + variable + " is missing");
      } else if (!fits(tensor.type(), variable.type())) {
        faults.add("tensor " + variable.name() + " is " + tensor.type() + ", but the model needs " + variable.type());
      } else if (tensor.type().dtype().isFloat()) {
        notFinite(tensor).ifPresent(place -> faults.add(
            "tensor " + variable + " has the value " + tensor.value(place) + " at element " + place));
      }
    }
    if (!faults.isEmpty()) {
      String more = faults.size() > MOST_FAULTS ? "; and " + (faults.size() - MOST_FAULTS) + " more" : "";
      throw new UserException(ExitCode.DATA, file + " is damaged, or of another model: "
          + String.join("; ", faults.subList(0, Math.min(MOST_FAULTS, faults.size()))) + more);
    }
  }

  private static boolean fits(TensorType found, TensorType needed) {
    return found.shape().equals(needed.shape()) && found.dtype().isFloat() == needed.dtype().isFloat();
  }

  private static OptionalInt notFinite(HostTensor tensor) {
    return IntStream.range(0, tensor.shape().count())
        .filter(place -> !Double.isFinite(tensor.value(place))).findFirst();
  }
}
