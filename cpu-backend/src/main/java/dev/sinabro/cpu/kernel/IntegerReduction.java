package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;

/** The sum or the largest of integers along a run of axes, [outer, length, inner] to [outer, inner]; exact in any order. */
final class IntegerReduction implements Kernel, Chunks {
  private final Machine machine;
  private final ReduceFn fn;
  private final long x;
  private final long y;
  private final int count;
  private final int length;
  private final int inner;
  private final int perChunk;

  IntegerReduction(Machine machine, Op.Reduce op, Step.Single step, ToLongFunction<View> address) {
    this.machine = machine;
    fn = op.fn();
    View from = step.inputs().getFirst();
    Shape shape = from.type().shape();
    int end = op.axis() + op.count();
    x = address.applyAsLong(from);
    y = address.applyAsLong(step.outputs().getFirst());
    count = step.outputs().getFirst().type().shape().count();
    length = shape.count(op.axis(), end);
    inner = shape.count(end, shape.rank());
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
      Memory.setInt(y + 4L * index, reduced(first));
    }
  }

  private int reduced(long first) {
    int result = switch (fn) {
      case SUM -> 0;
      case MAX -> Integer.MIN_VALUE;
    };
    for (int i = 0; i < length; i++) {
      int next = Memory.getInt(first + 4L * i * inner);
      result = switch (fn) {
        case SUM -> result + next;
        case MAX -> Math.max(result, next);
      };
    }
    return result;
  }
}
