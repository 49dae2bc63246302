package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Operators that move elements, and those that tell and compute extents, as graph code or at once. */
final class ImportedMovements {
  private static final int MOST_KNOWN = 1 << 20;

  private ImportedMovements() {}

  static void addTo(Map<String, Function<Call, List<Object>>> all) {
    all.put("Constant", ImportedMovements::constant);
    all.put("ConstantOfShape", ImportedMovements::filled);
    all.put("Shape", ImportedMovements::shape);
    all.put("Size", call -> List.of(Known.of(call.tensor(0).shape().count()).with(List.of())));
    all.put("Reshape", ImportedMovements::reshape);
    all.put("Flatten", call -> {
      Shape shape = call.tensor(0).shape();
      int axis = (int) call.whole("axis", 1);
      int cut = axis < 0 ? axis + shape.rank() : axis;
      return List.of(call.tensor(0).reshape(shape.count(0, cut), shape.count(cut, shape.rank())));
    });
    all.put("Squeeze", ImportedMovements::squeeze);
    all.put("Unsqueeze", ImportedMovements::unsqueeze);
    all.put("Transpose", ImportedMovements::transpose);
    all.put("Concat", ImportedMovements::concat);
    all.put("Split", ImportedMovements::split);
    all.put("Slice", ImportedMovements::slice);
    all.put("Expand", call -> List.of(expand(call)));
    all.put("Tile", call -> List.of(call.tensor(0).tile(call.ints(1))));
    all.put("Range", ImportedMovements::range);
    all.put("Trilu", call -> List.of(triangle(call)));
  }

  private static List<Object> constant(Call call) {
    Map<String, Attribute> attributes = call.node().attributes();
    for (Attribute value : attributes.values()) {
      return List.of(switch (value) {
        case Attribute.Values(var tensor) -> Known.of(tensor);
        case Attribute.Whole(long number) -> new Known(DType.I32, List.of(), new double[] {number});
        case Attribute.Real(float number) -> new Known(DType.F32, List.of(), new double[] {number});
        case Attribute.Wholes(var numbers) -> new Known(DType.I32, List.of(numbers.size()),
            numbers.stream().mapToDouble(Long::doubleValue).toArray());
        case Attribute.Reals(var numbers) -> new Known(DType.F32, List.of(numbers.size()),
            numbers.stream().mapToDouble(Float::doubleValue).toArray());
        case Attribute.Text _, Attribute.Texts _, Attribute.Body _ -> throw call.refused("holds texts");
      });
    }
    throw call.refused("holds nothing");
  }

  private static List<Object> filled(Call call) {
    int[] extents = call.ints(0);
    Known value = call.node().attributes().get("value") instanceof Attribute.Values(var tensor)
        ? Known.of(tensor).with(List.of())
        : new Known(DType.F32, List.of(), new double[1]);
    if (extents.length == 1) {
      double[] all = new double[few(call, extents[0])];
      Arrays.fill(all, value.values()[0]);
      return List.of(new Known(value.dtype(), List.of(extents[0]), all));
    }
    return List.of(value.in(call.scope().graph()).broadcast(Shape.of(extents)));
  }

  private static List<Object> shape(Call call) {
    int[] extents = call.given(0) instanceof Known known
        ? known.extents().stream().mapToInt(Integer::intValue).toArray()
        : call.tensor(0).shape().extents();
    int from = within((int) call.whole("start", 0), extents.length);
    int to = within((int) call.whole("end", extents.length), extents.length);
    return List.of(Known.of(Arrays.copyOfRange(extents, from, Math.max(from, to))));
  }

  private static int within(int place, int count) {
    return Math.max(0, Math.min(count, place < 0 ? place + count : place));
  }

