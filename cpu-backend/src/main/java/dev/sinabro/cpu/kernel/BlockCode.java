package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.math.BlockFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The wide operations of a group with reductions on a block that stays in the first-level cache, and its narrow ones: what
 * the sweeps over rows and over columns share.
 */
final class BlockCode {
  private final StagePlan plan;
  private final @Nullable BlockFunction[] functions;
  private final @Nullable Operand[] wide;
  private final @Nullable Operand[] narrow;
  private final int[] scratchOf;
  private final int[] blocks;
  private final long[] directOf;
  private int scratch;

  /**
   * Where the values of a worker's registers are at the moment.
   *
   * @param wide of blocks of the group's shape
   * @param narrow of blocks of the reduced shape
   */
  record Places(long scratch, long[] wide, long[] narrow) {}

  BlockCode(Machine machine, Step.Reducing step, StagePlan plan, ToLongFunction<View> address) {
    this.plan = plan;
    int registers = plan.narrow().length;
    functions = new @Nullable BlockFunction[registers];
    wide = new @Nullable Operand[registers];
    narrow = new @Nullable Operand[registers];
    scratchOf = new int[registers];
    directOf = new long[registers];
    blocks = plan.blocks();
    scratch = 4 * blocks[registers] * Sweep.BLOCK;
    for (StagePlan.Stage stage : plan.stages()) {
      List<StagePlan.Work> works = new ArrayList<>(stage.before());
      works.addAll(stage.works());
      works.forEach(work -> functions[work.register()] = work.operation().function(machine.math()));
    }
    plan.stores().stream().filter(StagePlan.Store::direct).forEach(
        store -> directOf[store.store().register()] = store.store().address());
    for (int input = 0; input < step.inputs().size(); input++) {
      View view = step.inputs().get(input);
      long place = address.applyAsLong(view);
      if (plan.narrow()[input]) {
        Operand operand = Operand.of(machine.math(), place, view, step.reduced());
        narrow[input] = operand;
        scratchOf[input] = take(operand.scratch());
      } else {
        read(input, Operand.of(machine.math(), place, view, step.shape()));
      }
    }
  }

  /** Whether the registers fit into the scratch of a worker, in the worst case. */
  static boolean fits(Step.Reducing step) {
    long registers = step.narrow().length;
    long reductions = step.stages().stream().mapToLong(stage -> stage.reductions().size()).sum();
    return (4 * registers + 2L * step.inputs().size() + 4 * reductions) * Sweep.BLOCK * 4 <= Machine.SCRATCH;
  }

  /** Scratch for so many floats: the bytes that stand before it. */
  int take(int floats) {
    int place = scratch;
    scratch += 4 * ((floats + Sweep.ALIGNED - 1) & -Sweep.ALIGNED);
    return place;
  }

  /** Gives a register its wide form. */
  void read(int register, Operand operand) {
    wide[register] = operand;
    scratchOf[register] = take(operand.scratch());
  }

  Places places(long scratchAddress) {
    return new Places(scratchAddress, new long[functions.length], new long[functions.length]);
  }

  /** Called for a chunk, before its blocks. */
  void begin(Places places) {
    for (int register = 0; register < functions.length; register++) {
      begin(wide[register], places, register);
      begin(narrow[register], places, register);
    }
  }

  private void begin(@Nullable Operand operand, Places places, int register) {
    if (operand != null) {
      operand.begin(places.scratch + scratchOf[register]);
    }
  }

  /** Reads the narrow inputs for some elements of the reduced shape. */
  void readNarrow(Places places, int start, int count) {
    for (int register = 0; register < functions.length; register++) {
      Operand operand = narrow[register];
      if (operand != null) {
        places.narrow[register] = operand.block(places.scratch + scratchOf[register], start, count);
      }
    }
  }

  /** The narrow operations before a stage, on so many elements, with results where the places say. */
  void before(StagePlan.Stage stage, Places places, int count) {
    for (StagePlan.Work work : stage.before()) {
      apply(work, places.narrow, places.narrow[work.register()], count);
    }
  }

  /** Where the wide form of a register is written to. */
  long block(Places places, int register) {
    return places.scratch + 4L * Sweep.BLOCK * blocks[register];
  }

  /** Reads some registers for a block of the group's shape. */
  void read(int[] registers, Places places, int start, int length) {
    for (int register : registers) {
      Operand operand = wide[register];
      if (operand != null) {
        places.wide[register] = operand.block(places.scratch + scratchOf[register], start, length);
      }
    }
  }

  /** The wide operations of a stage on a block. */
  void compute(StagePlan.Stage stage, Places places, int start, int length) {
    List<StagePlan.Work> works = stage.works();
    for (int index = 0; index < works.size(); index++) {
      StagePlan.Work work = works.get(index);
      int register = work.register();
      long target = directOf[register] == 0 ? block(places, register) : directOf[register] + 4L * start;
      apply(work, places.wide, target, length);
      places.wide[register] = target;
    }
  }

  private void apply(StagePlan.Work work, long[] at, long target, int length) {
    BlockFunction function = functions[work.register()];
    if (function != null) {
      SweepPlan.Operation operation = work.operation();
      function.apply(at[operation.a()], at[operation.b()], at[operation.c()], target, length);
    }
  }

  /** Writes the results of a stage on a block that are not where they belong already. */
  void store(StagePlan.Stage stage, Places places, int start, int length) {
    List<StagePlan.Store> stores = stage.stores();
    for (int index = 0; index < stores.size(); index++) {
      StagePlan.Store store = stores.get(index);
      if (!store.direct()) {
        Sweep.store(store.store(), places.wide[store.store().register()], start, length);
      }
    }
  }

  /** Writes the narrow results. */
  void storeNarrow(Places places, int start, int count) {
    for (StagePlan.Store store : plan.stores()) {
      if (!store.wide()) {
        Sweep.store(store.store(), places.narrow[store.store().register()], start, count);
      }
    }
  }
}
