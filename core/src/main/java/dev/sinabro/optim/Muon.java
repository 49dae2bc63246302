package dev.sinabro.optim;

import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * Momentum whose step is made orthogonal: with m = momentum * m + (1 - momentum) * g and d = (1 - momentum) * g + momentum *
 * m, or m without Nesterov's look ahead, a step is w * (1 - rate * weightDecay) - rate * sqrt(max(1, rows / columns)) * O(d).
 * O brings the singular values of d / |d| near 1 by iterations of Newton and Schulz: X = a X + (b A + c A^2) X with A = X X^T
 * and (a, b, c) = (3.4445, -4.775, 2.0315). Jordan et al., 2024. The momentum is kept as {@code momentum_buffer}, as in PyTorch.
 *
 * <p>It is for matrices, and for filters, as matrices [channels out, all else]; {@link #with} gives the other weights to
 * another optimizer. Embeddings and the last layer belong there too, according to its authors.
 *
 * @param learningRate above 0
 * @param momentum in [0, 1)
 * @param nesterov whether the gradient is added once more
 * @param iterations of Newton and Schulz, at least 1; 5 in the source
 * @param weightDecay at least 0
 */
public record Muon(double learningRate, double momentum, boolean nesterov, int iterations, double weightDecay)
    implements PerWeight {
  private static final double A = 3.4445;
  private static final double B = -4.775;
  private static final double C = 2.0315;
  private static final double EPSILON = 1e-7;

  /** Checks the ranges. */
  public Muon {
    new Momentum(learningRate, momentum, weightDecay);
    if (iterations < 1) {
      throw new IllegalArgumentException(iterations + " iterations; there must be 1 at least");
    }
  }

  /** This for matrices, and another optimizer for all other weights. */
  public Groups with(Optimizer others) {
    return Groups.of(WeightFilter.matrices(), this).otherwise(others);
  }

  @Override
  public String name() {
    return "muon";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Shape shape = weight.shape();
    if (shape.rank() < 2) {
      throw new GraphException("muon is for matrices, but weight " + weight.name() + " has shape " + shape
          + "; give it to another optimizer: with(adamW(1e-3))");
    }
    Tensor mean = weight.kept("momentum_buffer").mul(momentum).add(weight.gradient().mul(1 - momentum));
    weight.keep("momentum_buffer", mean);
    Tensor direction = nesterov ? weight.gradient().mul(1 - momentum).add(mean.mul(momentum)) : mean;
    int rows = shape.extent(0);
    int columns = shape.count(1, shape.rank());
    Tensor orthogonal = orthogonal(direction.reshape(rows, columns)).reshape(shape);
    Tensor rate = step.rate(learningRate);
    return WeightDecay.decoupled(weight, rate, weightDecay)
        .sub(rate.mul(Math.sqrt(Math.max(1, rows / (double) columns))).mul(orthogonal));
  }

  /** Of the wide one of a matrix and its transpose, so that products are small. */
  private Tensor orthogonal(Tensor matrix) {
    boolean tall = matrix.shape().extent(0) > matrix.shape().extent(1);
    Tensor x = tall ? matrix.transpose(1, 0) : matrix;
    x = x.div(x.square().sum().sqrt().maximum(EPSILON));
    for (int i = 0; i < iterations; i++) {
      Tensor gram = x.matmul(x, false, true);
      Tensor polynomial = gram.mul(B).add(gram.matmul(gram).mul(C));
      x = x.mul(A).add(polynomial.matmul(x));
    }
    return tall ? x.transpose(1, 0) : x;
  }
}
