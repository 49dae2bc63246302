package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Philox;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.nn.Tensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import dev.sinabro.train.StepShape.Purpose;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Compares the gradients of a model with differences of its loss, in float64.
 *
 * <p>The numeric gradient is the five-point central difference (8 (f(w + h) - f(w - h)) - f(w + 2h) + f(w - 2h)) / 12h.
 * Where a function has a kink within 2h, as ReLU has at 0, that is no derivative: there the second difference does not
 * grow with the square of its width, and such an entry is told apart instead of compared.
 */
public final class GradientCheck {
  /** The largest error that is taken for rounding. */
  public static final double TOLERANCE = 1e-6;

  private static final double WIDTH = 1e-4;
  private static final double FLOOR = 1e-8;
  private static final int SAMPLE_STREAM = -3;

  private final Session session;
  private final Execution lossOnly;

  /**
   * What was found for one parameter.
   *
   * @param name of the parameter
   * @param entries compared
   * @param kinks entries left out because the loss has no derivative there
   * @param error the largest |analytic - numeric|, over the largest absolute value of either (1e-8 at least)
   * @param worst the index of the entry of that error
   * @param analytic the gradient there
   * @param numeric the difference quotient there
   */
  public record Finding(String name, int entries, int kinks, double error, int worst, double analytic, double numeric) {
    /** Whether the error is within the tolerance. */
    public boolean passed() {
      return error <= TOLERANCE;
    }
  }

  /** One entry, with the loss at w - 2h, w - h, w, w + h and w + 2h. */
  private record Entry(int index, double analytic, double[] losses) {
    double numeric() {
      return (8 * (losses[3] - losses[1]) - losses[4] + losses[0]) / (12 * WIDTH);
    }

    double difference() {
      return Math.abs(analytic - numeric());
    }

    double size() {
      return Math.max(Math.abs(analytic), Math.abs(numeric()));
    }

    /** In units of slope, the second difference over 2h is four times that over h, unless a kink lies between. */
    boolean hasKink(double allowed) {
      double narrow = (losses[3] - 2 * losses[2] + losses[1]) / WIDTH;
      double wide = (losses[4] - 2 * losses[2] + losses[0]) / WIDTH;
      return Math.abs(wide - 4 * narrow) > allowed;
    }
  }

  private GradientCheck(Session session, Execution lossOnly) {
    this.session = session;
    this.lossOnly = lossOnly;
  }

  /**
   * Checks each parameter of a model as it begins, on all rows of some data as one batch.
   *
   * @param reference a device that computes in float64
   * @param settings model, loss and seed; dropout, where the model has any, keeps one mask
   * @param entries of each parameter to compare, drawn from the seed; all, where it has no more
   */
  public static List<Finding> of(Device reference, TrainerBuilder settings, Dataset data, int entries) {
    if (reference.info().floatType() != DType.F64) {
      throw new IllegalArgumentException("gradients are checked in float64; device " + reference.info().name()
          + " computes in " + reference.info().floatType() + ": use device reference");
    }
    Model model = new Model(settings.network());
    Graph graph = new Graph();
    Tensor loss = loss(graph, model, settings, data);
    List<Parameter> parameters = List.copyOf(model.parameters());
    Gradients gradients =
        Gradients.of(loss, parameters.stream().map(parameter -> graph.read(parameter.variable())).toList());
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    parameters
        .forEach(parameter -> outputs.put(parameter.variable().name(), gradients.of(graph.read(parameter.variable()))));
    try (Session session = new Session(reference, parameters.stream().map(Parameter::variable).toList())) {
      parameters.forEach(parameter -> session.write(parameter.variable(), parameter.initialValues(settings.seed())));
      Execution analytic = session.prepare(graph, outputs);
      Execution lossOnly = session.prepare(graph, Map.of("loss", loss));
      try (Inputs inputs = session.inputs(analytic.program())) {
        Placement.fill(inputs, analytic.program(), data, List.of());
        analytic.on(inputs).run();
        Map<String, double[]> values = new LinkedHashMap<>();
        outputs.keySet().forEach(name -> values.put(name, analytic.read(name)));
        GradientCheck check = new GradientCheck(session, lossOnly.on(inputs));
        List<Finding> findings = new ArrayList<>();
        for (Parameter parameter : parameters) {
          int[] sample = sample(settings.seed(), parameter, entries);
          findings.add(check.finding(parameter.variable(), values.get(parameter.variable().name()), sample));
        }
        return findings;
      }
    }
  }

  private static Tensor loss(Graph graph, Model model, TrainerBuilder settings, Dataset data) {
    Objective objective = Objective.of(settings, data.fields());
    Tensors inputs = StepShape.streamed(Purpose.TRAINING, data.fields(), data.rowCount())
        .inputs(graph, graph.constant(0));
    Model.RandomSource random =
        new Model.RandomSource(graph.constant((int) settings.seed()).broadcast(Shape.of(2)), graph.constant(0));
    Tensors outputs = model.training(graph, random).build(inputs);
    objective.check(outputs, data.fields());
    return objective.loss().minimized(objective.loss().values(outputs, inputs));
  }

  private static int[] sample(long seed, Parameter parameter, int entries) {
    int count = parameter.variable().shape().count();
    if (entries >= count) {
      return IntStream.range(0, count).toArray();
    }
    return IntStream.iterate(0, i -> i + 1)
        .map(i -> (int) (Philox.uniform(Philox.word(seed, SAMPLE_STREAM, parameter.stream(), i)) * (double) count))
        .distinct()
        .limit(entries)
        .sorted()
        .toArray();
  }

  private Finding finding(Variable variable, double[] analytic, int[] sample) {
    double[] values = session.read(variable);
    List<Entry> entries = new ArrayList<>();
    for (int index : sample) {
      entries.add(new Entry(index, analytic[index], losses(variable, values, index)));
    }
    session.write(variable, values);
    double size = entries.stream().mapToDouble(Entry::size).reduce(FLOOR, Math::max);
    double allowed = TOLERANCE * size;
    List<Entry> smooth =
        entries.stream().filter(entry -> entry.difference() <= allowed || !entry.hasKink(allowed)).toList();
    Entry worst = smooth.stream()
        .reduce((a, b) -> a.difference() >= b.difference() ? a : b)
        .orElse(new Entry(-1, 0, new double[5]));
    return new Finding(variable.name(), smooth.size(), entries.size() - smooth.size(), worst.difference() / size,
        worst.index(), worst.analytic(), worst.numeric());
  }

  private double[] losses(Variable variable, double[] values, int index) {
    double[] losses = new double[5];
    double center = values[index];
    for (int i = 0; i < losses.length; i++) {
      values[index] = center + (i - 2) * WIDTH;
      session.write(variable, values);
      lossOnly.run();
      losses[i] = lossOnly.read("loss")[0];
    }
    values[index] = center;
    return losses;
  }
}
