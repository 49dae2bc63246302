package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.ActivationCatalogue.ACTIVATIONS;
import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FRACTION;

import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Dropout;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;

/** The layers; an activation is one too. */
public final class LayerCatalogue {

  /** A model, as messages show it. */
  public static final String EXAMPLE = "[dense: {units: 64, activation: relu}, dense: {}]";

  public static final Catalogue<Layer> LAYERS = Catalogue.<Layer>of("layer", "layers",

      entry("dense", "each output is a weighted sum of all inputs", k -> new Dense(
          k.units("outputs; as many as the target needs if absent in the last one"),
          k.one("activation", ACTIVATIONS, "identity", "applied to the outputs"),
          k.initialization("how the weights begin; as suits the activation if absent"),
          k.flag("bias", true, "whether a number is added to each output"))),

      entry("activation", "an activation; its name alone says the same",
          k -> k.one("function", ACTIVATIONS, "which one")),

      entry("dropout", "sets values to zero while training; Srivastava et al., 2014", k -> new Dropout(
          k.number("rate", 0.5, FRACTION, "fraction of values set to zero while training"))),

      entry("sequential", "layers one after the other, as one layer", k -> new Sequential(
          k.several("layers", LayerCatalogue.LAYERS, EXAMPLE, "from input to output"))))

      .and(ACTIVATIONS);

  private LayerCatalogue() {}
}
