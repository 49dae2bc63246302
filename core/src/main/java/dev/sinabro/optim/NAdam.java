package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;

/**
 * Adam with Nesterov's momentum. With g' = g + weightDecay * w, m and v as in {@link Adam}, mu_t = beta1 * (1 - 0.96^(t *
 * momentumDecay) / 2) and the product P of mu_1 .. mu_t: w - rate * ((1 - mu_t) / (1 - P) * g' + mu_(t+1) / (1 - P * mu_(t+1))
 * * m) / (sqrt(vHat) + epsilon). Dozat, 2016. Moments are kept as {@code exp_avg} and {@code exp_avg_sq}, as in PyTorch, and 1
 * - P as {@code mu_rest}: of what begins at 0, no digits are lost.
 *
 * @param learningRate above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon at least 0
 * @param momentumDecay at least 0
 * @param weightDecay at least 0
 */
public record NAdam(double learningRate, double beta1, double beta2, double epsilon, double momentumDecay,
    double weightDecay) implements PerWeight {
  /** Checks the ranges. */
  public NAdam {
    Checks.adam(learningRate, beta1, beta2, epsilon, weightDecay);
    Checks.notNegative("momentum decay", momentumDecay);
  }

  @Override
  public String name() {
    return "nadam";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor gradient = WeightDecay.add(weight.gradient(), weight.value(), weightDecay);
    Adam.Moments moments = Adam.Moments.of(weight, gradient, beta1, beta2);
    Tensor now = momentum(step.number());
    Tensor next = momentum(step.number().add(1));
    Tensor one = step.graph().constant(1.0);
    String name = "mu_rest." + weight.name();
    Tensor rest = one.sub(now).add(step.kept(name, TensorType.f32()).mul(now));
    step.keep(name, rest);
    Tensor restNext = one.sub(next).add(rest.mul(next));
    Tensor size = moments.second().sqrt().div(Adam.correction(beta2, step).sqrt()).add(epsilon);
    Tensor rate = step.rate(learningRate);
    Tensor ofGradient = rate.mul(one.sub(now)).div(rest).mul(gradient);
    Tensor ofMoment = rate.mul(next).div(restNext).mul(moments.first());
    return weight.value().sub(ofGradient.add(ofMoment).div(size));
  }

  /** mu of a step. */
  private Tensor momentum(Tensor number) {
    return number.mul(momentumDecay * Math.log(0.96)).exp().mul(-0.5).add(1).mul(beta1);
  }
}
