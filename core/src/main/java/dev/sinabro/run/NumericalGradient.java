package dev.sinabro.run;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The gradient of a scalar by differences of its values, in float64: what an analytic gradient is compared with.
 *
 * <p>Each derivative is the central difference of five points,
 * {@code (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12h}, whose error is {@code h^4 f'''''(x) / 30} and of higher
 * order, and {@code 1.5 e |f| / h} at most of rounding, e being that of f (Fornberg, 1988). With {@code h = 1e-4 max(1, |x|)}
 * the latter is the larger: some {@code 1e-12 |f|}. It takes four values of f an entry, so it is for small inputs.
 */
public final class NumericalGradient {
  /** The distance of two points, over the larger of 1 and |x|. */
  public static final double WIDTH = 1e-4;

  private final Map<Tensor, double[]> gradients;

  private NumericalGradient(Map<Tensor, double[]> gradients) {
    this.gradients = gradients;
  }

  /**
   * A function along one of its arguments: its values at x - 2h, x - h, x, x + h and x + 2h.
   *
   * @param width h
   */
  public record Stencil(double width, double before2, double before, double center, double after, double after2) {

    /**
     * The values of a function along one argument.
     *
     * @param function called with {@code at} itself, one argument changed
     * @param at where; it is at the end as it was
     * @param center the value there, which all arguments have in common
     */
    public static Stencil of(ToDoubleFunction<double[]> function, double[] at, int index, double center) {
      double x = at[index];
      double width = WIDTH * Math.max(1, Math.abs(x));
      double[] values = new double[5];
      for (int point = -2; point <= 2; point++) {
        at[index] = x + point * width;
        values[point + 2] = point == 0 ? center : function.applyAsDouble(at);
      }
      at[index] = x;
      return new Stencil(width, values[0], values[1], center, values[3], values[4]);
    }

    /** The central difference of five points. */
    public double derivative() {
      return (8 * (after - before) - (after2 - before2)) / (12 * width);
    }

    /**
     * Whether the function has no derivative between the points: in units of slope, the second difference over 2h is four
     * times that over h, unless a kink lies between, as that of ReLU at 0.
     *
     * @param allowed for rounding, in units of slope
     */
    public boolean hasKink(double allowed) {
      double narrow = (after - 2 * center + before) / width;
      double wide = (after2 - 2 * center + before2) / width;
      return Math.abs(wide - 4 * narrow) > allowed;
    }
  }

  /**
   * The gradient of a function at a place.
   *
   * @param function of an array of the length of {@code at}, which it must not keep
   */
  public static double[] of(ToDoubleFunction<double[]> function, double... at) {
    double[] place = at.clone();
    double[] gradient = new double[place.length];
    double center = function.applyAsDouble(place);
    for (int index = 0; index < gradient.length; index++) {
      gradient[index] = Stencil.of(function, place, index, center).derivative();
    }
    return gradient;
  }

  /** As {@link #of(Device, Map, Tensor, Tensor...)}, where all inputs have the values that they were declared with. */
  public static NumericalGradient of(Device device, Tensor scalar, Tensor... by) {
    return of(device, Map.of(), scalar, by);
  }

  /**
   * The gradients of a graph's scalar by some of its inputs. Variables are zeros.
   *
   * @param device one that computes in float64: {@code reference}
   * @param values of inputs by name, as {@link Eval#of(Device, Map, Tensor...)} takes them; others have the values that they
   *     were declared with
   * @param scalar a real scalar
   * @param by real inputs of its graph, with values of type double[] where they have any in {@code values}
   * @throws IllegalArgumentException where the device computes in another type
   * @throws GraphException where something is no real scalar or no real input, or has no value
   */
  public static NumericalGradient of(Device device, Map<String, ?> values, Tensor scalar, Tensor... by) {
    requireFloat64(device);
    if (scalar.shape().rank() != 0 || !scalar.dtype().isFloat()) {
      throw new GraphException("the gradient of " + scalar.type() + ", built at " + scalar.node().source()
          + ", is not defined; reduce it to a real scalar first, with mean() or sum()");
    }
    Graph graph = scalar.graph();
    Eval.requireValues(graph, values.keySet(), scalar);
    Map<Tensor, double[]> gradients = new HashMap<>();
    try (Session session = new Session(device, List.copyOf(graph.variables()))) {
      Execution execution = session.prepare(graph, Map.of("scalar", scalar));
      try (Inputs inputs = session.inputs(execution.program())) {
        inputs.set(values);
        execution.on(inputs);
        for (Tensor input : by) {
          String name = name(graph, input);
          double[] at = at(graph, values, name);
          gradients.put(input, of(changed -> value(execution, inputs, name, changed), at));
          inputs.set(Map.of(name, at));
        }
      }
    }
    return new NumericalGradient(gradients);
  }

  /**
   * Refuses a device whose rounding would hide what differences tell.
   *
   * @throws IllegalArgumentException where it does not compute in float64
   */
  public static void requireFloat64(Device device) {
    if (device.info().floatType() != DType.F64) {
      throw new IllegalArgumentException("gradients are checked in float64; device " + device.info().name()
          + " computes in " + device.info().floatType() + ": use device reference");
    }
  }

  private static double value(Execution execution, Inputs inputs, String name, double[] values) {
    inputs.set(Map.of(name, values));
    execution.run();
    return execution.read("scalar")[0];
  }

  private static String name(Graph graph, Tensor input) {
    for (Map.Entry<String, Tensor> declared : graph.inputs().entrySet()) {
      if (declared.getValue().equals(input) && input.dtype().isFloat()) {
        return declared.getKey();
      }
    }
    throw new GraphException(input + ", built at " + input.node().source()
        + ", is no real input of the scalar's graph; name one that was declared there");
  }

  private static double[] at(Graph graph, Map<String, ?> values, String name) {
    if (values.get(name) instanceof double[] given) {
      return given.clone();
    }
    Literal declared = graph.inputValues().get(name);
    if (declared == null || values.containsKey(name)) {
      throw new GraphException("input " + name + " has no values of type double[]; pass them, or declare it with some");
    }
    return declared.values();
  }

  /**
   * The gradient by one of the inputs, row-major.
   *
   * @throws IllegalArgumentException where it was not among the given inputs
   */
  public double[] of(Tensor input) {
    double[] gradient = gradients.get(input);
    if (gradient == null) {
      throw new IllegalArgumentException("the gradient by " + input + " was not asked for; name it in"
          + " NumericalGradient.of");
    }
    return gradient.clone();
  }
}
