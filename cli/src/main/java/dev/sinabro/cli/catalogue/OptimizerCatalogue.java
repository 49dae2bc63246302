package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FRACTION;
import static dev.sinabro.cli.catalogue.Range.NOT_NEGATIVE;
import static dev.sinabro.cli.catalogue.Range.POSITIVE;

import dev.sinabro.optim.Adam;
import dev.sinabro.optim.AdamW;
import dev.sinabro.optim.ClipByGlobalNorm;
import dev.sinabro.optim.ClipByValue;
import dev.sinabro.optim.GradientDescent;
import dev.sinabro.optim.Momentum;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.WeightFilter;

/** The optimizers. */
public final class OptimizerCatalogue {

  public static final Catalogue<Optimizer> OPTIMIZERS = Catalogue.of("optimizer", "optimizers",

      entry("sgd", "stochastic gradient descent: a step against the gradient", k -> new GradientDescent(
          learningRate(k, 0.01),
          weightDecay(k))).peer("torch.optim.SGD"),

      entry("momentum", "gradient descent with a velocity, which carries the step on", k -> new Momentum(
          learningRate(k, 0.01),
          k.number("momentum", 0.9, FRACTION, "part of the last update that is kept"),
          weightDecay(k))).peer("torch.optim.SGD"),

      entry("adam", "steps of about equal size for each weight; Kingma and Ba, 2015", k -> new Adam(
          learningRate(k, 0.001),
          k.number("beta1", 0.9, FRACTION, "decay of the mean of the gradients"),
          k.number("beta2", 0.999, FRACTION, "decay of the mean of their squares"),
          k.number("epsilon", 1e-8, POSITIVE, "keeps the division from 0"),
          weightDecay(k))).peer("torch.optim.Adam"),

      entry("adamw", "Adam whose decay does not pass through the moments; Loshchilov and Hutter, 2019", k -> new AdamW(
          learningRate(k, 0.001),
          k.number("beta1", 0.9, FRACTION, "decay of the mean of the gradients"),
          k.number("beta2", 0.999, FRACTION, "decay of the mean of their squares"),
          k.number("epsilon", 1e-8, POSITIVE, "keeps the division from 0"),
          k.number("weight-decay", 0.01, NOT_NEGATIVE, "pull of the weights towards 0"),
          k.flag("decay-all", true, "whether biases and norms decay too")
              ? WeightFilter.none()
              : WeightFilter.biasesAndNorms()))
          .peer("torch.optim.AdamW"),

      entry("clip-by-value", "cuts each element of the gradients off", k -> new ClipByValue(
          k.number("limit", 1, POSITIVE, "the largest element"))
          .then(then(k))).peer("torch.nn.utils.clip_grad_value_").type(ClipByValue.class),

      entry("clip-by-global-norm", "shrinks all gradients alike where they are long together",
          k -> new ClipByGlobalNorm(
              k.number("limit", 1, POSITIVE, "the largest length"))
              .then(then(k)))
          .peer("torch.nn.utils.clip_grad_norm_").type(ClipByGlobalNorm.class),

      entry("averaged", "keeps averages of the weights, by which the model is judged", k -> then(k).averaged(
          k.number("decay", 0.999, FRACTION, "part of the average that is kept at a step")))
          .peer("torch.optim.swa_utils.AveragedModel"),

      entry("freezing", "leaves some weights as they are", k -> then(k).freezing(WeightFilter.named(
          k.text("weights", "names of weights, such as 0.*",
              "of the weights that stay; * stands for any characters"))))
          .type(WeightFilter.class));

  private OptimizerCatalogue() {}

  private static Optimizer then(Keys k) {
    return k.one("then", OptimizerCatalogue.OPTIMIZERS, "adam", "the optimizer that follows");
  }

  private static double learningRate(Keys k, double absent) {
    return k.number("learning-rate", absent, POSITIVE, "step size");
  }

  private static double weightDecay(Keys k) {
    return k.number("weight-decay", 0, NOT_NEGATIVE, "pull of the weights towards 0");
  }
}
