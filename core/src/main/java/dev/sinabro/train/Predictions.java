package dev.sinabro.train;

import dev.sinabro.compile.Slot;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Execution;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a network says of some rows: a tensor [rows, ...] for each of its outputs, of any shape and element type. */
public final class Predictions {
  private final Map<String, HostTensor> outputs = new LinkedHashMap<>();

  /** Room for the outputs of a step, for so many rows. */
  Predictions(Map<String, Slot> step, int batch, int rows) {
    step.forEach((name, slot) -> {
      Shape shape = slot.type().shape();
      if (shape.rank() == 0 || shape.extent(0) != batch) {
        throw new ObjectiveException("output " + name + " has shape " + shape + " for " + batch
            + " rows; the first axis of an output is that of the rows");
      }
      TensorType type = new TensorType(slot.type().dtype(), shape.with(0, rows));
      outputs.put(name, new HostTensor(type, Arena.ofAuto().allocate(type.byteSize(), Long.BYTES)));
    });
  }

  /** Takes the results of a step. */
  void put(int from, Execution step) {
    outputs.forEach((name, all) -> {
      MemorySegment some = step.tensor(name).bytes();
      long rowBytes = all.row(0).type().byteSize();
      MemorySegment.copy(some, 0, all.bytes(), from * rowBytes, some.byteSize());
    });
  }

  /** All by name, in the network's order. */
  public Map<String, HostTensor> outputs() {
    return Collections.unmodifiableMap(outputs);
  }

  /**
   * The predictions of one output, [rows, ...].
   *
   * @throws IllegalArgumentException where there is none of this name
   */
  public HostTensor output(String name) {
    if (!outputs.containsKey(name)) {
      throw new IllegalArgumentException("there is no output " + name + "; there are " + outputs.keySet());
    }
    return Objects.requireNonNull(outputs.get(name));
  }

  /**
   * The predictions of the only output, [rows, ...].
   *
   * @throws IllegalStateException where there are others
   */
  public HostTensor only() {
    if (outputs.size() != 1) {
      throw new IllegalStateException("the network has the outputs " + outputs.keySet() + "; name one");
    }
    return outputs.values().iterator().next();
  }

  /** The elements for each row, of the only output. */
  public float[][] rows() {
    return only().rows();
  }
}
