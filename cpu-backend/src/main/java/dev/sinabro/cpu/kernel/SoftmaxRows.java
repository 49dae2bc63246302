package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.math.Functions;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;

/**
 * Softmax over the last axis, and its cross-entropy with labels, row by row: a row comes from memory once and stays in the
 * cache for what follows.
 */
final class SoftmaxRows implements Kernel, Chunks {
  private static final double NANOSECONDS = 1;

  private final Machine machine;
  private final long logits;
  private final int[][] rowAxes;
  private final long labels;
  private final long losses;
  private final long result;
  private final int rows;
  private final int classes;
  private final boolean crossEntropy;
  private final int perChunk;

  private SoftmaxRows(Machine machine, Step.Single step, boolean crossEntropy, ToLongFunction<View> address) {
    this.machine = machine;
    this.crossEntropy = crossEntropy;
    View from = step.inputs().getFirst();
    Shape shape = from.type().shape();
    classes = shape.lastExtent();
    rows = shape.count() / classes;
    logits = address.applyAsLong(from);
    rowAxes = from.layout().rows().runs().toArray(int[][]::new);
    labels = crossEntropy ? address.applyAsLong(step.inputs().get(1)) : 0;
    losses = crossEntropy ? address.applyAsLong(step.outputs().getFirst()) : 0;
    result = address.applyAsLong(step.outputs().getLast());
    perChunk = Machine.chunk(1, 20 + NANOSECONDS * classes);
  }

  static Kernel softmax(Machine machine, Step.Single step, ToLongFunction<View> address) {
    return new SoftmaxRows(machine, step, false, address);
  }

  static Kernel crossEntropy(Machine machine, Step.Single step, ToLongFunction<View> address) {
    return new SoftmaxRows(machine, step, true, address);
  }

  /** Whether it reads logits where they are: their rows are in one piece, but may be apart. Results are in order. */
  static boolean takes(Step.Single step) {
    return step.inputs().getFirst().layout().hasWholeRows()
        && step.inputs().stream().skip(1).allMatch(View::isContiguous)
        && step.outputs().stream().allMatch(View::isContiguous);
  }

  /** The address of a row of logits. */
  private long logits(int row) {
    long place = 0;
    int rest = row;
    for (int axis = rowAxes.length - 1; axis >= 0; axis--) {
      place += (long) (rest % rowAxes[axis][0]) * rowAxes[axis][1];
      rest /= rowAxes[axis][0];
    }
    return logits + Float.BYTES * place;
  }

  @Override
  public void run() {
    machine.run(Machine.chunks(rows, perChunk), this);
  }

  @Override
  public void run(int chunk, int worker) {
    int to = Math.min((chunk + 1) * perChunk, rows);
    for (int row = chunk * perChunk; row < to; row++) {
      if (crossEntropy) {
        crossEntropy(row);
      } else {
        softmax(row);
      }
    }
  }

  private void softmax(int row) {
    BlockMath math = machine.math();
    long x = logits(row);
    long y = result + 4L * row * classes;
    float total = math.expAndSum(x, math.max(x, classes), y, classes);
    math.divide(y, total, classes);
  }

  /** loss = log(sum e^(x - largest)) - (x[label] - largest); gradient = softmax(x) - onehot(label). */
  private void crossEntropy(int row) {
    BlockMath math = machine.math();
    long x = logits(row);
    long y = result + 4L * row * classes;
    int label = Memory.getInt(labels + 4L * row);
    if (label < 0 || label >= classes) {
      Memory.fill(y, 0f, classes);
      Memory.setFloat(losses + 4L * row, 0f);
      return;
    }
    float largest = math.max(x, classes);
    float below = Memory.getFloat(x + 4L * label) - largest;
    float total = math.expAndSum(x, largest, y, classes);
    math.divide(y, total, classes);
    long own = y + 4L * label;
    Memory.setFloat(own, Memory.getFloat(own) - 1f);
    Memory.setFloat(losses + 4L * row, Functions.log(total) - below);
  }
}
