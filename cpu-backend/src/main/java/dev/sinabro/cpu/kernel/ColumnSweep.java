package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * A group that reduces columns: one pass over memory a stage, each of which computes again what it needs of the stages
 * before; values of columns, of which there are few, are computed in between by one thread.
 *
 * <p>Rows are added one after the other in parts that follow from the shape, and the parts are joined in order in double.
 */
final class ColumnSweep implements Kernel, Chunks {
  /** Elements of a part, so that joining parts costs little beside it. */
  private static final int PART = 1 << 16;

  /** Rows of a part at most: the longer a sum of floats, the less precise. */
  private static final int MOST_ROWS = 1024;

  /** Columns that are taken together: 8 KB of sums, which stay in the first-level cache. */
  private static final int STRIP = 4 * Sweep.BLOCK;

  private final Machine machine;
  private final StagePlan plan;
  private final BlockCode code;
  private final int rows;
  private final int columns;
  private final int together;
  private final int width;
  private final int strips;
  private final int part;
  private final int parts;
  private final BlockCode.Places[] places;
  private final long[] values;
  private final long[] partials;
  private final int[] sums;
  private final List<int[]> reads = new ArrayList<>();
  private final Arena memory = Arena.ofAuto();
  private int current;

  ColumnSweep(Machine machine, Step.Reducing step, ToLongFunction<View> address) {
    this.machine = machine;
    rows = step.rows();
    columns = step.columns();
    width = Math.min(columns, STRIP);
    together = Math.max(1, Sweep.BLOCK / width);
    strips = Machine.chunks(columns, width);
    part = Math.clamp(Math.max(PART / width, Machine.chunks(rows, MOST_ROWS)), 1, MOST_ROWS);
    parts = Machine.chunks(rows, part);
    plan = new StagePlan(step, false, address);
    code = new BlockCode(machine, step, plan, address);
    int registers = plan.narrow().length;
    int inputs = step.inputs().size();
    values = new long[registers];
    partials = new long[registers];
    sums = new int[registers];
    plan.stages().forEach(stage -> {
      stage.before().forEach(work -> values[work.register()] = floats(columns));
      stage.reductions().forEach(next -> {
        values[next.register()] = floats(columns);
        partials[next.register()] = floats(parts * columns);
        sums[next.register()] = code.take(Math.max(width, Sweep.BLOCK));
      });
    });
    View numbers = View.of(new Slot(Region.ARENA, 0, new TensorType(DType.F32, step.reduced())));
    for (StagePlan.Stage stage : plan.stages()) {
      for (int register : stage.spreads()) {
        View view = register < inputs ? step.inputs().get(register) : null;
        code.read(register, view == null
            ? Operand.of(machine.math(), values[register], numbers, step.shape())
            : Operand.of(machine.math(), address.applyAsLong(view), view, step.shape()));
      }
      reads.add(IntStream.concat(IntStream.of(stage.loads()), IntStream.of(stage.spreads())).toArray());
    }
    places = IntStream.range(0, machine.threads())
        .mapToObj(worker -> code.places(machine.scratch(worker)))
        .toArray(BlockCode.Places[]::new);
  }

  private long floats(int count) {
    return memory.allocate(Slot.aligned(4L * count), Slot.ALIGNMENT).address();
  }

  @Override
  public void run() {
    for (current = 0; current < plan.stages().size(); current++) {
      StagePlan.Stage stage = plan.stages().get(current);
      if (!stage.before().isEmpty()) {
        columnwise((start, count) -> code.before(stage, places[0], count));
      }
      if (stage.isWide()) {
        machine.run(parts * strips, this);
      }
      stage.reductions().forEach(this::join);
    }
    columnwise((start, count) -> code.storeNarrow(places[0], start, count));
  }

  /** Some neighboring columns. */
  private interface Columns {
    void run(int start, int count);
  }

  /** Blocks of columns one after the other. */
  private void columnwise(Columns work) {
    BlockCode.Places at = places[0];
    code.begin(at);
    for (int start = 0; start < columns; start += Sweep.BLOCK) {
      int count = Math.min(Sweep.BLOCK, columns - start);
      code.readNarrow(at, start, count);
      for (int register = 0; register < values.length; register++) {
        if (values[register] != 0) {
          at.narrow()[register] = values[register] + 4L * start;
        }
      }
      work.run(start, count);
    }
  }

  @Override
  public void run(int unit, int worker) {
    BlockCode.Places at = places[worker];
    StagePlan.Stage stage = plan.stages().get(current);
    code.begin(at);
    int column = unit % strips * width;
    int wide = Math.min(width, columns - column);
    for (StagePlan.Reduction next : stage.reductions()) {
      machine.math().fill(Reduction.identity(next.fn()), at.scratch() + sums[next.register()], together * wide);
    }
    int to = Math.min((unit / strips + 1) * part, rows);
    for (int row = unit / strips * part; row < to; row += together) {
      int length = Math.min(together, to - row) * wide;
      for (int block = 0; block < length; block += Sweep.BLOCK) {
        block(stage, at, row * columns + column + block, block, Math.min(Sweep.BLOCK, length - block));
      }
    }
    for (StagePlan.Reduction next : stage.reductions()) {
      long sum = at.scratch() + sums[next.register()];
      for (int row = 1; row < together; row++) {
        Reduction.include(machine.math(), next.fn(), sum + 4L * row * wide, sum, wide);
      }
      Memory.copy(sum, partials[next.register()] + 4L * (unit / strips * columns + column), 4L * wide);
    }
  }

  private void block(StagePlan.Stage stage, BlockCode.Places at, int start, int within, int length) {
    code.read(reads.get(current), at, start, length);
    code.compute(stage, at, start, length);
    for (StagePlan.Reduction next : stage.reductions()) {
      long sum = at.scratch() + sums[next.register()] + 4L * within;
      Reduction.include(machine.math(), next.fn(), at.wide()[next.of()], sum, length);
    }
    code.store(stage, at, start, length);
  }

  private void join(StagePlan.Reduction reduction) {
    if (parts == 1) {
      Memory.copy(partials[reduction.register()], values[reduction.register()], 4L * columns);
    } else {
      machine.run(Machine.chunks(columns, Sweep.BLOCK), (chunk, _) -> join(reduction, chunk * Sweep.BLOCK));
    }
  }

  private void join(StagePlan.Reduction reduction, int from) {
    long first = partials[reduction.register()];
    int to = Math.min(from + Sweep.BLOCK, columns);
    for (int column = from; column < to; column++) {
      double total = Memory.getFloat(first + 4L * column);
      for (int next = 1; next < parts; next++) {
        total = Reduction.joined(reduction.fn(), total, Memory.getFloat(first + 4L * (next * columns + column)));
      }
      Memory.setFloat(values[reduction.register()] + 4L * column, (float) total);
    }
  }
}
