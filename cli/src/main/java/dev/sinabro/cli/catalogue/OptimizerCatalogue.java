package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FRACTION;
import static dev.sinabro.cli.catalogue.Range.NOT_NEGATIVE;
import static dev.sinabro.cli.catalogue.Range.POSITIVE;

import dev.sinabro.optim.AdaDelta;
import dev.sinabro.optim.AdaGrad;
import dev.sinabro.optim.AdaMax;
import dev.sinabro.optim.Adam;
import dev.sinabro.optim.AdamW;
import dev.sinabro.optim.ClipByGlobalNorm;
import dev.sinabro.optim.ClipByValue;
import dev.sinabro.optim.GradientDescent;
import dev.sinabro.optim.Lion;
import dev.sinabro.optim.Momentum;
import dev.sinabro.optim.Muon;
import dev.sinabro.optim.NAdam;
import dev.sinabro.optim.Nesterov;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.RmsProp;
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

      entry("nesterov", "momentum that looks ahead; Nesterov, 1983", k -> new Nesterov(
          learningRate(k, 0.01),
          k.number("momentum", 0.9, FRACTION, "part of the last update that is kept"),
          weightDecay(k))).peer("torch.optim.SGD(nesterov=True)"),

      entry("adagrad", "steps that shrink with all gradients so far; Duchi, Hazan and Singer, 2011", k -> new AdaGrad(
          learningRate(k, 0.01),
          k.number("rate-decay", 0, NOT_NEGATIVE, "how the learning rate falls by itself with the steps"),
          epsilon(k, 1e-10),
          weightDecay(k))).peer("torch.optim.Adagrad"),

      entry("adadelta", "steps in the units of the weights; Zeiler, 2012", k -> new AdaDelta(
          learningRate(k, 1),
          k.number("rho", 0.9, FRACTION, "decay of the means of squares"),
          epsilon(k, 1e-6),
          weightDecay(k))).peer("torch.optim.Adadelta"),

      entry("rmsprop", "gradients divided by the root of their mean square; Tieleman and Hinton, 2012",
          k -> new RmsProp(
              learningRate(k, 0.01),
              k.number("alpha", 0.99, FRACTION, "decay of the mean of squares"),
              epsilon(k, 1e-8),
              k.number("momentum", 0, FRACTION, "part of the last update that is kept"),
              k.flag("centered", false, "whether the mean of the gradients is taken off"),
              weightDecay(k)))
          .peer("torch.optim.RMSprop"),

      entry("adam", "steps of about equal size for each weight; Kingma and Ba, 2015", k -> new Adam(
          learningRate(k, 0.001),
          beta1(k),
          beta2(k, 0.999),
          epsilon(k, 1e-8),
          weightDecay(k),
          amsgrad(k))).peer("torch.optim.Adam"),

      entry("adamax", "Adam by the largest gradient; Kingma and Ba, 2015", k -> new AdaMax(
          learningRate(k, 0.002),
          beta1(k),
          beta2(k, 0.999),
          epsilon(k, 1e-8),
          weightDecay(k))).peer("torch.optim.Adamax"),

      entry("nadam", "Adam with Nesterov's momentum; Dozat, 2016", k -> new NAdam(
          learningRate(k, 0.002),
          beta1(k),
          beta2(k, 0.999),
          epsilon(k, 1e-8),
          k.number("momentum-decay", 0.004, NOT_NEGATIVE, "how the momentum comes to its full size"),
          weightDecay(k))).peer("torch.optim.NAdam"),

      entry("adamw", "Adam whose decay does not pass through the moments; Loshchilov and Hutter, 2019", k -> new AdamW(
          learningRate(k, 0.001),
          beta1(k),
          beta2(k, 0.999),
          epsilon(k, 1e-8),
          k.number("weight-decay", 0.01, NOT_NEGATIVE, "pull of the weights towards 0"),
          amsgrad(k),
          k.flag("decay-all", true, "whether biases and norms decay too")
              ? WeightFilter.none()
              : WeightFilter.biasesAndNorms()))
          .peer("torch.optim.AdamW"),

      entry("lion", "steps of one size, by the sign of the momentum; Chen et al., 2023", k -> new Lion(
          learningRate(k, 1e-4),
          beta1(k),
          beta2(k, 0.99),
          weightDecay(k))),

      entry("muon", "orthogonal steps for matrices, another optimizer for the rest; Jordan et al., 2024",
          k -> new Muon(
              learningRate(k, 0.001),
              k.number("momentum", 0.95, FRACTION, "part of the mean of gradients that is kept"),
              k.flag("nesterov", true, "whether the momentum looks ahead"),
              k.whole("iterations", 5, 1, "of Newton and Schulz, towards an orthogonal matrix"),
              k.number("weight-decay", 0.1, NOT_NEGATIVE, "pull of the weights towards 0"))
              .with(k.one("others", OptimizerCatalogue.OPTIMIZERS, "adamw", "of weights that are no matrices")))
          .peer("torch.optim.Muon"),

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

  private static double beta1(Keys k) {
    return k.number("beta1", 0.9, FRACTION, "decay of the mean of the gradients");
  }

  private static double beta2(Keys k, double absent) {
    return k.number("beta2", absent, FRACTION, "decay of the mean of their squares");
  }

  private static double epsilon(Keys k, double absent) {
    return k.number("epsilon", absent, POSITIVE, "keeps the division from 0");
  }

  private static boolean amsgrad(Keys k) {
    return k.flag("amsgrad", false, "whether the largest mean of squares so far is taken");
  }

  private static double weightDecay(Keys k) {
    return k.number("weight-decay", 0, NOT_NEGATIVE, "pull of the weights towards 0");
  }
}
