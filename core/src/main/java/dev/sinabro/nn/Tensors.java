package dev.sinabro.nn;

import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Tensors by name, in order: the fields of a batch, or the outputs of a network. */
public final class Tensors {
  private final String kind;
  private final Map<String, Tensor> tensors;

  private Tensors(String kind, Map<String, Tensor> tensors) {
    this.kind = kind;
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** What a network reads. */
  public static Tensors fields(Map<String, Tensor> tensors) {
    return new Tensors("field", tensors);
  }

  /** What a network gives. */
  public static Tensors outputs(Map<String, Tensor> tensors) {
    return new Tensors("output", tensors);
  }

  /** What a network of one output gives. */
  public static Tensors output(String name, Tensor tensor) {
    return outputs(Map.of(name, tensor));
  }

  /** Their names, in order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /**
   * The tensor of a name.
   *
   * @throws GraphException where there is none, with the names that there are
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new GraphException("there is no " + kind + " named " + name + "; there are " + tensors.keySet());
    }
    return tensor;
  }

  /**
   * The tensor, where it is the only one.
   *
   * @throws GraphException where there are others
   */
  public Tensor only() {
    if (tensors.size() != 1) {
      throw new GraphException(
          "one " + kind + " is needed, there are " + tensors.keySet() + "; say which one with its name");
    }
    return tensors.values().iterator().next();
  }

  /** All by name, in order. */
  public Map<String, Tensor> byName() {
    return tensors;
  }
}
