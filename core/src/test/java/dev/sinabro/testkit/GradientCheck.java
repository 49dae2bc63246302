package dev.sinabro.testkit;

import dev.sinabro.backend.Backend;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;
import dev.sinabro.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Compares derivatives with central differences, in float64 on the reference backend.
 *
 * <p>The loss is a sum of all elements with a weight for each, so that a gradient that goes to the wrong element shows. The
 * error of an input is {@code max|a - n| / max(max|a|, max|n|, 1e-8)} over its elements, {@code a} being the derivative and
 * {@code n} the central difference.
 */
public final class GradientCheck {
  /** What a correct derivative stays below. */
  public static final double LIMIT = 1e-6;
  private static final double STEP = 1e-5;
  private static final double KINK = 1e-2;
  private static final double FLOOR = 1e-8;

  /**
   * What a check found.
   *
   * @param errors of each real input by name
   * @param kinks elements, as {@code x0[3]}, where the differences to the left and to the right disagree; they are left out
   */
  public record Report(Map<String, Double> errors, List<String> kinks) {
    /** The largest of the errors. */
    public double worst() {
      return errors.values()
          .stream()
          .mapToDouble(error -> Double.isNaN(error) ? Double.POSITIVE_INFINITY : error)
          .max()
          .orElse(0);
    }
  }

  private final Trial trial = new Trial();
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final Tensor loss;

  private GradientCheck(Function<Trial, Tensor> function) {
    Tensor result = function.apply(trial);
    trial.graph().inputs().forEach((name, tensor) -> {
      if (tensor.dtype() == DType.F32) {
        inputs.put(name, tensor);
      }
    });
    Tensor weights = trial.graph().constant(Samples.uniform(999, 0.5, 1.5, result.shape().extents()));
    loss = result.mul(weights).sum();
  }

  /** Checks the derivatives of a function by all real inputs that it declares. */
  public static Report of(Function<Trial, Tensor> function) {
    return new GradientCheck(function).report();
  }

  private Report report() {
    Map<String, Double> errors = new LinkedHashMap<>();
    List<String> kinks = new ArrayList<>();
    Gradients gradients = Gradients.of(loss, List.copyOf(inputs.values()));
    Map<String, Tensor> derivatives = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> derivatives.put(name, gradients.of(tensor)));
    try (Backend backend = new ReferenceBackend();
        Run backward = new Run(backend, trial, derivatives);
        Run forward = new Run(backend, trial, Map.of("loss", loss))) {
      Run.Result analytic = backward.once(0xFF);
      double middle = loss(forward.once(0xFF));
      for (String name : inputs.keySet()) {
        double[] derivative = Objects.requireNonNull(analytic.outputs().get(name));
        errors.put(name, error(forward, name, derivative, middle, kinks));
      }
    }
    return new Report(errors, kinks);
  }

  private double error(Run forward, String name, double[] derivative, double middle, List<String> kinks) {
    double[] values = Objects.requireNonNull(trial.graph().inputValues().get(name)).values();
    double difference = 0;
    double magnitude = FLOOR;
    for (int i = 0; i < values.length; i++) {
      double up = moved(forward, name, values, i, STEP);
      double down = moved(forward, name, values, i, -STEP);
      double central = (up - down) / (2 * STEP);
      double bend = Math.abs(up - 2 * middle + down) / STEP;
      if (bend > KINK * Math.max(1, Math.abs(central))) {
        kinks.add(name + "[" + i + "]");
      } else {
        difference = Math.max(difference, Math.abs(derivative[i] - central));
        magnitude = Math.max(magnitude, Math.max(Math.abs(derivative[i]), Math.abs(central)));
      }
    }
    forward.set(name, values);
    return difference / magnitude;
  }

  private static double moved(Run forward, String name, double[] values, int index, double step) {
    double[] moved = values.clone();
    moved[index] += step;
    forward.set(name, moved);
    return loss(forward.again(0xFF));
  }

  private static double loss(Run.Result result) {
    return Objects.requireNonNull(result.outputs().get("loss"))[0];
  }
}
