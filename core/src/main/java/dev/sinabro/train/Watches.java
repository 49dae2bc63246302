package dev.sinabro.train;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.run.Execution;
import dev.sinabro.train.Watch.Asked;
import dev.sinabro.train.Watch.Quantity;
import dev.sinabro.train.Watch.Reading;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * All that is watched of a training. One program finds it out for all watches, and a step tells what those have asked for
 * whose step it is.
 */
record Watches(List<Watch> all) {
  private static final String LOSS = "loss";

  /** Keeps a copy of the list. */
  Watches {
    all = List.copyOf(all);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Whether a step is watched, by its number from 1. */
  boolean at(int step) {
    return all.stream().anyMatch(watch -> watch.at(step));
  }

  /** Whether it is asked for what a step changes. */
  boolean askForUpdates() {
    return all.stream().flatMap(watch -> watch.asked().stream())
        .anyMatch(one -> one.quantity() == Quantity.UPDATE_NORM);
  }

  /**
   * Adds what is asked for to a step's results.
   *
   * @param outputs of layers by place
   * @param parameters the gradients by these
   * @param next what the step makes of the parameters, where it is {@linkplain #askForUpdates asked for}
   */
  void tell(StepGraph step, Map<String, Tensor> outputs, Tensor loss, Map<Variable, Tensor> parameters,
      Map<Variable, Tensor> next) {
    Graph graph = step.graph();
    Map<String, Tensor> tensors = new LinkedHashMap<>(outputs);
    Map<Tensor, Tensor> known = new LinkedHashMap<>();
    Map<String, Tensor> updates = new LinkedHashMap<>();
    next.forEach((variable, value) -> updates.put(variable.name(), value.sub(graph.read(variable))));
    parameters.forEach((variable, gradient) -> {
      tensors.put(variable.name(), graph.read(variable));
      known.put(graph.read(variable), gradient);
    });
    step.output(LOSS, loss);
    for (Reading reading : readings(tensors, known)) {
      Tensor tensor = tensors.getOrDefault(reading.name(), loss);
      Tensor told = switch (reading.quantity()) {
        case VALUE, NORM, HISTOGRAM -> tensor;
        case GRADIENT, GRADIENT_NORM, GRADIENT_HISTOGRAM -> gradient(loss, tensor, known);
        case UPDATE_NORM -> Objects.requireNonNull(updates.get(reading.name()), reading.name());
      };
      step.output(output(reading, known.containsKey(tensor)), reading.quantity().of(told));
    }
  }

  private static Tensor gradient(Tensor loss, Tensor by, Map<Tensor, Tensor> known) {
    Tensor gradient = known.get(by);
    return gradient == null ? Gradients.of(loss, by).of(by) : gradient;
  }

  private Set<Reading> readings(Map<String, Tensor> tensors, Map<Tensor, Tensor> parameters) {
    Set<Reading> readings = new LinkedHashSet<>();
    for (Asked one : all.stream().flatMap(watch -> watch.asked().stream()).toList()) {
      List<String> names = tensors.entrySet().stream()
          .filter(tensor -> one.matches(tensor.getKey(), parameters.containsKey(tensor.getValue())))
          .map(Map.Entry::getKey).toList();
      if (names.isEmpty() && !one.ofParameters()) {
        throw new GraphException("there is nothing named " + one.form() + " to be watched; there are "
            + tensors.keySet());
      }
      names.forEach(name -> readings.add(new Reading(one.quantity(), name)));
    }
    return readings;
  }

  /** Names of results: the quantity, whether it is of a parameter, the name of the tensor. */
  private static String output(Reading reading, boolean ofParameter) {
    return String.join(" ", reading.quantity().name(), Boolean.toString(ofParameter), reading.name());
  }

  /** What a step told. */
  TrainingEvent.Watched event(int epoch, int step, Execution done) {
    List<Asked> due = all.stream().filter(watch -> watch.at(step)).flatMap(watch -> watch.asked().stream()).toList();
    Map<Reading, HostTensor> readings = new LinkedHashMap<>();
    for (String output : done.program().outputs().keySet()) {
      String[] parts = output.split(" ", 3);
      if (parts.length == 3) {
        Reading reading = new Reading(Quantity.valueOf(parts[0]), parts[2]);
        boolean ofParameter = Boolean.parseBoolean(parts[1]);
        if (due.stream().anyMatch(one -> one.quantity() == reading.quantity()
            && one.matches(reading.name(), ofParameter))) {
          readings.put(reading, done.tensor(output));
        }
      }
    }
    return new TrainingEvent.Watched(epoch, step, done.read(LOSS)[0], readings);
  }
}
