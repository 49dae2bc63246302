package dev.sinabro.nn;

import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tensors by name, in order: the fields of a batch, or the outputs of a network. */
public final class Tensors {
  private final String kind;
  private final Set<String> names;
  private final Function<String, Tensor> maker;
  private final Map<String, Integer> classes;
  private final Map<String, Tensor> made = new HashMap<>();

  private Tensors(String kind, Set<String> names, Function<String, Tensor> maker, Map<String, Integer> classes) {
    this.kind = kind;
    this.names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    this.maker = maker;
    this.classes = Map.copyOf(classes);
  }

  private Tensors(String kind, Map<String, Tensor> tensors) {
    this(kind, tensors.keySet(), new LinkedHashMap<>(tensors)::get, Map.of());
  }

  /** What a network reads. */
  public static Tensors fields(Map<String, Tensor> tensors) {
    return new Tensors("field", tensors);
  }

  /**
   * What a network may read: a field that nothing asks for is never made.
   *
   * @param maker makes the tensor of a name, once
   * @param classes of the fields whose integers are known to be classes, how many there are
   */
  public static Tensors fields(Set<String> names, Function<String, Tensor> maker, Map<String, Integer> classes) {
    return new Tensors("field", names, maker, classes);
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
    return names;
  }

  /**
   * The tensor of a name.
   *
   * @throws GraphException where there is none, with the names that there are
   */
  public Tensor get(String name) {
    if (!names.contains(name)) {
      throw new GraphException("there is no " + kind + " named " + name + "; there are " + names);
    }
    return made.computeIfAbsent(name, maker);
  }

  /**
   * The tensor, where it is the only one.
   *
   * @throws GraphException where there are others
   */
  public Tensor only() {
    return get(onlyName());
  }

  /**
   * The name of the only tensor.
   *
   * @throws GraphException where there are others
   */
  public String onlyName() {
    if (names.size() != 1) {
      throw new GraphException("one " + kind + " is needed, there are " + names + "; say which one with its name");
    }
    return names.iterator().next();
  }

  /** The same, with another tensor under one of the names. */
  public Tensors with(String name, Tensor tensor) {
    return with(name, () -> tensor);
  }

  /** The same, with another tensor under one of the names, which is made when it is first asked for. */
  public Tensors with(String name, Supplier<Tensor> tensor) {
    Map<String, Integer> others = new HashMap<>(classes);
    others.remove(name);
    return new Tensors(kind, names, asked -> asked.equals(name) ? tensor.get() : get(asked), others);
  }

  /** The name of a tensor, where it is one of these as it is. */
  Optional<String> nameOf(Tensor tensor) {
    return made.entrySet().stream().filter(field -> field.getValue().equals(tensor)).map(Map.Entry::getKey).findFirst();
  }

  /** Of how many classes a tensor tells, where it is a field of which this is known. */
  OptionalInt classesOf(Tensor tensor) {
    return nameOf(tensor).map(classes::get).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /** All by name, in order. */
  public Map<String, Tensor> byName() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    names.forEach(name -> all.put(name, get(name)));
    return all;
  }
}
