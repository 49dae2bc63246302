package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Op;
import java.util.function.ToLongFunction;

/** Windows that are stored, and the sum of stored windows. */
final class WindowCopies {
  private static final double NANOSECONDS = 0.2;

  private WindowCopies() {}

  static Kernel windows(Machine machine, Op.Windows op, Step.Single step, ToLongFunction<View> address) {
    View x = step.inputs().getFirst();
    WindowRows rows = WindowRows.of(op.axis(), op.windows(), x.type().shape());
    return new Take(machine, rows, address.applyAsLong(x), address.applyAsLong(step.outputs().getFirst()),
        (float) op.value(), Machine.chunk(1, 10 + NANOSECONDS * rows.width()));
  }

  private record Take(Machine machine, WindowRows rows, long x, long y, float outside, int perChunk)
      implements Kernel, Chunks {
    @Override
    public void run() {
      machine.run(Machine.chunks(rows.images() * rows.perImage(), perChunk), this);
    }

    @Override
    public void run(int chunk, int worker) {
      int from = chunk * perChunk;
      int to = Math.min(from + perChunk, rows.images() * rows.perImage());
      rows.take(x, from, to, y + 4L * from * rows.width(), outside);
    }
  }

  static Kernel fold(Machine machine, Op.Fold op, Step.Single step, ToLongFunction<View> address) {
    View y = step.outputs().getFirst();
    WindowRows rows = WindowRows.of(op.axis(), op.windows(), y.type().shape());
    return new Add(machine, rows, address.applyAsLong(step.inputs().getFirst()), address.applyAsLong(y),
        Machine.chunk(1, (10 + NANOSECONDS * rows.width()) * rows.perImage()));
  }

  /** A chunk owns whole images, so no two threads add to one element. */
  private record Add(Machine machine, WindowRows rows, long x, long y, int perChunk) implements Kernel, Chunks {
    @Override
    public void run() {
      machine.run(Machine.chunks(rows.images(), perChunk), this);
    }

    @Override
    public void run(int chunk, int worker) {
      int first = chunk * perChunk;
      int end = Math.min(first + perChunk, rows.images());
      Memory.clear(y + 4L * first * rows.imageSize(), 4L * (end - first) * rows.imageSize());
      int from = first * rows.perImage();
      rows.add(machine.math(), x + 4L * from * rows.width(), from, end * rows.perImage(), y);
    }
  }
}
