package dev.sinabro.compile;

import dev.sinabro.graph.TensorType;
import org.jspecify.annotations.Nullable;

/** The memory behind one or more tensors: an input, a constant, a variable, or a temporary, which gets its place last. */
final class Storage {
  private final TensorType type;
  private final int writer;
  private @Nullable Place place;
  private int lastUse;

  /** The start of a storage: bytes from the start of a region. */
  record Place(Region region, long offset) {}

  private Storage(TensorType type, int writer, @Nullable Place place) {
    this.type = type;
    this.writer = writer;
    this.lastUse = writer;
    this.place = place;
  }

  static Storage at(Slot slot) {
    return new Storage(slot.type(), -1, new Place(slot.region(), slot.offset()));
  }

  /** A temporary that the task of the given number writes first. */
  static Storage temporary(TensorType type, int writer) {
    return new Storage(type, writer, null);
  }

  /** Its elements, as they are laid out. */
  TensorType type() {
    return type;
  }

  long byteSize() {
    return type.byteSize();
  }

  /** The number of the first task that writes it; -1 for an input, a constant or a variable. */
  int writer() {
    return writer;
  }

  boolean isPlaced() {
    return place != null;
  }

  boolean isIn(Region region) {
    return place != null && place.region() == region;
  }

  Place place() {
    if (place == null) {
      throw new IllegalStateException("a temporary is used before it has a place");
    }
    return place;
  }

  void placeAt(Place place) {
    this.place = place;
  }

  /** Where it is; before it has its place, at the start of the arena. */
  Slot slot() {
    return place == null ? new Slot(Region.ARENA, 0, type) : new Slot(place.region(), place.offset(), type);
  }

  /** The number of the last task that needs it. */
  int lastUse() {
    return lastUse;
  }

  void usedBy(int task) {
    lastUse = Math.max(lastUse, task);
  }
}
