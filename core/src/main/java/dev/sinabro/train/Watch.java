package dev.sinabro.train;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.optim.WeightFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training tells of some of its steps, by {@link TrainingEvent.Watched}: the loss, and of named tensors what is asked
 * for. Names are those of parameters, such as {@code 0.weight}, and the places of layers for their outputs, such as {@code 0};
 * in a form, {@code *} stands for any characters. Before such a step a program of its own finds that out, and changes
 * nothing: the other steps take no longer, and all train to the same bits as without.
 *
 * <pre>{@code
 * Watch.every(100).norms("*").gradientNorms("*.weight").histograms("3")
 * }</pre>
 *
 * @param steps every so many steps, at least 1
 * @param asked for
 */
public record Watch(int steps, List<Asked> asked) {
  /** Bins of a histogram. */
  public static final int BINS = 32;

  /** What can be told of a tensor. */
  public enum Quantity {
    /** Its elements, before the weights change. */
    VALUE,
    /** The gradient of the loss by it: of a parameter as the optimizer is given it. */
    GRADIENT,
    /** The square root of the sum of its squared elements. */
    NORM,
    /** The same of its gradient. */
    GRADIENT_NORM,
    /** The same of what the step adds to it: of a parameter only; 0 of one that is frozen. */
    UPDATE_NORM,
    /** How its elements are distributed: the least, the largest, and counts of {@link Watch#BINS} equal bins between. */
    HISTOGRAM,
    /** The same of its gradient. */
    GRADIENT_HISTOGRAM;

    Tensor of(Tensor x) {
      return switch (this) {
        case VALUE, GRADIENT -> x;
        case NORM, GRADIENT_NORM, UPDATE_NORM -> x.cast(DType.F32).square().sum().sqrt();
        case HISTOGRAM, GRADIENT_HISTOGRAM -> histogram(x.cast(DType.F32).reshape(x.shape().count()));
      };
    }
  }

  /**
   * What is asked for.
   *
   * @param form of the names of the tensors that are meant
   * @param ofParameters whether only parameters are meant
   */
  public record Asked(Quantity quantity, String form, boolean ofParameters) {
    boolean matches(String name, boolean isParameter) {
      return (isParameter || !ofParameters && quantity != Quantity.UPDATE_NORM)
          && new WeightFilter.Named(form).matches(name);
    }
  }

  /**
   * A quantity of one tensor.
   *
   * @param name of the tensor
   */
  public record Reading(Quantity quantity, String name) {}

  /** Keeps a copy of the list; checks the range. */
  public Watch {
    asked = List.copyOf(asked);
    if (steps < 1) {
      throw new IllegalArgumentException("a watch every " + steps + " steps; it must be at least 1");
    }
  }

  /** Every so many steps; so far the loss alone. */
  public static Watch every(int steps) {
    return new Watch(steps, List.of());
  }

  /** Also a quantity of all tensors whose names are of a form. */
  public Watch and(Quantity quantity, String form) {
    return and(new Asked(quantity, form, false));
  }

  /** Also a quantity of all parameters. */
  public Watch parameters(Quantity quantity) {
    return and(new Asked(quantity, "*", true));
  }

  private Watch and(Asked one) {
    List<Asked> more = new ArrayList<>(asked);
    more.add(one);
    return new Watch(steps, more);
  }

  /** Also their elements. */
  public Watch values(String form) {
    return and(Quantity.VALUE, form);
  }

  /** Also the gradients by them. */
  public Watch gradients(String form) {
    return and(Quantity.GRADIENT, form);
  }

  /** Also their norms. */
  public Watch norms(String form) {
    return and(Quantity.NORM, form);
  }

  /** Also the norms of their gradients. */
  public Watch gradientNorms(String form) {
    return and(Quantity.GRADIENT_NORM, form);
  }

  /** Also their histograms. */
  public Watch histograms(String form) {
    return and(Quantity.HISTOGRAM, form);
  }

  /** Also the histograms of their gradients. */
  public Watch gradientHistograms(String form) {
    return and(Quantity.GRADIENT_HISTOGRAM, form);
  }

  /** Whether a step is watched, by its number from 1. */
  boolean at(int step) {
    return step % steps == 0;
  }

  /** What is not finite is left out. */
  private static Tensor histogram(Tensor x) {
    Graph graph = x.graph();
    Tensor finite = x.abs().lessEqual(Float.MAX_VALUE);
    Tensor low = finite.select(x, graph.constant(Double.POSITIVE_INFINITY)).amin();
    Tensor high = finite.select(x, graph.constant(Double.NEGATIVE_INFINITY)).amax();
    Tensor width = high.sub(low);
    Tensor unit = width.greater(0).select(width, graph.constant(1.0));
    Tensor bin = x.sub(low).div(unit).mul(BINS).floor().clamp(0, BINS - 1);
    Tensor number = finite.select(bin, graph.constant(-1.0)).cast(DType.I32);
    Tensor ones = graph.constant(1.0).broadcast(x.shape());
    Tensor counts = graph.constant(0.0).broadcast(Shape.of(BINS)).scatterAdd(number, ones);
    return graph.concat(0, List.of(low.reshape(1), high.reshape(1), counts));
  }
}
