package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;

/** Rows of a table by number: taken from it, or added to it. */
final class TableRows {
  /** A copy runs at some 20 GB/s. */
  private static final double NANOSECONDS_PER_BYTE = 0.05;

  /** Columns of a table that one thread adds to. */
  private static final int COLUMNS = 256;

  private TableRows() {}

  /** Takes rows; a number outside gives a row of zeros. */
  static Kernel gather(Machine machine, Step.Single step, ToLongFunction<View> address) {
    View table = step.inputs().get(0);
    View numbers = step.inputs().get(1);
    Shape shape = table.type().shape();
    long rowBytes = (long) shape.count(1, shape.rank()) * table.type().dtype().byteSize();
    return new Gather(machine, address.applyAsLong(table), shape.extent(0), rowBytes, address.applyAsLong(numbers),
        numbers.type().shape().count(), address.applyAsLong(step.outputs().getFirst()),
        Machine.chunk(1, 10 + NANOSECONDS_PER_BYTE * rowBytes));
  }

  private record Gather(Machine machine, long table, int rows, long rowBytes, long numbers, int count, long target,
      int perChunk) implements Kernel, Chunks {
    @Override
    public void run() {
      machine.run(Machine.chunks(count, perChunk), this);
    }

    @Override
    public void run(int chunk, int worker) {
      int to = Math.min((chunk + 1) * perChunk, count);
      for (int index = chunk * perChunk; index < to; index++) {
        int row = Memory.getInt(numbers + 4L * index);
        long place = target + index * rowBytes;
        if (row < 0 || row >= rows) {
          Memory.clear(place, rowBytes);
        } else if (rowBytes == 4) {
          Memory.setInt(place, Memory.getInt(table + 4L * row));
        } else {
          Memory.copy(table + row * rowBytes, place, rowBytes);
        }
      }
    }
  }

  /** Adds rows in ascending order of position; numbers outside are dropped. */
  static Kernel scatterAdd(Machine machine, Step.Single step, ToLongFunction<View> address) {
    View numbers = step.inputs().get(0);
    View updates = step.inputs().get(1);
    View sums = step.outputs().getFirst();
    Shape shape = sums.type().shape();
    return new ScatterAdd(machine, address.applyAsLong(numbers), numbers.type().shape().count(),
        address.applyAsLong(updates), shape.extent(0), shape.count(1, shape.rank()), address.applyAsLong(sums));
  }

  /** A chunk owns some columns of all rows, so no two threads add to one element. */
  private record ScatterAdd(Machine machine, long numbers, int count, long updates, int rows, int width, long sums)
      implements Kernel, Chunks {
    @Override
    public void run() {
      machine.run(Machine.chunks(width, COLUMNS), this);
    }

    @Override
    public void run(int chunk, int worker) {
      int column = chunk * COLUMNS;
      int columns = Math.min(COLUMNS, width - column);
      for (int row = 0; row < rows; row++) {
        Memory.clear(sums + 4L * ((long) row * width + column), 4L * columns);
      }
      for (int index = 0; index < count; index++) {
        int row = Memory.getInt(numbers + 4L * index);
        if (row >= 0 && row < rows) {
          machine.math()
              .addTo(updates + 4L * ((long) index * width + column), sums + 4L * ((long) row * width + column),
                  columns);
        }
      }
    }
  }
}
