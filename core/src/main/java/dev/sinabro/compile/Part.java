package dev.sinabro.compile;

/** Some elements of a storage, or all of them, as a tensor. */
record Part(Storage storage, Layout layout) {

  /** All of a storage, in its order. */
  static Part of(Storage storage) {
    return new Part(storage, Layout.contiguous(storage.type().shape()));
  }

  boolean isWhole() {
    return view().isWhole();
  }

  /** The operand of a step. Before the storage has its place only the offset within a slot is right. */
  View view() {
    return new View(storage.slot(), layout);
  }
}
