package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.grad.Gradients;
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
import dev.sinabro.run.NumericalGradient;
import dev.sinabro.run.NumericalGradient.Stencil;
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
 * <p>The numeric gradient is that of {@link NumericalGradient}. Where the loss has a kink within its points, as that of ReLU
 * at 0, it is no derivative: such an entry is told apart instead of compared. An entry takes four forward passes on the
 * reference device, which is slow: few rows and some entries of each parameter tell what is wrong as well as all.
 */
public final class GradientCheck {
  /** The largest error that is taken for rounding. */
  public static final double TOLERANCE = 1e-6;

  private static final double FLOOR = 1e-8;
  private static final int SAMPLE_STREAM = -3;

  private final Session session;
  private final Execution lossOnly;

  /**
   * What was found for one parameter.
   *
   * @param name of the parameter
   * @param size entries that it has
   * @param entries compared
   * @param kinks entries left out because the loss has no derivative there
   * @param error the largest |analytic - numeric|, over the largest absolute value of either (1e-8 at least)
   * @param worst the index of the entry of that error
   * @param analytic the gradient there
   * @param numeric the difference quotient there
   */
  public record Finding(String name, int size, int entries, int kinks, double error, int worst, double analytic,
      double numeric) {
    /** Whether the error is within the tolerance. */
    public boolean passed() {
      return error <= TOLERANCE;
    }
  }

  private record Entry(int index, double analytic, Stencil stencil) {
    double difference() {
      return Math.abs(analytic - stencil.derivative());
    }

    double size() {
      return Math.max(Math.abs(analytic), Math.abs(stencil.derivative()));
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
    NumericalGradient.requireFloat64(reference);
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
    double center = loss(variable, values);
    List<Entry> entries = new ArrayList<>();
    for (int index : sample) {
      Stencil stencil = Stencil.of(changed -> loss(variable, changed), values, index, center);
      entries.add(new Entry(index, analytic[index], stencil));
    }
    session.write(variable, values);
    double size = entries.stream().mapToDouble(Entry::size).reduce(FLOOR, Math::max);
    double allowed = TOLERANCE * size;
    List<Entry> smooth = entries.stream()
        .filter(entry -> entry.difference() <= allowed || !entry.stencil().hasKink(allowed)).toList();
    Entry worst = smooth.stream()
        .reduce((a, b) -> a.difference() >= b.difference() ? a : b)
        .orElse(new Entry(-1, 0, new Stencil(1, 0, 0, 0, 0, 0)));
    return new Finding(variable.name(), values.length, smooth.size(), entries.size() - smooth.size(),
        worst.difference() / size, worst.index(), worst.analytic(), worst.stencil().derivative());
  }

  private double loss(Variable variable, double[] values) {
    session.write(variable, values);
    lossOnly.run();
    return lossOnly.read("loss")[0];
  }
}
