package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * The numbers of the elements of rows in their order. An element and its number make one long that sorts as they do, so no
 * two are equal and any way to sort keeps the order of equal elements.
 */
final class RowOrder implements Kernel, Chunks {
  /** Of one comparison; a row takes n log n of them. */
  private static final double NANOSECONDS = 3;

  private final Machine machine;
  private final boolean descending;
  private final boolean integers;
  private final long x;
  private final long y;
  private final int rows;
  private final int perChunk;
  private final long[][] keys;

  RowOrder(Machine machine, Op.ArgSort op, Step.Single step, ToLongFunction<View> address) {
    this.machine = machine;
    descending = op.descending();
    View from = step.inputs().getFirst();
    integers = from.type().dtype() == DType.I32;
    Shape shape = from.type().shape();
    x = address.applyAsLong(from);
    y = address.applyAsLong(step.outputs().getFirst());
    int length = shape.lastExtent();
    rows = shape.count() / Math.max(1, length);
    perChunk = Machine.chunk(1, 20 + NANOSECONDS * length * Math.log(1.0 + length));
    keys = new long[machine.threads()][length];
  }

  @Override
  public void run() {
    machine.run(Machine.chunks(rows, perChunk), this);
  }

  @Override
  public void run(int chunk, int worker) {
    long[] row = keys[worker];
    int to = Math.min((chunk + 1) * perChunk, rows);
    for (int index = chunk * perChunk; index < to; index++) {
      long first = 4L * index * row.length;
      for (int i = 0; i < row.length; i++) {
        int key = key(x + first + 4L * i);
        row[i] = (long) (descending ? ~key : key) << Integer.SIZE | i;
      }
      Arrays.sort(row);
      for (int i = 0; i < row.length; i++) {
        Memory.setInt(y + first + 4L * i, (int) row[i]);
      }
    }
  }

  /** An integer that is ordered as the element is: the bits of a float, of which negative ones count downwards. */
  private int key(long address) {
    if (integers) {
      return Memory.getInt(address);
    }
    float value = Memory.getFloat(address);
    int bits = value == 0f ? 0 : Float.floatToIntBits(value);
    return bits ^ bits >> 31 & Integer.MAX_VALUE;
  }
}
