package dev.sinabro.compile;

import dev.sinabro.graph.Shape;
import java.util.Optional;

/** Some elements of a storage, or all of them, as a tensor. */
record Part(Storage storage, Layout layout) {

  /** All of a storage, in its order. */
  static Part of(Storage storage) {
    return new Part(storage, Layout.contiguous(storage.type().shape()));
  }

  /** The same elements in another shape; nothing where no strides give their order. */
  Optional<Part> in(Shape shape) {
    return shape.equals(layout.shape())
        ? Optional.of(this)
        : layout.reshaped(shape).map(reshaped -> new Part(storage, reshaped));
  }

  boolean isWhole() {
    return view().isWhole();
  }

  /** The operand of a step. Before the storage has its place only the offset within a slot is right. */
  View view() {
    return new View(storage.slot(), layout);
  }
}
