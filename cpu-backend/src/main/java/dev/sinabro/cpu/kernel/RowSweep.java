package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * A group that reduces rows: short rows some at a time, with all of their values in the first-level cache from the first
 * stage to the last; a row that is longer than a block goes through the cache block by block in each stage, which computes
 * again what it needs of the stages before.
 *
 * <p>A row is summed as {@link dev.sinabro.cpu.math.BlockMath#sum} does, a longer one block by block, joined in order in
 * double.
 */
final class RowSweep implements Kernel, Chunks {
  private final Machine machine;
  private final StagePlan plan;
  private final BlockCode code;
  private final int rows;
  private final int columns;
  private final int together;
  private final int perChunk;
  private final int[] narrowPlaces;
  private final BlockCode.Places[] places;
  private final double[][] totals;

  RowSweep(Machine machine, Step.Reducing step, ToLongFunction<View> address) {
    this.machine = machine;
    rows = step.rows();
    columns = step.columns();
    together = Math.max(1, Sweep.BLOCK / columns);
    plan = new StagePlan(step, columns <= Sweep.BLOCK, address);
    code = new BlockCode(machine, step, plan, address);
    int registers = plan.narrow().length;
    narrowPlaces = IntStream.range(0, registers)
        .map(register -> plan.narrow()[register] && register >= step.inputs().size() ? code.take(together) : -1)
        .toArray();
    places = IntStream.range(0, machine.threads())
        .mapToObj(worker -> code.places(machine.scratch(worker)))
        .toArray(BlockCode.Places[]::new);
    totals = new double[machine.threads()][registers];
    perChunk = Machine.chunk(together, plan.nanoseconds() * columns);
  }

  @Override
  public void run() {
    machine.run(Machine.chunks(rows, perChunk), this);
  }

  @Override
  public void run(int chunk, int worker) {
    BlockCode.Places at = places[worker];
    code.begin(at);
    int to = Math.min((chunk + 1) * perChunk, rows);
    for (int row = chunk * perChunk; row < to; row += together) {
      int count = Math.min(together, to - row);
      code.readNarrow(at, row, count);
      for (int register = 0; register < narrowPlaces.length; register++) {
        if (narrowPlaces[register] >= 0) {
          at.narrow()[register] = at.scratch() + narrowPlaces[register];
        }
      }
      for (StagePlan.Stage stage : plan.stages()) {
        code.before(stage, at, count);
        spread(stage, at, count);
        if (columns <= Sweep.BLOCK) {
          shortRows(stage, at, row, count);
        } else {
          longRow(stage, at, row, totals[worker]);
        }
      }
      code.storeNarrow(at, row, count);
    }
  }

  /** Repeats the numbers of rows along them; of a long row for one block, as all are alike. */
  private void spread(StagePlan.Stage stage, BlockCode.Places at, int count) {
    int width = Math.min(columns, Sweep.BLOCK);
    for (int register : stage.spreads()) {
      long target = code.block(at, register);
      for (int row = 0; row < count; row++) {
        float value = Memory.getFloat(at.narrow()[register] + 4L * row);
        machine.math().fill(value, target + 4L * row * width, width);
      }
      at.wide()[register] = target;
    }
  }

  private void shortRows(StagePlan.Stage stage, BlockCode.Places at, int row, int count) {
    int start = row * columns;
    int length = count * columns;
    code.read(stage.loads(), at, start, length);
    code.compute(stage, at, start, length);
    for (StagePlan.Reduction next : stage.reductions()) {
      for (int index = 0; index < count; index++) {
        float value =
            Reduction.of(machine.math(), next.fn(), at.wide()[next.of()] + 4L * index * columns, columns);
        Memory.setFloat(at.narrow()[next.register()] + 4L * index, value);
      }
    }
    code.store(stage, at, start, length);
  }

  private void longRow(StagePlan.Stage stage, BlockCode.Places at, int row, double[] total) {
    for (StagePlan.Reduction next : stage.reductions()) {
      total[next.register()] = Reduction.identity(next.fn());
    }
    int end = row * columns + columns;
    for (int start = row * columns; start < end; start += Sweep.BLOCK) {
      int length = Math.min(Sweep.BLOCK, end - start);
      code.read(stage.loads(), at, start, length);
      code.compute(stage, at, start, length);
      for (StagePlan.Reduction next : stage.reductions()) {
        float value = Reduction.of(machine.math(), next.fn(), at.wide()[next.of()], length);
        total[next.register()] = Reduction.joined(next.fn(), total[next.register()], value);
      }
      code.store(stage, at, start, length);
    }
    for (StagePlan.Reduction next : stage.reductions()) {
      Memory.setFloat(at.narrow()[next.register()], (float) total[next.register()]);
    }
  }
}
