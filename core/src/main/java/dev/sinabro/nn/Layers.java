package dev.sinabro.nn;

/** The layers, under names that are short to read after a static import. */
public final class Layers {
  private Layers() {}

  /** {@code units} linear outputs, Glorot-initialized. */
  public static Dense dense(int units) {
    return dense(units, Activation.IDENTITY);
  }

  /** {@code units} outputs with an activation; He-initialized before ReLU, else Glorot-initialized. */
  public static Dense dense(int units, Activation activation) {
    return new Dense(units, activation,
        activation == Activation.RELU ? new Initializer.He() : new Initializer.Glorot(), true);
  }

  /** Dropout with a rate in [0, 1). */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }
}
