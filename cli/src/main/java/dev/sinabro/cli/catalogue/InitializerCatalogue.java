package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.ANY;
import static dev.sinabro.cli.catalogue.Range.NOT_NEGATIVE;
import static dev.sinabro.cli.catalogue.Range.POSITIVE;

import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Initializer;

/** How the weights of a layer can begin. */
public final class InitializerCatalogue {

  public static final Catalogue<Initializer> INITIALIZERS = Catalogue.of("initializer", "initializers",

      entry("glorot", "uniform, up to sqrt(6 / (inputs + outputs)); Glorot and Bengio, 2010",
          _ -> new Initializer.Glorot()).peer("torch.nn.init.xavier_uniform_"),

      entry("glorot-normal", "normal, of variance 2 / (inputs + outputs); Glorot and Bengio, 2010",
          _ -> new Initializer.GlorotNormal()).peer("torch.nn.init.xavier_normal_"),

      entry("he", "uniform, up to sqrt(6 / inputs); He, Zhang, Ren and Sun, 2015", _ -> new Initializer.He())
          .peer("torch.nn.init.kaiming_uniform_"),

      entry("he-normal", "normal, of variance 2 / inputs; He, Zhang, Ren and Sun, 2015",
          _ -> new Initializer.HeNormal()).peer("torch.nn.init.kaiming_normal_"),

      entry("kaiming-uniform", "uniform, up to sqrt(6 / ((1 + slope^2) inputs)), as PyTorch begins its layers",
          k -> new Initializer.KaimingUniform(
              k.number("slope", Math.sqrt(5), NOT_NEGATIVE, "of the ReLU below 0")))
          .peer("torch.nn.init.kaiming_uniform_"),

      entry("orthogonal", "rows at right angles to each other; Saxe, McClelland and Ganguli, 2014",
          k -> new Initializer.Orthogonal(
              k.number("gain", 1, POSITIVE, "the length of each row")))
          .peer("torch.nn.init.orthogonal_"),

      entry("uniform", "uniform between two values", k -> new Initializer.Uniform(
          k.number("low", -0.05, ANY, "the least value"),
          k.number("high", 0.05, ANY, "the largest value"))).peer("torch.nn.init.uniform_"),

      entry("normal", "normal", k -> new Initializer.Normal(
          k.number("mean", 0, ANY, "of the values"),
          k.number("deviation", 1, NOT_NEGATIVE, "of the values from their mean"))).peer("torch.nn.init.normal_"),

      entry("truncated-normal", "normal, but for what lies too far out", k -> new Initializer.TruncatedNormal(
          k.number("mean", 0, ANY, "of the values"),
          k.number("deviation", 1, POSITIVE, "of the values from their mean, before they are cut off"),
          k.number("low", -2, ANY, "the least value"),
          k.number("high", 2, ANY, "the largest value"))).peer("torch.nn.init.trunc_normal_"),

      entry("zeros", "all weights 0", _ -> new Initializer.Constant(0)).peer("torch.nn.init.zeros_"),

      entry("constant", "all weights alike", k -> new Initializer.Constant(
          k.number("value", 0, ANY, "of each weight"))).peer("torch.nn.init.constant_"));

  private InitializerCatalogue() {}

  /** What suits an activation, as {@link Initializer#before} has it. */
  public static Choice<Initializer> before(Choice<Activation> activation) {
    var suits = Initializer.before(activation.complete().build());
    return INITIALIZERS.entries().stream().map(Entry::name).map(INITIALIZERS::choice)
        .filter(choice -> choice.build().equals(suits)).findFirst().orElseThrow();
  }

  /** Normal with mean 0. */
  static Choice<Initializer> normal(double deviation) {
    return INITIALIZERS.choice("normal").with("deviation", deviation);
  }
}
