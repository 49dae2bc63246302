package dev.sinabro.cli.config;

import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import org.jspecify.annotations.Nullable;

/** One entry of the model. */
public sealed interface LayerSpec {

  /**
   * A fully connected layer.
   *
   * @param units outputs, at least 1; null in the last dense layer: as many as the target needs
   * @param activation applied to its output
   */
  record Dense(@Nullable Integer units, Activation activation, Initialization initialization, boolean bias)
      implements LayerSpec {}

  /** An activation that stands alone. */
  record Activate(Activation function) implements LayerSpec {}

  /**
   * Dropout.
   *
   * @param rate the fraction of values that are set to zero in training, at least 0 and below 1
   */
  record Dropout(double rate) implements LayerSpec {}

  /** How the weights of a layer begin. */
  enum Initialization {
    GLOROT, HE;

    Initializer initializer() {
      return switch (this) {
        case GLOROT -> new Initializer.Glorot();
        case HE -> new Initializer.He();
      };
    }

    /** What suits the activation that follows. */
    static Initialization before(Activation activation) {
      return switch (activation) {
        case RELU -> HE;
        case STEP, IDENTITY, SIGMOID, TANH, SOFTMAX -> GLOROT;
      };
    }
  }

  /**
   * The layer.
   *
   * @param outputs units where this layer names none
   */
  default Layer layer(int outputs) {
    return switch (this) {
      case Dense(Integer units, Activation activation, Initialization initialization, boolean bias) ->
        new dev.sinabro.nn.Dense(units == null ? outputs : units, activation, initialization.initializer(), bias);
      case Activate(Activation function) -> function;
      case Dropout(double rate) -> new dev.sinabro.nn.Dropout(rate);
    };
  }
}
