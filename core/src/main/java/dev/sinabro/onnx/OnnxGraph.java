package dev.sinabro.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * What of it is needed for one value; none where it has no value of this name.
   *
   * @param value its only output: what a node gives
   */
  Optional<OnnxGraph> upTo(String value) {
    Set<String> needed = new HashSet<>(Set.of(value));
    List<OnnxNode> kept = new ArrayList<>();
    for (OnnxNode node : nodes.reversed()) {
      if (node.outputs().stream().anyMatch(needed::contains)) {
        kept.add(node);
        addNeeded(node, needed);
      }
    }
    Map<String, OnnxTensor> held = new LinkedHashMap<>(initializers);
    held.keySet().retainAll(needed);
    List<Value> given = inputs.stream().filter(input -> needed.contains(input.name())).toList();
    Value output = outputs.stream().filter(each -> each.name().equals(value)).findFirst()
        .orElse(new Value(value, ElementType.FLOAT, List.of()));
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(new OnnxGraph(name, kept.reversed(), held, given, List.of(output)));
  }

  /** A graph within another one reads what is outside, by names that it does not tell as its inputs. */
  private static void addNeeded(OnnxNode node, Set<String> needed) {
    needed.addAll(node.inputs());
    for (OnnxGraph body : node.bodies()) {
      body.nodes().forEach(inner -> addNeeded(inner, needed));
      body.outputs().forEach(output -> needed.add(output.name()));
    }
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
