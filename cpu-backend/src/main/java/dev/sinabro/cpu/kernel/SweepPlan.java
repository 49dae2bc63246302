package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.math.BlockFunction;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.UnaryFn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Where each value of a {@link Sweep} lives while a block is computed.
 *
 * <p>An output is computed right at its place where it is in one piece and no later operation of the block reads what
 * stood there; else in a block of scratch, from which it is stored at the end. Scratch is used again after the last read of a value.
 *
 * @param operations in order; the i-th gives register inputs + i
 * @param scratch for each operation the number of its block of scratch, or -1
 * @param direct for each operation without scratch the address of its output
 * @param stores what is left to be stored when all operations of a block are done
 * @param scratchBlocks how many blocks of scratch are used
 */
record SweepPlan(List<Operation> operations, int[] scratch, long[] direct, List<Store> stores, int scratchBlocks) {

  /** Nanoseconds an element of an operation that is one instruction a vector. */
  private static final double SIMPLE = 0.05;

  /** An operation on registers; those that it does not need repeat the first. */
  record Operation(Op.Elementwise op, DType dtype, int a, int b, int c) {
    BlockFunction function(BlockMath math) {
      return switch (op) {
        case Op.Unary unary -> math.unary(unary.fn());
        case Op.Binary binary -> math.binary(binary.fn());
        case Op.Select _ -> math.select();
        case Op.Cast _ -> dtype == DType.BOOL ? math.truth() : math.move();
        case Op.Broadcast _ -> math.move();
      };
    }

    double nanoseconds() {
      return switch (op) {
        case Op.Unary(UnaryFn fn) -> switch (fn) {
          case EXP, LOG, SIGMOID, TANH, SOFTPLUS, ERF, SIN, COS, EXPM1, LOG1P -> 0.5;
          case SQRT, RECIPROCAL -> 0.2;
          case NEG, ABS, SIGN, SQUARE, FLOOR, ROUND, RELU, STEP, NOT -> SIMPLE;
        };
        case Op.Binary(BinaryFn fn) -> switch (fn) {
          case POW -> 50;
          case REMAINDER -> 10;
          case ATAN2, SIGMOID_CROSS_ENTROPY -> 0.6;
          case DIV -> 0.2;
          case ADD, SUB, MUL, MAX, MIN, EQUAL, LESS, LESS_EQUAL, AND, OR -> SIMPLE;
        };
        case Op.Cast _, Op.Select _, Op.Broadcast _ -> SIMPLE;
      };
    }
  }

  /** A value that goes from a register to memory, in steps of the target's own. */
  record Store(int register, DType dtype, long address, Strides strides) {

    /** From blocks of a shape to a view of it. */
    static Store of(int register, View view, long address, Shape shape) {
      return new Store(register, view.type().dtype(), address,
          Strides.of(shape, view.stridesWithin(shape), Strides.contiguous(shape)));
    }
  }

  static SweepPlan of(Step.Fused step, ToLongFunction<View> address) {
    return of(step, address, true);
  }

  /**
   * The plan of a sweep that is done tile by tile.
   *
   * @param width elements of a row; tiles begin anywhere in it that is a multiple of {@link BlockMath#PADDING}
   */
  static SweepPlan ofTiles(Step.WithEpilogue step, ToLongFunction<View> address, int width) {
    return of(step.epilogue(), address, width % BlockMath.PADDING == 0);
  }

  private static SweepPlan of(Step.Fused step, ToLongFunction<View> address, boolean aligned) {
    int inputs = step.inputs().size();
    List<Operation> operations = step.instructions().stream().map(SweepPlan::operation).toList();
    int[] lastRead = lastReads(step, operations);
    int[] scratch = new int[operations.size()];
    long[] direct = new long[operations.size()];
    List<Store> stores = new ArrayList<>();
    for (int output = 0; output < step.outputs().size(); output++) {
      View view = step.outputs().get(output);
      int register = step.results().get(output);
      int index = register - inputs;
      long place = address.applyAsLong(view);
      boolean untouched = IntStream.range(0, inputs)
          .allMatch(input -> address.applyAsLong(step.inputs().get(input)) != place || lastRead[input] <= index);
      if (aligned && view.type().dtype() == DType.F32 && hasRoom(view) && untouched && scratch[index] == 0) {
        scratch[index] = -1;
        direct[index] = place;
      } else {
        stores.add(Store.of(register, view, place, step.shape()));
        lastRead[register] = operations.size();
      }
    }
    return new SweepPlan(operations, scratch, direct, stores, assignScratch(scratch, lastRead, inputs));
  }

  /** Whether it is in one piece, and nothing else is where the last vector of the last block may write. */
  private static boolean hasRoom(View output) {
    return output.isWhole() || output.isContiguous() && output.shape().count() % BlockMath.PADDING == 0;
  }

  static Operation operation(Instruction instruction) {
    List<Integer> registers = instruction.operands();
    int a = registers.get(0);
    int b = registers.size() > 1 ? registers.get(1) : a;
    return new Operation(instruction.op(), instruction.dtype(), a, b, registers.size() > 2 ? registers.get(2) : a);
  }

  private static int[] lastReads(Step.Fused step, List<Operation> operations) {
    int[] lastRead = new int[step.inputs().size() + operations.size()];
    Arrays.fill(lastRead, -1);
    for (int index = 0; index < operations.size(); index++) {
      Operation operation = operations.get(index);
      lastRead[operation.a()] = index;
      lastRead[operation.b()] = index;
      lastRead[operation.c()] = index;
    }
    return lastRead;
  }

  /** Gives each operation that has no place yet a block, the one that was freed last, and counts the blocks. */
  private static int assignScratch(int[] scratch, int[] lastRead, int inputs) {
    Deque<Integer> free = new ArrayDeque<>();
    int blocks = 0;
    for (int index = 0; index < scratch.length; index++) {
      for (int before = 0; before < index; before++) {
        if (scratch[before] >= 0 && lastRead[inputs + before] == index) {
          free.push(scratch[before]);
        }
      }
      if (scratch[index] == 0) {
        scratch[index] = free.isEmpty() ? blocks++ : free.pop();
      }
    }
    return blocks;
  }

  /** What one element takes, roughly; only the order of magnitude matters. */
  double nanoseconds() {
    return 0.1 + operations.stream().mapToDouble(Operation::nanoseconds).sum();
  }
}
