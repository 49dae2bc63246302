package dev.sinabro.compile;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The step of a group of several nodes, or of an epilogue: its instructions, and where it reduces, its stages. */
final class GroupStep {
  private final Task.Compute task;
  private final Space space;
  private final DType floatType;
  private final @Nullable Node product;
  private final Map<Task.Read, Integer> inputs = new HashMap<>();
  private final Map<Node, Integer> registers = new HashMap<>();

  /**
   * A group.
   *
   * @param product of which the group is the epilogue, so that its value is the first register; null for none
   * @param floatType the type of reals
   */
  GroupStep(Task.Compute task, @Nullable Node product, DType floatType) {
    if (task.space() == null) {
      throw new IllegalStateException(task.nodes() + " do not go over the same elements");
    }
    this.task = task;
    this.space = task.space();
    this.floatType = floatType;
    this.product = product;
    task.operands().forEach(read -> inputs.put(read, next()));
  }

  /** The number of the next register. */
  private int next() {
    return (product == null ? 0 : 1) + inputs.size() + registers.size();
  }

  Step step(List<View> reads, List<View> writes) {
    Origin origin = Origin.of(task.nodes(), task.results());
    if (space.isReducing()) {
      List<Step.Reducing.Stage> stages = stages();
      return new Step.Reducing(space.shape(), space.axis(), space.count(), stages, results(), reads, writes, origin);
    }
    return fused(reads, writes);
  }

  Step.Fused fused(List<View> reads, List<View> writes) {
    List<Instruction> instructions = task.nodes().stream().map(this::instruction).toList();
    return new Step.Fused(space.shape(), instructions, results(), reads, writes,
        Origin.of(task.nodes(), task.results()));
  }

  private List<Integer> results() {
    return task.results().stream().map(result -> register(result.node())).toList();
  }

  /** Each node in the first stage that has its operands; what is reduced at the end of a stage is there in the next. */
  private List<Step.Reducing.Stage> stages() {
    Map<Node, Integer> ready = new HashMap<>();
    List<List<Node>> nodesOf = new ArrayList<>();
    for (Node node : task.nodes()) {
      int stage = node.operands()
          .stream()
          .mapToInt(operand -> ready.getOrDefault(Fusion.root(operand).node(), 0))
          .max()
          .orElse(0);
      while (nodesOf.size() <= stage) {
        nodesOf.add(new ArrayList<>());
      }
      nodesOf.get(stage).add(node);
      ready.put(node, node.op() instanceof Op.Reduce ? stage + 1 : stage);
    }
    return nodesOf.stream().map(this::stage).toList();
  }

  private Step.Reducing.Stage stage(List<Node> nodes) {
    List<Instruction> instructions = new ArrayList<>();
    List<Step.Reducing.Reduction> reductions = new ArrayList<>();
    for (Node node : nodes) {
      if (!(node.op() instanceof Op.Reduce)) {
        instructions.add(instruction(node));
      }
    }
    for (Node node : nodes) {
      if (node.op() instanceof Op.Reduce reduce) {
        reductions.add(new Step.Reducing.Reduction(reduce.fn(), operands(node).getFirst()));
        registers.put(node, next());
      }
    }
    return new Step.Reducing.Stage(instructions, reductions);
  }

  private Instruction instruction(Node node) {
    Instruction instruction =
        new Instruction((Op.Elementwise) node.op(), StateLayout.laidOut(node.types().getFirst(), floatType).dtype(),
            operands(node));
    registers.put(node, next());
    return instruction;
  }

  private List<Integer> operands(Node node) {
    return node.operands().stream().map(operand -> operand(operand, node)).toList();
  }

  private int operand(Tensor operand, Node node) {
    Integer input = inputs.get(Task.Read.of(operand, node, space));
    return input != null ? input : register(Fusion.root(operand).node());
  }

  private int register(Node node) {
    if (node == product) {
      return 0;
    }
    Integer register = registers.get(node);
    if (register == null) {
      throw new IllegalStateException(node + " is needed before it is computed");
    }
    return register;
  }
}
