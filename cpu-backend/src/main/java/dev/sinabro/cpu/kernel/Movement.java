package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Layout;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.Op;
import java.util.function.ToLongFunction;

/** Steps that move elements and compute nothing, as {@linkplain StridedCopy strided copies}. */
final class Movement {
  private Movement() {}

  static Kernel copy(Machine machine, Step.Copy step, ToLongFunction<View> address) {
    return copy(machine, step.from(), step.to(), address);
  }

  /** Zeros everywhere, then the operand at its place. */
  static Kernel pad(Machine machine, Op.Pad op, Step.Single step, ToLongFunction<View> address) {
    View from = step.inputs().getFirst();
    View to = step.outputs().getFirst();
    Layout box = to.layout().sliced(op.starts(), from.shape());
    Kernel inside = copy(machine, from, new View(to.slot(), box), address);
    long place = address.applyAsLong(to);
    long bytes = to.byteSize();
    return () -> {
      Memory.clear(place, bytes);
      inside.run();
    };
  }

  private static Kernel copy(Machine machine, View from, View to, ToLongFunction<View> address) {
    return new StridedCopy(machine, from.type().dtype().byteSize(), from.shape(), address.applyAsLong(from),
        from.stridesWithin(from.shape()), address.applyAsLong(to), to.stridesWithin(from.shape()));
  }
}
