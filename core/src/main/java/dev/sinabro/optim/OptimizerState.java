package dev.sinabro.optim;

import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an optimizer keeps from step to step: variables that begin as zeros. Those of weights are named after them, such as
 * {@code exp_avg.0.weight}. A variable is made when it is first asked for, and is the same one ever after.
 */
public final class OptimizerState {
  private final Map<String, Map<Variable, Variable>> ofWeights = new LinkedHashMap<>();
  private final Map<String, Variable> ofAll = new LinkedHashMap<>();

  /** A state without variables yet. */
  public OptimizerState() {}

  /** What is kept of one weight under a name, of the weight's type. */
  public Variable of(String name, Variable weight) {
    return ofWeights.computeIfAbsent(name, _ -> new LinkedHashMap<>())
        .computeIfAbsent(weight, _ -> new Variable(name + "." + weight.name(), weight.type()));
  }

  /**
   * What is kept of all weights together under a name.
   *
   * @throws IllegalArgumentException where it exists with another type
   */
  public Variable of(String name, TensorType type) {
    Variable variable = ofAll.computeIfAbsent(name, _ -> new Variable(name, type));
    if (!variable.type().equals(type)) {
      throw new IllegalArgumentException(
          "an optimizer keeps " + variable + " and is to keep " + type + " under the same name; give one another name");
    }
    return variable;
  }

  /** All, those of one name together. */
  public List<Variable> variables() {
    List<Variable> variables = new ArrayList<>();
    ofWeights.values().forEach(named -> variables.addAll(named.values()));
    variables.addAll(ofAll.values());
    return variables;
  }
}
