package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The instructions of an element-wise group for the register machine of elementwise.cu.
 *
 * <p>An input is loaded just before its first use. A result is stored as soon as no input at its place is still to be
 * loaded, so that a group can write where it reads. A register is free again after the last use of its value.
 */
final class GroupCode {
  /** Registers of the machine: {@code MOST_REGISTERS}. */
  private static final int REGISTERS = 16;
  private static final int NONE = -1;

  private final Step.Fused group;
  private final int inputs;
  /** For each value, inputs first, the last instruction that reads it. */
  private final int[] lastRead;
  /** For each value the register that holds it, or NONE. */
  private final int[] registerOf;
  private final boolean[] loaded;
  private final boolean[] stored;
  private final BitSet used = new BitSet();
  private final List<Word> words = new ArrayList<>();
  private boolean fits = true;

  /** An instruction as the machine reads it. */
  record Word(Opcode opcode, int result, int a, int b, int c) {}

  private GroupCode(Step.Fused group) {
    this.group = group;
    inputs = group.inputs().size();
    int values = inputs + group.instructions().size();
    lastRead = new int[values];
    registerOf = new int[values];
    Arrays.fill(registerOf, NONE);
    loaded = new boolean[inputs];
    stored = new boolean[group.outputs().size()];
    for (int index = 0; index < group.instructions().size(); index++) {
      for (int operand : group.instructions().get(index).operands()) {
        lastRead[operand] = index;
      }
    }
    for (int input = 0; input < inputs; input++) {
      int value = input;
      loaded[input] = group.instructions().stream().noneMatch(instruction -> instruction.operands().contains(value));
    }
  }

  /**
   * The code of a group; nothing where it needs more registers than there are. Operands are numbered inputs first, then
   * outputs.
   */
  static Optional<List<Word>> of(Step.Fused group) {
    return new GroupCode(group).code();
  }

  private Optional<List<Word>> code() {
    for (int index = 0; index < group.instructions().size() && fits; index++) {
      Instruction instruction = group.instructions().get(index);
      instruction.operands().forEach(this::load);
      int[] operands = instruction.operands().stream().mapToInt(operand -> registerOf[operand]).toArray();
      int value = inputs + index;
      // The machine reads all operands before it writes the result, so that may take over a register.
      for (int operand : instruction.operands()) {
        releaseAfter(operand, index);
      }
      registerOf[value] = free();
      compute(instruction, registerOf[value], operands);
      storeWhatCanBe(index);
      releaseAfter(value, index);
    }
    return fits ? Optional.of(words) : Optional.empty();
  }

  private void load(int value) {
    if (value < inputs && !loaded[value]) {
      loaded[value] = true;
      registerOf[value] = free();
      words.add(new Word(Opcode.LOAD, registerOf[value], value, 0, 0));
    }
  }

  private void compute(Instruction instruction, int result, int[] operands) {
    int a = operands[0];
    int b = operands.length > 1 ? operands[1] : a;
    int c = operands.length > 2 ? operands[2] : a;
    DType from = dtype(instruction.operands().getFirst());
    switch (instruction.op()) {
      case Op.Unary unary -> words.add(new Word(Opcode.of(unary.fn()), result, a, b, c));
      case Op.Binary binary -> words.add(new Word(Opcode.of(binary.fn(), from.isFloat()), result, a, b, c));
      case Op.Select _ -> words.add(new Word(Opcode.SELECT, result, a, b, c));
      case Op.Cast cast -> cast(from, cast.dtype(), result, a);
      case Op.Broadcast _ -> move(result, a);
    }
  }

  private void cast(DType from, DType to, int result, int a) {
    switch (to) {
      case F32, F64 -> convert(from.isFloat() ? null : Opcode.INT_TO_REAL, result, a);
      case I32 -> convert(from.isFloat() ? Opcode.REAL_TO_INT : null, result, a);
      case BOOL -> convert(from.isFloat() ? Opcode.REAL_TO_BOOL : Opcode.INT_TO_BOOL, result, a);
      case U8 -> {
        convert(from.isFloat() ? Opcode.REAL_TO_INT : null, result, a);
        convert(Opcode.INT_TO_BYTE, result, result);
      }
    }
  }

  private void convert(@Nullable Opcode opcode, int result, int a) {
    if (opcode == null) {
      move(result, a);
    } else {
      words.add(new Word(opcode, result, a, a, a));
    }
  }

  /** Both choices of a selection are the value, whatever its bits are as a condition. */
  private void move(int result, int a) {
    if (result != a) {
      words.add(new Word(Opcode.SELECT, result, a, a, a));
    }
  }

  private DType dtype(int value) {
    return value < inputs
        ? group.inputs().get(value).type().dtype()
        : group.instructions().get(value - inputs).dtype();
  }

  private void storeWhatCanBe(int index) {
    for (int output = 0; output < stored.length; output++) {
      int value = group.results().get(output);
      if (!stored[output] && value <= inputs + index && nothingIsToBeLoadedFrom(group.outputs().get(output))) {
        stored[output] = true;
        words.add(new Word(Opcode.STORE, 0, inputs + output, registerOf[value], 0));
        releaseAfter(value, index);
      }
    }
  }

  private boolean nothingIsToBeLoadedFrom(View place) {
    for (int input = 0; input < inputs; input++) {
      View slot = group.inputs().get(input);
      if (!loaded[input] && slot.region() == place.region() && slot.offset() == place.offset()) {
        return false;
      }
    }
    return true;
  }

  /** Frees the register of a value that is neither read nor stored after an instruction. */
  private void releaseAfter(int value, int index) {
    boolean waits = IntStream.range(0, stored.length)
        .anyMatch(output -> !stored[output] && group.results().get(output) == value);
    if (lastRead[value] <= index && !waits && registerOf[value] != NONE) {
      used.clear(registerOf[value]);
      registerOf[value] = NONE;
    }
  }

  private int free() {
    int register = used.nextClearBit(0);
    used.set(register);
    fits &= register < REGISTERS;
    return register;
  }
}