  private static List<Object> reshape(Call call) {
    int[] wanted = call.ints(1, "shape").orElseThrow(() -> call.refused("has no shape"));
    if (call.given(0) instanceof Known known && known.isList() && wanted.length <= 1) {
      return List.of(known.with(wanted.length == 0 ? List.of() : List.of(known.values().length)));
    }
    int[] extents = wanted.clone();
    if (call.given(0) instanceof Known known && known.isSmall()) {
      return List.of(known.reshaped(extents));
    }
    Tensor x = call.tensor(0);
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] == 0 && call.whole("allowzero", 0) == 0) {
        extents[axis] = x.shape().extent(axis);
      }
    }
    return List.of(x.reshape(extents));
  }

  private static List<Object> squeeze(Call call) {
    if (call.given(0) instanceof Known known && known.isList()) {
      return List.of(known.values().length == 1 ? known.with(List.of()) : known);
    }
    Tensor x = call.tensor(0);
    int rank = x.shape().rank();
    return List.of(x.squeeze(Arrays.stream(call.ints(1, "axes").orElse(new int[0])).map(axis -> call.axis(axis, rank))
        .toArray()));
  }

  private static List<Object> unsqueeze(Call call) {
    int[] axes = call.ints(1, "axes").orElseThrow(() -> call.refused("names no axes"));
    if (call.given(0) instanceof Known known && known.extents().isEmpty() && axes.length == 1) {
      return List.of(known.with(List.of(1)));
    }
    Tensor x = call.tensor(0);
    int rank = x.shape().rank() + axes.length;
    for (int axis : Arrays.stream(axes).map(axis -> call.axis(axis, rank)).sorted().toArray()) {
      x = x.unsqueeze(axis);
    }
    return List.of(x);
  }

  private static List<Object> transpose(Call call) {
    int[] order = call.wholes("perm").orElse(new int[0]);
    return List.of(call.given(0) instanceof Known known && known.isSmall() && known.extents().size() == 2
        ? order.length == 2 && order[0] == 0 ? known : known.transposed()
        : call.tensor(0).transpose(order));
  }

  private static List<Object> concat(Call call) {
    List<Object> parts = IntStream.range(0, call.inputs().size()).mapToObj(call::given).toList();
    if (parts.stream().allMatch(part -> part instanceof Known known && known.isList())) {
      Known first = (Known) parts.getFirst();
      return List
          .of(first.with(parts.stream().flatMapToDouble(part -> Arrays.stream(((Known) part).values())).toArray()));
    }
    List<Tensor> tensors = parts.stream().map(call::tensor).toList();
    return List.of(call.scope().graph().concat((int) call.whole("axis", 0), tensors));
  }

  private static List<Object> split(Call call) {
    Tensor x = call.tensor(0);
    int axis = call.axis("axis", 0, x.shape().rank());
    int extent = x.shape().extent(axis);
    int count = call.node().outputs().size();
    int part = Math.ceilDiv(extent, count);
    int[] sizes = call.ints(1, "split").orElseGet(
        () -> IntStream.range(0, count).map(i -> Math.min(part, extent - i * part)).toArray());
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      parts.add(x.slice(axis, from, from + size));
      from += size;
    }
    return parts;
  }

  private static List<Object> slice(Call call) {
    int[] starts = call.ints(1, "starts").orElseThrow(() -> call.refused("has no starts"));
    int[] ends = call.ints(2, "ends").orElseThrow(() -> call.refused("has no ends"));
    int[] axes = call.ints(3, "axes").orElseGet(() -> IntStream.range(0, starts.length).toArray());
    int[] steps = call.has(4) ? call.ints(4) : IntStream.generate(() -> 1).limit(starts.length).toArray();
    if (call.given(0) instanceof Known known && known.extents().size() == 1 && steps[0] == 1) {
      int from = within(starts[0], known.values().length);
      int to = Math.max(from, within(ends[0], known.values().length));
      return List.of(known.with(Arrays.copyOfRange(known.values(), from, to)));
    }
    if (call.given(0) instanceof Known known && known.isSmall() && known.extents().size() <= 2 && starts.length == 1
        && call.axis(axes[0], known.extents().size()) == 0 && steps[0] == -1 && starts[0] == -1
        && ends[0] <= -known.extents().getFirst()) {
      return List.of(known.reversed());
    }
    Tensor x = call.tensor(0);
    for (int i = 0; i < axes.length; i++) {
      int axis = call.axis(axes[i], x.shape().rank());
      int extent = x.shape().extent(axis);
      if (steps[i] > 0) {
        int from = within(starts[i], extent);
        int to = Math.max(from, within(ends[i], extent));
        x = steps[i] == 1 ? x.slice(axis, from, to) : x.slice(axis, from, to, steps[i]);
      } else {
        int from = Math.min(extent - 1, starts[i] < 0 ? starts[i] + extent : starts[i]);
        int to = Math.max(-1, ends[i] < 0 ? Math.max(-1, ends[i] + extent) : ends[i]);
        x = x.slice(axis, from, to < 0 ? -extent - 1 : to, steps[i]);
      }
    }
    return List.of(x);
  }

  private static Object expand(Call call) {
    int[] wanted = call.ints(1);
    if (call.given(0) instanceof Known known && known.values().length == 1 && wanted.length <= 1) {
      double[] all = new double[wanted.length == 0 ? 1 : few(call, wanted[0])];
      Arrays.fill(all, known.values()[0]);
      return new Known(known.dtype(), Arrays.stream(wanted).boxed().toList(), all);
    }
    Tensor x = call.tensor(0);
    return x.broadcast(call.common(x.shape(), Shape.of(wanted)));
  }

  private static List<Object> range(Call call) {
    double first = number(call, 0);
    double step = number(call, 2);
    int count = few(call, Math.ceil((number(call, 1) - first) / step));
    Known start = call.known(0).orElseThrow();
    return List.of(start.with(IntStream.range(0, count).mapToDouble(i -> first + i * step).toArray()));
  }

  /** A file of a few bytes asks for no more. */
  private static int few(Call call, double count) {
    call.require(count <= MOST_KNOWN, "makes " + count + " numbers of a few, more than " + MOST_KNOWN);
    return (int) Math.max(0, count);
  }

  private static double number(Call call, int index) {
    return call.known(index).orElseThrow(() -> call.refused("is computed of values that are not known before a run"))
        .values()[0];
  }

  private static Tensor triangle(Call call) {
    Tensor x = call.tensor(0);
    int rank = x.shape().rank();
    int shift = call.has(1) ? call.ints(1)[0] : 0;
    Shape matrix = x.shape().part(rank - 2, rank);
    Tensor difference = x.graph().add(new Op.Iota(matrix, 1)).sub(x.graph().add(new Op.Iota(matrix, 0)));
    boolean upper = call.whole("upper", 1) != 0;
    Tensor kept = upper ? difference.greaterEqual(shift) : difference.lessEqual(shift);
    Tensor zero = new Known(x.dtype(), List.of(), new double[1]).in(x.graph());
    return kept.select(x, zero);
  }
}
