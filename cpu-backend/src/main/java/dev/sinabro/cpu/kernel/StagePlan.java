package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.ReduceFn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a group with reductions does in each stage, in terms of its registers, and which results are written when. */
final class StagePlan {
  private final Step.Reducing step;
  private final boolean keep;
  private final boolean[] narrow;
  private final SweepPlan.@Nullable Operation[] operations;
  private final List<Store> stores = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();

  /** An operation, and the register that takes its result. */
  record Work(SweepPlan.Operation operation, int register) {}

  /** A reduction of the wide form of a register, and the register that takes its result. */
  record Reduction(ReduceFn fn, int of, int register) {}

  /**
   * A result that goes to memory.
   *
   * @param wide whether it has the group's shape; else it is narrow, and written at the very end
   * @param stage in which it is written, of a wide one
   * @param direct whether it is computed right at its place
   */
  record Store(SweepPlan.Store store, boolean wide, int stage, boolean direct) {}

  /**
   * One pass over the elements.
   *
   * @param before narrow operations that come first
   * @param loads wide inputs that are read
   * @param spreads narrow registers whose wide form is read
   * @param works wide operations
   */
  record Stage(List<Work> before, int[] loads, int[] spreads, List<Work> works, List<Reduction> reductions,
      List<Store> stores) {

    /** Whether it goes over all elements, or has only narrow values to compute. */
    boolean isWide() {
      return !reductions.isEmpty() || !stores.isEmpty();
    }
  }

  /**
   * A plan.
   *
   * @param keep whether what one stage computed, loaded or spread is there in the next; else it is computed again
   * @param address where each slot is
   */
  StagePlan(Step.Reducing step, boolean keep, ToLongFunction<View> address) {
    this.step = step;
    this.keep = keep;
    narrow = step.narrow();
    operations = new SweepPlan.@Nullable Operation[narrow.length];
    int[] stageOf = new int[narrow.length];
    int register = step.inputs().size();
    for (int stage = 0; stage < step.stages().size(); stage++) {
      for (Instruction instruction : step.stages().get(stage).instructions()) {
        stageOf[register] = stage;
        operations[register++] = SweepPlan.operation(instruction);
      }
      register += step.stages().get(stage).reductions().size();
    }
    list(stageOf, address);
    boolean[] done = new boolean[narrow.length];
    int first = step.inputs().size();
    for (int stage = 0; stage < step.stages().size(); stage++) {
      stages.add(stage(stage, first, done));
      first += step.stages().get(stage).instructions().size() + step.stages().get(stage).reductions().size();
    }
  }

  List<Stage> stages() {
    return stages;
  }

  List<Store> stores() {
    return stores;
  }

  boolean[] narrow() {
    return narrow;
  }

  /** Nanoseconds an element, roughly. */
  double nanoseconds() {
    return 0.1 + stages.stream()
        .flatMap(stage -> stage.works().stream())
        .mapToDouble(work -> work.operation().nanoseconds())
        .sum() + 0.1 * stages.size();
  }

  /** A result at the place of an input is written when no stage reads the input any more. */
  private void list(int[] stageOf, ToLongFunction<View> address) {
    int lastWide = lastWide(stageOf);
    boolean[] direct = new boolean[narrow.length];
    for (int output = 0; output < step.outputs().size(); output++) {
      View view = step.outputs().get(output);
      int register = step.results().get(output);
      long place = address.applyAsLong(view);
      boolean inPlace = step.inputs().stream().anyMatch(input -> address.applyAsLong(input) == place);
      boolean wide = view.shape().equals(step.shape());
      boolean atOnce = wide && !inPlace && !narrow[register] && !direct[register] && operations[register] != null
          && view.isContiguous() && view.type().dtype() == DType.F32 && step.columns() % Sweep.ALIGNED == 0;
      direct[register] |= atOnce;
      stores.add(new Store(
          SweepPlan.Store.of(register, view, place, wide ? step.shape() : step.reduced()), wide,
          inPlace ? lastWide : stageOf[register], atOnce));
    }
  }

  /** The last stage that has to go over all elements: what is narrow may be computed further behind it, and reads none. */
  private int lastWide(int[] stageOf) {
    int last = IntStream.range(0, step.outputs().size())
        .filter(output -> step.outputs().get(output).shape().equals(step.shape()))
        .map(output -> stageOf[step.results().get(output)])
        .max()
        .orElse(0);
    for (int stage = last; stage < step.stages().size(); stage++) {
      last = step.stages().get(stage).reductions().isEmpty() ? last : stage;
    }
    return last;
  }

