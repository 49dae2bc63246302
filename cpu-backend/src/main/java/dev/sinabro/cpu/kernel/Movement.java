package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/** Steps that move elements and compute nothing, as {@linkplain StridedCopy strided copies}. */
final class Movement {
  private final Machine machine;
  private final ToLongFunction<View> address;

  Movement(Machine machine, ToLongFunction<View> address) {
    this.machine = machine;
    this.address = address;
  }

  Kernel copy(Step.Copy step) {
    Shape shape = step.from().type().shape();
    int[] strides = Strides.contiguous(shape);
    return copy(step.from(), shape, 0, strides, step.to(), 0, strides);
  }

  Kernel transpose(Op.Transpose op, Step.Single step) {
    View from = step.inputs().getFirst();
    View to = step.outputs().getFirst();
    int[] strides = Strides.contiguous(from.type().shape());
    int[] permuted = op.permutation().stream().mapToInt(axis -> strides[axis]).toArray();
    return copy(from, to.type().shape(), 0, permuted, to, 0, Strides.contiguous(to.type().shape()));
  }

  Kernel slice(Op.Slice op, Step.Single step) {
    View from = step.inputs().getFirst();
    int[] strides = Strides.contiguous(from.type().shape());
    return copy(from, op.sizes(), start(op.starts(), strides), strides, step.outputs().getFirst(), 0,
        Strides.contiguous(op.sizes()));
  }

  Kernel pad(Op.Pad op, Step.Single step) {
    View from = step.inputs().getFirst();
    View to = step.outputs().getFirst();
    int[] strides = Strides.contiguous(op.sizes());
    Shape shape = from.type().shape();
    Kernel inside = copy(from, shape, 0, Strides.contiguous(shape), to, start(op.starts(), strides), strides);
    long place = address.applyAsLong(to);
    long bytes = to.byteSize();
    return () -> {
      Memory.clear(place, bytes);
      inside.run();
    };
  }

  Kernel concat(Op.Concat op, Step.Single step) {
    View to = step.outputs().getFirst();
    int[] strides = Strides.contiguous(to.type().shape());
    Kernel[] parts = new Kernel[step.inputs().size()];
    long start = 0;
    for (int part = 0; part < parts.length; part++) {
      View from = step.inputs().get(part);
      Shape shape = from.type().shape();
      parts[part] = copy(from, shape, 0, Strides.contiguous(shape), to, start, strides);
      start += (long) shape.extent(op.axis()) * to.type().shape().count(op.axis() + 1, shape.rank());
    }
    return () -> {
      for (Kernel part : parts) {
        part.run();
      }
    };
  }

  private static long start(List<Integer> starts, int[] strides) {
    long start = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      start += (long) starts.get(axis) * strides[axis];
    }
    return start;
  }

  private Kernel copy(View from, Shape shape, long fromStart, int[] fromStrides, View to, long toStart,
      int[] toStrides) {
    int size = from.type().dtype().byteSize();
    return new StridedCopy(machine, size, shape, address.applyAsLong(from) + size * fromStart, fromStrides,
        address.applyAsLong(to) + size * toStart, toStrides);
  }
}
