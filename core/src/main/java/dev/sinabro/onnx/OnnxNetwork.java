package dev.sinabro.onnx;

import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Scope;
import dev.sinabro.nn.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model as a network, to predict with and to train on. It reads fields of the names of the model's inputs, or {@value
 * Model#FEATURES} where there is one input only; its outputs have the names of the model's.
 *
 * <p>Real values of the file with an axis at least are parameters under their names, with these first values; but statistics
 * of norms are states, and what {@link OnnxExport} wrote as a constant stays one. Freezing by name keeps any other as it is.
 * Extents that the file leaves open are those of the data.
 */
public final class OnnxNetwork implements Network {
  private final OnnxModel model;
  private final ImportedGraph imported;

  /**
   * The network of a model.
   *
   * @throws OnnxException naming all operators that a graph cannot express
   */
  public OnnxNetwork(OnnxModel model) {
    this.model = model;
    this.imported = new ImportedGraph(model.graph(), model.graph().inputs().size());
  }

  /** What was read. */
  public OnnxModel model() {
    return model;
  }

  @Override
  public Tensors build(Tensors fields, Scope scope) {
    List<Tensor> given = new ArrayList<>();
    for (OnnxGraph.Value input : imported.inputs()) {
      boolean only = imported.inputs().size() == 1 && !fields.names().contains(input.name());
      given.add(fields.get(only ? Model.FEATURES : input.name()));
    }
    List<Object> outputs = imported.build(given, scope);
    Map<String, Tensor> results = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      Object output = outputs.get(i);
      results.put(model.graph().outputs().get(i).name(),
          output instanceof Known known ? known.in(scope.graph()) : (Tensor) output);
    }
    return Tensors.outputs(results);
  }
}
