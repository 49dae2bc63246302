package dev.sinabro.reference;

import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Step;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/** A group with reductions: each register whole, one after the other. */
final class ReducingGroup {
  private final Step.Reducing group;
  private final boolean[] narrow;
  private final List<double[]> registers = new ArrayList<>();

  private ReducingGroup(Step.Reducing group) {
    this.group = group;
    narrow = group.narrow();
  }

  /** The results of a group, from the values of its operands. */
  static List<double[]> compute(Step.Reducing group, List<double[]> operands) {
    return new ReducingGroup(group).results(operands);
  }

  private List<double[]> results(List<double[]> operands) {
    for (int index = 0; index < operands.size(); index++) {
      Shape shape = group.inputs().get(index).type().shape();
      registers.add(Operations.repeated(operands.get(index), shape, narrow[index] ? group.reduced() : group.shape()));
    }
    for (Step.Reducing.Stage stage : group.stages()) {
      stage.instructions().forEach(this::execute);
      stage.reductions().forEach(this::reduce);
    }
    List<double[]> results = new ArrayList<>();
    for (int output = 0; output < group.outputs().size(); output++) {
      int register = group.results().get(output);
      boolean whole = group.outputs().get(output).type().shape().equals(group.shape());
      results.add(whole ? wide(register) : registers.get(register));
    }
    return results;
  }

  private void execute(Instruction instruction) {
    boolean stays = narrow[registers.size()];
    List<double[]> arguments =
        instruction.operands().stream().map(register -> stays ? registers.get(register) : wide(register)).toList();
    registers.add(Elementwise.compute(instruction.op(), instruction.dtype(), arguments));
  }

  private void reduce(Step.Reducing.Reduction reduction) {
    Op.Reduce op = new Op.Reduce(reduction.fn(), group.axis(), group.count());
    registers.add(Operations.reduce(op, wide(reduction.register()), TensorType.f32(group.shape().extents())));
  }

  private double[] wide(int register) {
    double[] values = registers.get(register);
    return narrow[register] ? Operations.repeated(values, group.reduced(), group.shape()) : values;
  }
}
