package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.math.Functions;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * One element-wise operation that reads or gives integers: counters, row numbers, labels, stored images. Each element is
 * computed by itself, as an int.
 */
final class IntegerSweep implements Kernel, Chunks {
  private static final int CHUNK = 4096;

  private final Machine machine;
  private final Function function;
  private final Source[] sources;
  private final Source target;
  private final int count;

  private interface Function {
    int of(int a, int b, int c);
  }

  /** An operand and how it is walked; or the result. */
  private record Source(DType dtype, long address, Shape group, int[] strides, boolean inPlace) {
    static Source of(View view, Shape group, ToLongFunction<View> address) {
      return new Source(view.type().dtype(), address.applyAsLong(view), group, view.stridesWithin(group),
          view.isContiguous() && view.shape().count() == group.count());
    }

    int get(int index) {
      return Elements.asInt(dtype, address, inPlace ? index : place(index));
    }

    void set(int index, int value) {
      Elements.store(dtype, address, inPlace ? index : place(index), value);
    }

    private int place(int index) {
      int place = 0;
      int rest = index;
      for (int axis = strides.length - 1; axis >= 0; axis--) {
        int extent = group.extent(axis);
        place += rest % extent * strides[axis];
        rest /= extent;
      }
      return place;
    }
  }

  IntegerSweep(Machine machine, Op.Elementwise op, Step.Single step, ToLongFunction<View> address) {
    this.machine = machine;
    View output = step.outputs().getFirst();
    Shape shape = output.type().shape();
    target = Source.of(output, shape, address);
    count = shape.count();
    function = function(op, output.type().dtype());
    List<Source> read = step.inputs()
        .stream()
        .map(view -> Source.of(view, shape, address))
        .toList();
    sources = new Source[] {read.get(0), read.get(read.size() > 1 ? 1 : 0), read.get(read.size() > 2 ? 2 : 0)};
  }

  @Override
  public void run() {
    machine.run(Machine.chunks(count, CHUNK), this);
  }

  @Override
  public void run(int number, int worker) {
    int to = Math.min((number + 1) * CHUNK, count);
    for (int i = number * CHUNK; i < to; i++) {
      target.set(i, function.of(sources[0].get(i), sources[1].get(i), sources[2].get(i)));
    }
  }

  private static Function function(Op.Elementwise op, DType dtype) {
    return switch (op) {
      case Op.Cast _ -> dtype == DType.BOOL ? (a, _, _) -> a != 0 ? 1 : 0 : (a, _, _) -> a;
      case Op.Broadcast _ -> (a, _, _) -> a;
      case Op.Select _ -> (a, b, c) -> a != 0 ? b : c;
      case Op.Binary binary -> binary(binary.fn());
      case Op.Unary _ ->
        throw new IllegalArgumentException(op.label() + " is no operation on integers");
    };
  }

  private static Function binary(BinaryFn fn) {
    return switch (fn) {
      case ADD -> (a, b, _) -> a + b;
      case SUB -> (a, b, _) -> a - b;
      case MUL -> (a, b, _) -> a * b;
      case DIV -> (a, b, _) -> Functions.quotient(a, b);
      case REMAINDER -> (a, b, _) -> a - b * Functions.quotient(a, b);
      case MAX -> (a, b, _) -> Math.max(a, b);
      case MIN -> (a, b, _) -> Math.min(a, b);
      case EQUAL -> (a, b, _) -> a == b ? 1 : 0;
      case LESS -> (a, b, _) -> a < b ? 1 : 0;
      case LESS_EQUAL -> (a, b, _) -> a <= b ? 1 : 0;
      case POW, ATAN2, AND, OR, SIGMOID_CROSS_ENTROPY ->
        throw new IllegalArgumentException(fn + " is no operation on integers");
    };
  }
}