  private Stage stage(int number, int first, boolean[] done) {
    Step.Reducing.Stage stage = step.stages().get(number);
    int behind = first + stage.instructions().size();
    List<Reduction> reductions = new ArrayList<>();
    for (int index = 0; index < stage.reductions().size(); index++) {
      Step.Reducing.Reduction next = stage.reductions().get(index);
      reductions.add(new Reduction(next.fn(), next.register(), behind + index));
    }
    List<Store> written = stores.stream().filter(store -> store.wide() && store.stage() == number).toList();
    boolean[] needed = new boolean[narrow.length];
    reductions.forEach(reduction -> needed[reduction.of()] = true);
    written.forEach(store -> needed[store.store().register()] = true);
    List<Work> works = needed(needed, done);
    int inputs = step.inputs().size();
    Stage made = new Stage(works(IntStream.range(first, behind).filter(register -> narrow[register])),
        IntStream.range(0, inputs).filter(register -> needed[register] && !narrow[register]).toArray(),
        IntStream.range(0, narrow.length).filter(register -> needed[register] && narrow[register]).toArray(), works,
        reductions, written);
    for (int register = 0; keep && register < done.length; register++) {
      done[register] |= needed[register];
    }
    return made;
  }

  /** The wide operations that what is needed is computed from; marks what they read. */
  private List<Work> needed(boolean[] needed, boolean[] done) {
    List<Integer> registers = new ArrayList<>();
    for (int register = narrow.length - 1; register >= 0; register--) {
      needed[register] &= !done[register];
      SweepPlan.Operation operation = operations[register];
      if (needed[register] && !narrow[register] && operation != null) {
        registers.add(register);
        needed[operation.a()] = true;
        needed[operation.b()] = true;
        needed[operation.c()] = true;
      }
    }
    return works(registers.reversed().stream().mapToInt(Integer::intValue));
  }

  private List<Work> works(IntStream registers) {
    List<Work> works = new ArrayList<>();
    registers.forEach(register -> {
      SweepPlan.Operation operation = operations[register];
      if (operation != null) {
        works.add(new Work(operation, register));
      }
    });
    return works;
  }

  /**
   * For each register the block of scratch of its wide form, -1 where it has none, and at the end how many there are. A
   * block is used again after the last read of its value.
   */
  int[] blocks() {
    int[] lastRead = lastReads();
    int[] blocks = new int[narrow.length + 1];
    Arrays.fill(blocks, -1);
    List<Integer> freeAt = new ArrayList<>();
    int time = 0;
    for (Stage stage : stages) {
      for (int register : stage.spreads()) {
        // What is not kept is spread once for all blocks of a row.
        take(blocks, register, freeAt, time, keep ? lastRead[register] : Integer.MAX_VALUE);
      }
      for (Work work : stage.works()) {
        time++;
        take(blocks, work.register(), freeAt, time, lastRead[work.register()]);
      }
      time++;
    }
    blocks[narrow.length] = freeAt.size();
    return blocks;
  }

  /** In the same count of time: one for each operation, and one for what ends a stage. */
  private int[] lastReads() {
    int[] lastRead = new int[narrow.length];
    int time = 0;
    for (Stage stage : stages) {
      for (Work work : stage.works()) {
        time++;
        lastRead[work.operation().a()] = time;
        lastRead[work.operation().b()] = time;
        lastRead[work.operation().c()] = time;
      }
      time++;
      for (Reduction reduction : stage.reductions()) {
        lastRead[reduction.of()] = time;
      }
      for (Store store : stage.stores()) {
        lastRead[store.store().register()] = time;
      }
    }
    return lastRead;
  }

  /** A function may write where it reads, so what is read for the last time at some time is free at it. */
  private static void take(int[] blocks, int register, List<Integer> freeAt, int time, int until) {
    if (blocks[register] >= 0) {
      return;
    }
    int block = 0;
    while (block < freeAt.size() && freeAt.get(block) > time) {
      block++;
    }
    if (block == freeAt.size()) {
      freeAt.add(until);
    } else {
      freeAt.set(block, until);
    }
    blocks[register] = block;
  }
}
