package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Philox;
import dev.sinabro.graph.Shape;
import java.util.function.ToLongFunction;

/** Steps that make their values from next to nothing. */
final class Generators {
  private Generators() {}

  /** The index along an axis. */
  static Kernel iota(Op.Iota op, Step.Single step, ToLongFunction<View> address) {
    Shape shape = op.shape();
    return new Iota(address.applyAsLong(step.outputs().getFirst()), shape.count(0, op.axis()), shape.extent(op.axis()),
        shape.count(op.axis() + 1, shape.rank()));
  }

  private record Iota(long y, int outer, int extent, int inner) implements Kernel {
    @Override
    public void run() {
      long place = y;
      for (int o = 0; o < outer; o++) {
        for (int index = 0; index < extent; index++) {
          for (int i = 0; i < inner; i++, place += 4) {
            Memory.setInt(place, index);
          }
        }
      }
    }
  }

  /** Philox uniforms. */
  static Kernel random(Machine machine, Op.Random op, Step.Single step, ToLongFunction<View> address) {
    return new Uniforms(machine, address.applyAsLong(step.inputs().get(0)), address.applyAsLong(step.inputs().get(1)),
        op.stream(), address.applyAsLong(step.outputs().getFirst()), op.shape().count(),
        new int[machine.threads()][4]);
  }

  private record Uniforms(Machine machine, long seed, long step, int stream, long y, int count, int[][] blocks)
      implements Kernel, Chunks {
    private static final int CHUNK = 4096;

    @Override
    public void run() {
      machine.run(Machine.chunks(count, CHUNK), this);
    }

    @Override
    public void run(int number, int worker) {
      int key0 = Memory.getInt(seed);
      int key1 = Memory.getInt(seed + 4);
      int counter = Memory.getInt(step);
      int[] block = blocks[worker];
      int to = Math.min((number + 1) * CHUNK, count);
      for (int first = number * CHUNK; first < to; first += 4) {
        block[0] = first >>> 2;
        block[1] = 0;
        block[2] = counter;
        block[3] = stream;
        Philox.block(key0, key1, block);
        for (int i = first; i < Math.min(first + 4, to); i++) {
          Memory.setFloat(y + 4L * i, Philox.uniform(block[i & 3]));
        }
      }
    }
  }
}
