package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;

/** One integer of each run of elements along adjacent axes, [outer, length, inner] to [outer, inner]. */
final class IntegerOfRun implements Kernel, Chunks {
  private final Machine machine;
  private final Run run;
  private final long x;
  private final long y;
  private final int count;
  private final int length;
  private final int inner;
  private final int perChunk;

  /** What is made of elements of four bytes each, the first one at an address, the others each {@code stride} further. */
  interface Run {
    int of(long first, int length, long stride);
  }

  /**
   * The kernel of a step.
   *
   * @param axis the first of the axes that a run goes along
   * @param axes how many there are
   */
  IntegerOfRun(Machine machine, Run run, int axis, int axes, Step.Single step, ToLongFunction<View> address) {
    this.machine = machine;
    this.run = run;
    View from = step.inputs().getFirst();
    Shape shape = from.type().shape();
    x = address.applyAsLong(from);
    y = address.applyAsLong(step.outputs().getFirst());
    count = step.outputs().getFirst().type().shape().count();
    length = shape.count(axis, axis + axes);
    inner = shape.count(axis + axes, shape.rank());
    perChunk = Machine.chunk(1, 5 + length);
  }

  /** The sum or the largest of integers; exact in any order. */
  static Run reduction(ReduceFn fn) {
    return switch (fn) {
      case SUM -> IntegerOfRun::sum;
      case MAX -> IntegerOfRun::largest;
    };
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
      Memory.setInt(y + 4L * index, run.of(first, length, 4L * inner));
    }
  }

  private static int sum(long first, int length, long stride) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += Memory.getInt(first + i * stride);
    }
    return sum;
  }

  private static int largest(long first, int length, long stride) {
    int largest = Integer.MIN_VALUE;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, Memory.getInt(first + i * stride));
    }
    return largest;
  }

  /** The number of the first largest real; a NaN counts as largest. */
  static int placeOfLargest(long first, int length, long stride) {
    float best = Memory.getFloat(first);
    int place = 0;
    for (int i = 1; i < length && best == best; i++) {
      float next = Memory.getFloat(first + i * stride);
      if (!(next <= best)) {
        best = next;
        place = i;
      }
    }
    return place;
  }
}
