package dev.sinabro.compile;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import java.util.List;

/**
 * One operation of a {@link Step.Fused} group.
 *
 * @param op what is computed; a Broadcast is the identity, as each operand is repeated to the group's shape anyway
 * @param dtype the element type of the result
 * @param operands registers: 0 to inputs - 1 hold the group's inputs, inputs + i holds the result of instruction i
 */
public record Instruction(Op.Elementwise op, DType dtype, List<Integer> operands) {
  /** Keeps a copy of the operands. */
  public Instruction {
    operands = List.copyOf(operands);
  }
}
