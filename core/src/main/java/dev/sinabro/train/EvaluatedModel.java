package dev.sinabro.train;

import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.run.Execution;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model as it is evaluated: where an optimizer keeps averages of weights, these stand in the place of the weights. */
final class EvaluatedModel {
  private static final String VALUE = "value";

  private final Steps steps;
  private final Model model;
  private final Map<String, Execution> averages = new LinkedHashMap<>();

  /** A model of a learner, with all its variables. */
  EvaluatedModel(Steps steps, Learner learner, Model model) {
    this.steps = steps;
    this.model = model;
    for (Parameter parameter : model.parameters()) {
      Variable weight = parameter.variable();
      StepGraph step = steps.build(built -> built.output(VALUE, learner.evaluated(built.graph(), weight)));
      if (!step.outputs().containsValue(step.graph().read(weight))) {
        averages.put(weight.name(), steps.session().prepare(step.graph(), step.outputs()));
      }
    }
  }

  /** Copies of its parameters and states by name. */
  Map<String, HostTensor> copies() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>(steps.parameters(model));
    averages.forEach((name, execution) -> {
      execution.run();
      tensors.put(name, execution.tensor(VALUE));
    });
    return tensors;
  }

  /** The same where they lie, or are computed as they are read. */
  Map<String, StoredTensor> stored() {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>(steps.storedParameters(model));
    averages.forEach((name, execution) -> tensors.put(name, execution.computed(VALUE)));
    return tensors;
  }
}
