package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * How the weights of a model change at a step. One that treats each weight alone is a {@link PerWeight}.
 *
 * <pre>{@code
 * Optimizer optimizer = clipByGlobalNorm(1).then(Optimizer.adamW(1e-3).except(biasesAndNorms())).averaged(0.999);
 * }</pre>
 */
public interface Optimizer {

  /** The name in configurations and listings, such as {@code adam}. */
  String name();

  /** The learning rate before a schedule scales it. */
  double learningRate();

  /**
   * Builds the update of all weights: gives each its {@linkplain Weight#set next value}. A weight that is given none stays
   * as it is.
   *
   * @param weights with their gradients
   * @param step what else it can read and keep
   */
  void step(List<Weight> weights, Step step);

  /** The value with which the model is evaluated: the weight's own, unless the optimizer keeps a better one. */
  default Tensor evaluated(Weight weight, Step step) {
    return weight.value();
  }

  /**
   * The same, which leaves some weights as they are. Their gradients are not computed. Where names are given and no weight
   * has one, building a step ends with a {@link dev.sinabro.graph.GraphException}.
   */
  default Optimizer freezing(WeightFilter frozen) {
    return new Freezing(this, frozen);
  }

  /** The same, which keeps averages of the weights, and evaluates the model with these; see {@link Averaged}. */
  default Optimizer averaged(double decay) {
    return new Averaged(this, decay);
  }

  /** w - rate * g. */
  static GradientDescent sgd(double learningRate) {
    return new GradientDescent(learningRate, 0);
  }

  /** v = momentum * v + g; w - rate * v. */
  static Momentum momentum(double learningRate, double momentum) {
    return new Momentum(learningRate, momentum, 0);
  }

  /** v = momentum * v + g; w - rate * (g + momentum * v). */
  static Nesterov nesterov(double learningRate, double momentum) {
    return new Nesterov(learningRate, momentum, 0);
  }

  /** AdaGrad with PyTorch's constants: epsilon 1e-10. */
  static AdaGrad adaGrad(double learningRate) {
    return new AdaGrad(learningRate, 0, 1e-10, 0);
  }

  /** AdaDelta with PyTorch's constants: rho 0.9, epsilon 1e-6. */
  static AdaDelta adaDelta(double learningRate) {
    return new AdaDelta(learningRate, 0.9, 1e-6, 0);
  }

  /** RMSProp with PyTorch's constants: alpha 0.99, epsilon 1e-8. */
  static RmsProp rmsProp(double learningRate) {
    return new RmsProp(learningRate, 0.99, 1e-8, 0, false, 0);
  }

  /** AdaMax with the usual constants: decays 0.9 and 0.999, epsilon 1e-8. */
  static AdaMax adaMax(double learningRate) {
    return new AdaMax(learningRate, 0.9, 0.999, 1e-8, 0);
  }

  /** NAdam with PyTorch's constants: decays 0.9 and 0.999, epsilon 1e-8, momentum decay 0.004. */
  static NAdam nAdam(double learningRate) {
    return new NAdam(learningRate, 0.9, 0.999, 1e-8, 0.004, 0);
  }

  /** Lion with its authors' constants: decays 0.9 and 0.99. */
  static Lion lion(double learningRate) {
    return new Lion(learningRate, 0.9, 0.99, 0);
  }

  /** Muon with PyTorch's constants (momentum 0.95 of Nesterov, 5 iterations, weight decay 0.1), for matrices only. */
  static Muon muon(double learningRate) {
    return new Muon(learningRate, 0.95, true, 5, 0.1);
  }

  /** Adam with the usual constants: decays 0.9 and 0.999, epsilon 1e-8. */
  static Adam adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0, false);
  }

  /** AdamW with PyTorch's constants: decays 0.9 and 0.999, epsilon 1e-8, weight decay 0.01. */
  static AdamW adamW(double learningRate) {
    return new AdamW(learningRate, 0.9, 0.999, 1e-8, 0.01, false, WeightFilter.none());
  }
}
