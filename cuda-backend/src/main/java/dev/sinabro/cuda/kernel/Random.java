package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Op;
import java.util.List;
import java.util.function.ToLongFunction;

/** Random numbers: jobs for random.cu. */
final class Random {
  private static final int BYTES = 32;
  /** Four numbers a thread, 256 threads a block. */
  private static final int NUMBERS_OF_BLOCK = 4 * 256;
  /** Numbers that one block computes in about the time of a launch. */
  private static final int SMALL = 1 << 12;

  private Random() {}

  static Work.Job uniform(Op.Random op, Step.Single step, ToLongFunction<View> address) {
    Bytes seed = Bytes.of(step.inputs().get(0), address);
    Bytes number = Bytes.of(step.inputs().get(1), address);
    Bytes y = Bytes.of(step.outputs().getFirst(), address);
    int count = op.shape().count();
    byte[] struct = new StructWriter(BYTES).wide(seed.from())
        .wide(number.from())
        .wide(y.from())
        .whole(op.stream(), count)
        .done();
    return new Work.Job(JobKind.RANDOM, struct, Grid.blocks(count, NUMBERS_OF_BLOCK), count <= SMALL,
        List.of(seed, number), List.of(y));
  }
}
