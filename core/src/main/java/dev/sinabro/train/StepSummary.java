package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.ScopeCost;
import dev.sinabro.nn.Summary;
import java.util.List;
import java.util.Map;

/**
 * A training step in figures: what it does in all, forward, backward and update, and what its forward pass keeps for its
 * backward pass.
 *
 * @param rows of the step
 * @param program its plan
 * @param model its forward pass for one row
 * @param layers for each line of {@code model} the cost in the step, of all rows, those of the layers within it included
 * @param input taking the batch; its kept bytes are the batch itself where that is needed for gradients
 * @param total of all steps of the program
 */
public record StepSummary(int rows, Program program, Summary model, List<ScopeCost> layers, ScopeCost input,
    ScopeCost total) {

  /** Keeps a copy of the list. */
  public StepSummary {
    layers = List.copyOf(layers);
  }

  static StepSummary of(int rows, StepGraph step, Program program, Summary model) {
    Map<String, ScopeCost> costs = ScopeCost.of(step.graph(), step.outputs(), program);
    List<ScopeCost> layers = model.lines().stream().map(line -> within(costs, line.scope())).toList();
    ScopeCost input = costs.getOrDefault("", ScopeCost.NONE);
    return new StepSummary(rows, program, model, layers, input,
        costs.values().stream().reduce(ScopeCost.NONE, ScopeCost::plus));
  }

  private static ScopeCost within(Map<String, ScopeCost> costs, String scope) {
    return costs.entrySet().stream()
        .filter(cost -> cost.getKey().equals(scope) || cost.getKey().startsWith(scope + "."))
        .map(Map.Entry::getValue)
        .reduce(ScopeCost.NONE, ScopeCost::plus);
  }

  /** What is neither of the input nor of a layer: loss, metrics, optimizer, and what a network does itself. */
  public ScopeCost rest() {
    ScopeCost rest = total.minus(input);
    for (int index = 0; index < layers.size(); index++) {
      if (model.lines().get(index).depth() == 0) {
        rest = rest.minus(layers.get(index));
      }
    }
    return rest;
  }
}
