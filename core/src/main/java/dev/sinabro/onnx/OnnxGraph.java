package dev.sinabro.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operators in an order of execution, and the values that they begin and end with.
 *
 * @param name of it
 * @param nodes each behind those that it takes values from
 * @param initializers values that the file holds, by name
 * @param inputs what is handed in
 * @param outputs what is given
 */
public record OnnxGraph(String name, List<OnnxNode> nodes, Map<String, OnnxTensor> initializers, List<Value> inputs,
    List<Value> outputs) {
  /** Keeps copies, in their order. */
  public OnnxGraph {
    nodes = List.copyOf(nodes);
    initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * A value that goes in or out.
   *
   * @param name of it
   * @param type of its elements
   * @param axes of it, outermost first
   */
  public record Value(String name, ElementType type, List<Axis> axes) {
    /** Keeps a copy of the list. */
    public Value {
      axes = List.copyOf(axes);
    }
  }

  /**
   * One axis of a value.
   *
   * @param extent of it; -1 where it is open
   * @param symbol the name of an open extent; empty where it has none
   */
  public record Axis(long extent, String symbol) {
    /** Of a known extent. */
    static Axis of(long extent) {
      return new Axis(extent, "");
    }

    /** Of an open extent. */
    static Axis open(String symbol) {
      return new Axis(-1, symbol);
    }
  }
}
