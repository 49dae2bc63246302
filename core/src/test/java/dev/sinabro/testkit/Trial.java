package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A graph under test: with values for its inputs and variables, and how exact its results must be. */
public final class Trial {
  private final Graph graph = new Graph();
  private final Map<Variable, Literal> state = new LinkedHashMap<>();
  private final Map<String, Expectation> expectations = new LinkedHashMap<>();
  private Tolerance ofState = Tolerance.EXACT;

  /** A result, and the magnitude of each of its elements that its tolerance is relative to. */
  record Expectation(Tensor result, Tolerance tolerance, Tensor scale) {}

  /** An empty trial. */
  public Trial() {}

  /** The graph, to which anything can be added. */
  public Graph graph() {
    return graph;
  }

  /** Declares an input of the given values. */
  public Tensor input(Literal values) {
    boolean exact = values.type().dtype() != DType.F32
        || Arrays.stream(values.values()).allMatch(value -> Double.isNaN(value) || value == (float) value);
    if (!exact) {
      throw new IllegalArgumentException("values of " + values + " are not exact in float32; round them first");
    }
    return graph.input("x" + graph.inputs().size(), values);
  }

  /** Declares a variable that has the given values before the first run. */
  public Variable variable(Literal values) {
    Variable variable = new Variable("v" + state.size(), values.type());
    state.put(variable, values);
    return variable;
  }

  /** Names a result, which is compared element by element. */
  public void expect(Tensor result, Tolerance tolerance) {
    expect(result, tolerance, result);
  }

  /** Names a result, with the scale that {@link Tolerance#ofScale} is relative to. */
  public void expect(Tensor result, Tolerance tolerance, Tensor scale) {
    expectations.put("y" + expectations.size(), new Expectation(result, tolerance, scale));
  }

  /** Says how exact the variables are after a run; the scale is their own magnitude. */
  public void expectState(Tolerance tolerance) {
    ofState = tolerance;
  }

  /** The variables with their values before the first run. */
  public Map<Variable, Literal> state() {
    return state;
  }

  /** The named results. */
  public Map<String, Tensor> outputs() {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    expectations.forEach((name, expectation) -> outputs.put(name, expectation.result()));
    return outputs;
  }

  Map<String, Expectation> expectations() {
    return expectations;
  }

  Tolerance toleranceOfState() {
    return ofState;
  }
}
