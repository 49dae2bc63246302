package dev.sinabro.run;

import dev.sinabro.backend.Buffer;
import dev.sinabro.compile.Slot;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.MemorySegment;

/** A variable where it lies on the device. */
record StateTensor(Buffer state, Slot slot) implements StoredTensor {
  @Override
  public TensorType type() {
    return slot.type();
  }

  @Override
  public void read(long offset, MemorySegment target) {
    state.download(slot.offset() + offset, target);
  }
}
