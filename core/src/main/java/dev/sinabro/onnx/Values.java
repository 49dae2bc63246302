package dev.sinabro.onnx;

import dev.sinabro.graph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the tensors of a graph are called in the file that is being written. */
final class Values {
  private final Twins twins;
  private final Emission emission;
  private final Map<Tensor, Moved> moved = new HashMap<>();
  private final Map<Tensor, String> names = new HashMap<>();

  Values(Twins twins, Emission emission) {
    this.twins = twins;
    this.emission = emission;
  }

  Twins twins() {
    return twins;
  }

  Emission emission() {
    return emission;
  }

  /** The value of a tensor, perhaps still to be moved. */
  Moved moved(Tensor tensor) {
    return Objects.requireNonNull(moved.get(tensor), tensor::toString);
  }

  /** The name of the value of a tensor as it is. */
  String name(Tensor tensor) {
    return names.computeIfAbsent(tensor, _ -> moved(tensor).written(emission));
  }

  List<Extent> extents(Tensor tensor) {
    return twins.extents(tensor);
  }

  void put(Tensor tensor, String name) {
    put(tensor, Moved.of(name, extents(tensor)));
  }

  void put(Tensor tensor, Moved value) {
    moved.put(tensor, value);
    names.remove(tensor);
  }

  /** A value in another shape, written where that cannot wait. */
  Moved reshaped(Moved value, List<Extent> extents) {
    Moved reshaped = value.reshaped(extents);
    if (reshaped != null) {
      return reshaped;
    }
    return Moved.of(emission.reshaped(value.written(emission), extents), extents);
  }
}
