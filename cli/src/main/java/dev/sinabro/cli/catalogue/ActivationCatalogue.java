package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.nn.Activation;

/** The activations. */
public final class ActivationCatalogue {

  public static final Catalogue<Activation> ACTIVATIONS = Catalogue.of("activation", "activations",
      entry("step", "1 where x > 0, else 0; it has no slope to learn from", _ -> Activation.STEP),
      entry("identity", "x", _ -> Activation.IDENTITY).peer("torch.nn.Identity"),
      entry("sigmoid", "1 / (1 + e^-x)", _ -> Activation.SIGMOID).peer("torch.nn.Sigmoid"),
      entry("tanh", "the hyperbolic tangent", _ -> Activation.TANH).peer("torch.nn.Tanh"),
      entry("relu", "the larger of x and 0", _ -> Activation.RELU).peer("torch.nn.ReLU"),
      entry("gelu", "x times the normal distribution's share below it; Hendrycks and Gimpel, 2016",
          _ -> Activation.GELU).peer("torch.nn.GELU"),
      entry("softmax", "e^x / sum e^x over the last axis", _ -> Activation.SOFTMAX).peer("torch.nn.Softmax"));

  private ActivationCatalogue() {}
}
