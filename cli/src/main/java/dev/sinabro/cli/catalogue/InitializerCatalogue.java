package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.ANY;

import dev.sinabro.nn.Initializer;

/** How the weights of a layer can begin. */
public final class InitializerCatalogue {

  public static final Catalogue<Initializer> INITIALIZERS = Catalogue.of("initializer", "initializers",
      entry("glorot", "uniform to sqrt(6 / (inputs + outputs)); Glorot and Bengio, 2010",
          _ -> new Initializer.Glorot()),
      entry("he", "uniform to sqrt(6 / inputs); He, Zhang, Ren and Sun, 2015", _ -> new Initializer.He()),
      entry("constant", "all weights alike", k -> new Initializer.Constant(
          k.number("value", 0, ANY, "of each weight"))));

  private InitializerCatalogue() {}

  /** What suits an activation: He's is for ReLU, which cuts off half of the values. */
  public static Choice<Initializer> before(String activation) {
    return INITIALIZERS.choice(activation.equals("relu") ? "he" : "glorot");
  }
}
