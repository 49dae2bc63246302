package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;

/** The index of the first largest along an axis, [outer, length, inner] to [outer, inner]; a NaN counts as largest. */
final class ArgMaximum implements Kernel, Chunks {
  private final Machine machine;
  private final long x;
  private final long y;
  private final int count;
  private final int length;
  private final int inner;
  private final int perChunk;

  ArgMaximum(Machine machine, Op.ArgMax op, Step.Single step, ToLongFunction<View> address) {
    this.machine = machine;
    View from = step.inputs().getFirst();
    Shape shape = from.type().shape();
    x = address.applyAsLong(from);
    y = address.applyAsLong(step.outputs().getFirst());
    count = step.outputs().getFirst().type().shape().count();
    length = shape.extent(op.axis());
    inner = shape.count(op.axis() + 1, shape.rank());
    perChunk = Machine.chunk(1, 5 + length);
  }

  @Override
  public void run() {
    machine.run(Machine.chunks(count, perChunk), this);
  }

  @Override
  public void run(int chunk, int worker) {
    int to = Math.min((chunk + 1) * perChunk, count);
    for (int index = chunk * perChunk; index < to; index++) {
      long first = x + 4L * ((long) (index / inner) * length * inner + index % inner);
      Memory.setInt(y + 4L * index, largest(first));
    }
  }

  private int largest(long first) {
    float best = Memory.getFloat(first);
    int place = 0;
    for (int i = 1; i < length && best == best; i++) {
      float next = Memory.getFloat(first + 4L * i * inner);
      if (!(next <= best)) {
        best = next;
        place = i;
      }
    }
    return place;
  }
}
