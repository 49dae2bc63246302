package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.math.BlockFunction;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.DType;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A group of element-wise operations in one sweep over memory: all of them over a block that stays in the first-level
 * cache, then the next block.
 */
final class Sweep implements Kernel, Chunks {
  /** Elements of a block: 2 KB, so that some twenty registers fit into the cache, and a call is small beside its work. */
  static final int BLOCK = 512;

  /** A function may touch what is behind a block that is no multiple of so many elements. */
  static final int ALIGNED = BlockMath.PADDING;

  private final Machine machine;
  private final int count;
  private final int chunk;
  private final Operand[] operands;
  private final int[] operandScratch;
  private final SweepPlan.Operation[] operations;
  private final BlockFunction[] functions;
  private final SweepPlan.Store[] stores;
  private final int[] scratchOf;
  private final long[] directOf;
  private final long[][] addresses;

  Sweep(Machine machine, Step.Fused step, ToLongFunction<View> address) {
    this(machine, step, SweepPlan.of(step, address),
        step.inputs().stream().map(view -> Operand.of(machine.math(), address.applyAsLong(view), view, step.shape()))
            .toList(),
        0);
  }

  /**
   * A sweep with operands of its own.
   *
   * @param tile where in the scratch the first operand is, if it is a {@link Operand.Tile}
   */
  Sweep(Machine machine, Step.Fused step, SweepPlan plan, List<Operand> inputs, int tile) {
    this.machine = machine;
    count = step.shape().count();
    operations = plan.operations().toArray(SweepPlan.Operation[]::new);
    stores = plan.stores().toArray(SweepPlan.Store[]::new);
    functions =
        plan.operations().stream().map(operation -> operation.function(machine.math())).toArray(BlockFunction[]::new);
    operands = inputs.toArray(Operand[]::new);
    scratchOf = plan.scratch();
    directOf = plan.direct();
    operandScratch = new int[operands.length];
    int used = plan.scratchBlocks() * BLOCK;
    for (int index = 0; index < operands.length; index++) {
      operandScratch[index] = operands[index] instanceof Operand.Tile ? tile : 4 * used;
      used += operands[index].scratch();
    }
    addresses = new long[machine.threads()][operands.length + operations.length + 1];
    chunk = Machine.chunk(BLOCK, plan.nanoseconds());
  }

  /** Whether its registers fit into the scratch of a worker, in the worst case. */
  static boolean fits(Step.Fused step) {
    return scratchBytes(step) <= Machine.SCRATCH;
  }

  /** Bytes of scratch that it needs at most. */
  static long scratchBytes(Step.Fused step) {
    return (step.instructions().size() + 2L * step.inputs().size()) * BLOCK * 4;
  }

  /** Whether all values are reals or truth values, apart from what a cast reads. */
  static boolean isReal(Step.Single step) {
    DType result = step.outputs().getFirst().type().dtype();
    boolean real = result == DType.F32 || result == DType.BOOL;
    return real && (step.op() instanceof dev.sinabro.graph.Op.Cast || step.inputs()
        .stream()
        .allMatch(slot -> slot.type().dtype() == DType.F32 || slot.type().dtype() == DType.BOOL));
  }

  @Override
  public void run() {
    machine.run(Machine.chunks(count, chunk), this);
  }

  @Override
  public void run(int number, int worker) {
    begin(worker);
    int from = number * chunk;
    elements(worker, from, (int) Math.min((long) from + chunk, count));
  }

  /** To be called before a worker does some elements, and again when something else used its scratch. */
  void begin(int worker) {
    long scratch = machine.scratch(worker);
    for (int index = 0; index < operands.length; index++) {
      operands[index].begin(scratch + operandScratch[index]);
    }
  }

  /** Elements one after the other. */
  void elements(int worker, int from, int to) {
    long scratch = machine.scratch(worker);
    long[] at = addresses[worker];
    for (int start = from; start < to; start += BLOCK) {
      block(scratch, at, start, Math.min(BLOCK, to - start));
    }
  }

  private void block(long scratch, long[] at, int start, int length) {
    for (int index = 0; index < operands.length; index++) {
      at[index] = operands[index].block(scratch + operandScratch[index], start, length);
    }
    for (int index = 0; index < operations.length; index++) {
      SweepPlan.Operation operation = operations[index];
      int register = operands.length + index;
      long target = scratchOf[index] < 0 ? directOf[index] + 4L * start : scratch + 4L * BLOCK * scratchOf[index];
      at[register] = target;
      functions[index].apply(at[operation.a()], at[operation.b()], at[operation.c()], target, length);
    }
    for (SweepPlan.Store store : stores) {
      store(store, at[store.register()], start, length);
    }
  }

  static void store(SweepPlan.Store store, long from, int start, int length) {
    Strides strides = store.strides();
    if (strides.rank() == 0) {
      store(store, from, 0, 1, length);
      return;
    }
    int width = strides.extents()[strides.rank() - 1];
    int stride = strides.from()[strides.rank() - 1];
    int done = 0;
    while (done < length) {
      int column = (start + done) % width;
      int run = Math.min(width - column, length - done);
      long first = strides.start((start + done) / width, strides.from()) + (long) column * stride;
      store(store, from + 4L * done, first, stride, run);
      done += run;
    }
  }

  /** Elements of one row, the first of them at a number of elements from the start of the output. */
  private static void store(SweepPlan.Store store, long from, long first, int stride, int run) {
    boolean real = store.dtype() == DType.F32;
    if (real && stride == 1) {
      Memory.copy(from, store.address() + 4L * first, 4L * run);
      return;
    }
    for (int i = 0; i < run; i++) {
      float value = Memory.getFloat(from + 4L * i);
      if (real) {
        Memory.setFloat(store.address() + 4L * (first + (long) i * stride), value);
      } else {
        Memory.setByte(store.address() + first + (long) i * stride, value == 0f ? (byte) 0 : (byte) 1);
      }
    }
  }
}
