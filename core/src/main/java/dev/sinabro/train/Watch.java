package dev.sinabro.train;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.optim.WeightFilter;
import dev.sinabro.run.Execution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  private static final String LOSS = "loss";

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
    /** How its elements are distributed: the least, the largest, and counts of {@link Watch#BINS} equal bins between. */
    HISTOGRAM,
    /** The same of its gradient. */
    GRADIENT_HISTOGRAM;

    boolean ofGradient() {
      return switch (this) {
        case VALUE, NORM, HISTOGRAM -> false;
        case GRADIENT, GRADIENT_NORM, GRADIENT_HISTOGRAM -> true;
      };
    }

    Tensor of(Tensor x) {
      return switch (this) {
        case VALUE, GRADIENT -> x;
        case NORM, GRADIENT_NORM -> x.cast(DType.F32).square().sum().sqrt();
        case HISTOGRAM, GRADIENT_HISTOGRAM -> histogram(x.cast(DType.F32).reshape(x.shape().count()));
      };
    }
  }

  /**
   * What is asked for.
   *
   * @param form of the names of the tensors that are meant
   */
  public record Asked(Quantity quantity, String form) {}

  /**
   * A quantity of one tensor.
   *
   * @param name of the tensor
   */
  public record Reading(Quantity quantity, String name) {
    String output() {
      return quantity + " " + name;
    }
  }

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
    List<Asked> more = new ArrayList<>(asked);
    more.add(new Asked(quantity, form));
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

  /**
   * Adds what is asked for to a step's results.
   *
   * @param outputs of layers by place
   * @param parameters the gradients by these
   */
  void tell(StepGraph step, Map<String, Tensor> outputs, Tensor loss, Map<Variable, Tensor> parameters) {
    Graph graph = step.graph();
    Map<String, Tensor> tensors = new LinkedHashMap<>(outputs);
    Map<Tensor, Tensor> known = new LinkedHashMap<>();
    parameters.forEach((variable, gradient) -> {
      tensors.put(variable.name(), graph.read(variable));
      known.put(graph.read(variable), gradient);
    });
    step.output(LOSS, loss);
    for (Reading reading : readings(tensors)) {
      Tensor tensor = tensors.getOrDefault(reading.name(), loss);
      Tensor told = reading.quantity().ofGradient() ? gradient(loss, tensor, known) : tensor;
      step.output(reading.output(), reading.quantity().of(told));
    }
  }

  private static Tensor gradient(Tensor loss, Tensor by, Map<Tensor, Tensor> known) {
    Tensor gradient = known.get(by);
    return gradient == null ? Gradients.of(loss, by).of(by) : gradient;
  }

  private List<Reading> readings(Map<String, Tensor> tensors) {
    List<Reading> readings = new ArrayList<>();
    for (Asked one : asked) {
      WeightFilter.Named form = new WeightFilter.Named(one.form());
      List<String> names = tensors.keySet().stream().filter(form::matches).toList();
      if (names.isEmpty()) {
        throw new GraphException("there is nothing named " + one.form() + " to be watched; there are "
            + tensors.keySet());
      }
      names.stream().map(name -> new Reading(one.quantity(), name)).filter(reading -> !readings.contains(reading))
          .forEach(readings::add);
    }
    return readings;
  }

  /** What a step told. */
  static TrainingEvent.Watched event(int epoch, int step, Execution done) {
    Map<Reading, HostTensor> readings = new LinkedHashMap<>();
    for (String output : done.program().outputs().keySet()) {
      int border = output.indexOf(' ');
      if (border > 0) {
        Reading reading = new Reading(Quantity.valueOf(output.substring(0, border)), output.substring(border + 1));
        readings.put(reading, done.tensor(output));
      }
    }
    return new TrainingEvent.Watched(epoch, step, done.read(LOSS)[0], readings);
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
