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
      entry("leaky-relu", "x where x > 0, else slope x; Maas, Hannun and Ng, 2013", k -> new Activation.LeakyRelu(
          k.number("slope", 0.01, Range.ANY, "below 0"))).peer("torch.nn.LeakyReLU"),
      entry("prelu", "x where x > 0, else x times a learned slope; He, Zhang, Ren and Sun, 2015",
          k -> new Activation.PRelu(
              k.whole("count", 1, 1, "of slopes: 1, or one for each channel"),
              k.number("first", 0.25, Range.ANY, "value of each slope")))
          .peer("torch.nn.PReLU"),
      entry("elu", "x where x > 0, else alpha (e^x - 1); Clevert, Unterthiner and Hochreiter, 2016",
          k -> new Activation.Elu(
              k.number("alpha", 1, Range.ANY, "what it falls to, with the sign turned")))
          .peer("torch.nn.ELU"),
      entry("selu", "an ELU through which mean 0 and variance 1 pass; Klambauer et al., 2017", _ -> Activation.SELU)
          .peer("torch.nn.SELU"),
      entry("gelu", "x times the normal distribution's share below it; Hendrycks and Gimpel, 2016",
          k -> new Activation.Gelu(
              k.word("approximate", Activation.Gelu.Approximate.NONE,
                  "by which function; none: by the error function")))
          .peer("torch.nn.GELU"),
      entry("silu", "x sigmoid(x), also called swish; Elfwing, Uchibe and Doya, 2017", _ -> Activation.SILU)
          .peer("torch.nn.SiLU"),
      entry("mish", "x tanh(log(1 + e^x)); Misra, 2019", _ -> Activation.MISH).peer("torch.nn.Mish"),
      entry("hard-sigmoid", "x / 6 + 1 / 2, cut off at 0 and 1", _ -> Activation.HARD_SIGMOID)
          .peer("torch.nn.Hardsigmoid"),
      entry("softplus", "log(1 + e^(beta x)) / beta, a smooth ReLU", k -> new Activation.Softplus(
          k.number("beta", 1, Range.POSITIVE, "the larger, the closer to ReLU"))).peer("torch.nn.Softplus"),
      entry("softmax", "e^x / sum e^x along an axis", k -> new Activation.Softmax(axis(k))).peer("torch.nn.Softmax"),
      entry("log-softmax", "the logarithm of softmax", k -> new Activation.LogSoftmax(axis(k)))
          .peer("torch.nn.LogSoftmax"));

  private ActivationCatalogue() {}

  private static int axis(Keys k) {
    return k.whole("axis", -1, Integer.MIN_VALUE, "that sums to 1; the batch is axis 0, -1 the last");
  }
}
