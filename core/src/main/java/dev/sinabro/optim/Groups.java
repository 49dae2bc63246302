package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Several optimizers, each for some weights; a weight is that of the first group that takes it.
 *
 * <pre>{@code
 * Groups.of(named("encoder.*"), adam(1e-5)).otherwise(adam(1e-3))
 * }</pre>
 *
 * @param groups in order
 */
public record Groups(List<Group> groups) implements Optimizer {

  /**
   * Weights with their optimizer.
   *
   * @param weights which
   * @param optimizer of these
   */
  public record Group(WeightFilter weights, Optimizer optimizer) {}

  /** Checks that there is one. */
  public Groups {
    groups = List.copyOf(groups);
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("an optimizer of no groups; give it at least one");
    }
  }

  /** The first group. */
  public static Groups of(WeightFilter weights, Optimizer optimizer) {
    return new Groups(List.of(new Group(weights, optimizer)));
  }

  /** One more group, of weights that none before takes. */
  public Groups and(WeightFilter weights, Optimizer optimizer) {
    List<Group> more = new ArrayList<>(groups);
    more.add(new Group(weights, optimizer));
    return new Groups(more);
  }

  /** The last group: all other weights. */
  public Groups otherwise(Optimizer optimizer) {
    return and(WeightFilter.named("*"), optimizer);
  }

  @Override
  public String name() {
    return "groups";
  }

  /** That of the last group. */
  @Override
  public double learningRate() {
    return groups.getLast().optimizer().learningRate();
  }

  @Override
  public void step(List<Weight> weights, Step step) {
    for (Group group : groups) {
      group.optimizer().step(weights.stream().filter(weight -> groupOf(weight) == group).toList(), step);
    }
  }

  @Override
  public Tensor evaluated(Weight weight, Step step) {
    return groupOf(weight).optimizer().evaluated(weight, step);
  }

  private Group groupOf(Weight weight) {
    return groups.stream().filter(group -> group.weights().test(weight)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no group of the optimizer takes weight " + weight.name()
            + "; end the groups with otherwise(..), or freeze it"));
  }
}
