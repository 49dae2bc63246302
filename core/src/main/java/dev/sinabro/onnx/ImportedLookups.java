package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Operators that take or put elements by number, as graph code. Numbers below 0 are counted from the last. */
final class ImportedLookups {
  private ImportedLookups() {}

  static void addTo(Map<String, Function<Call, List<Object>>> all) {
    all.put("Gather", ImportedLookups::gather);
    all.put("GatherElements", call -> {
      Tensor x = call.tensor(0);
      int axis = call.axis("axis", 0, x.shape().rank());
      return List.of(x.gatherAlong(axis, counted(call, x.shape().extent(axis))));
    });
    all.put("GatherND", call -> List.of(gatherOfSeveralAxes(call)));
    all.put("ScatterND", call -> List.of(scatterToSeveralAxes(call)));
    all.put("ScatterElements", call -> List.of(scatterAlong(call)));
    all.put("OneHot", call -> List.of(oneHot(call)));
  }

  private static List<Object> gather(Call call) {
    if (call.given(0) instanceof Known known && known.extents().size() == 1 && call.given(1) instanceof Known numbers
        && numbers.isList()) {
      int count = known.values().length;
      double[] found = Arrays.stream(numbers.ints()).map(number -> number < 0 ? number + count : number)
          .mapToDouble(number -> known.values()[Math.min(count - 1, Math.max(0, number))]).toArray();
      return List.of(new Known(known.dtype(), numbers.extents(), found));
    }
    Tensor x = call.tensor(0);
    int axis = call.axis("axis", 0, x.shape().rank());
    int extent = x.shape().extent(axis);
    if (call.given(1) instanceof Known numbers && numbers.extents().isEmpty()) {
      int number = numbers.ints()[0] < 0 ? numbers.ints()[0] + extent : numbers.ints()[0];
      return List.of(x.slice(axis, number, number + 1).squeeze(axis));
    }
    return List.of(x.gather(axis, counted(call, extent)));
  }

  /** Numbers that may have been counted from the last; those that are known are counted now. */
  private static Tensor counted(Call call, int extent) {
    if (call.given(1) instanceof Known known) {
      double[] values = Arrays.stream(known.values()).map(value -> value < 0 ? value + extent : value).toArray();
      return new Known(known.dtype(), known.extents(), values).in(call.scope().graph());
    }
    return counted(call.tensor(1), extent);
  }

  private static Tensor counted(Tensor numbers, int extent) {
    return numbers.less(0).select(numbers.add(extent), numbers);
  }

  /** Numbers of several axes, the first ones of a shape, in the last axis, as numbers in all of them together, row-major. */
  private static Tensor together(Tensor numbers, Shape shape) {
    int axes = numbers.shape().lastExtent();
    int last = numbers.shape().rank() - 1;
    Tensor place = numbers.graph().constant(0);
    for (int axis = 0; axis < axes; axis++) {
      Tensor one = numbers.slice(last, axis, axis + 1).squeeze(last);
      place = place.mul(shape.extent(axis)).add(counted(one, shape.extent(axis)));
    }
    return place;
  }

  /** The first axes of a tensor as one. */
  private static Tensor rows(Tensor x, int axes) {
    Shape shape = x.shape();
    return x.reshape(Shape.of(shape.count(0, axes)).then(shape.part(axes, shape.rank())));
  }

  private static Tensor gatherOfSeveralAxes(Call call) {
    Tensor x = call.tensor(0);
    Tensor numbers = call.tensor(1);
    int batches = (int) call.whole("batch_dims", 0);
    int axes = numbers.shape().lastExtent();
    Shape shape = x.shape();
    Tensor place = together(numbers, shape.part(batches, shape.rank()));
    if (batches > 0) {
      int[] extents = place.shape().extents();
      Arrays.fill(extents, batches, extents.length, 1);
      Tensor batch = x.graph().iota(shape.count(0, batches)).reshape(Shape.of(extents));
      place = batch.mul(shape.count(batches, batches + axes)).add(place);
    }
    return rows(x, batches + axes).gather(place);
  }

  private static Tensor scatterToSeveralAxes(Call call) {
    Tensor table = call.tensor(0);
    Tensor numbers = call.tensor(1);
    call.require(numbers.shape().rank() >= 1, "has no places to write to");
    return put(call, rows(table, numbers.shape().lastExtent()), together(numbers, table.shape()), call.tensor(2))
        .reshape(table.shape());
  }

  private static Tensor scatterAlong(Call call) {
    Tensor table = call.tensor(0);
    Shape shape = table.shape();
    int along = call.axis("axis", 0, shape.rank());
    Tensor numbers = counted(call, shape.extent(along));
    Tensor place = table.graph().constant(0);
    for (int axis = 0; axis < shape.rank(); axis++) {
      Tensor at = axis == along ? numbers : table.graph().add(new Op.Iota(numbers.shape(), axis));
      place = place.mul(shape.extent(axis)).add(at);
    }
    return put(call, rows(table, shape.rank()), place.reshape(-1), call.tensor(2).reshape(-1)).reshape(shape);
  }

  private static Tensor put(Call call, Tensor table, Tensor numbers, Tensor updates) {
    String way = call.text("reduction", "none");
    return switch (way) {
      case "add" -> table.scatterAdd(numbers, updates);
      case "none" -> table.scatterAssign(numbers, updates);
      case "max" -> table.scatterMax(numbers, updates);
      case "min" -> table.scatterMin(numbers, updates);
      default -> throw call.refused("has reduction " + way);
    };
  }

  private static Tensor oneHot(Call call) {
    int depth = call.ints(1)[0];
    Tensor values = call.tensor(2);
    Tensor numbers = counted(call.tensor(0).cast(DType.I32), depth);
    int rank = numbers.shape().rank();
    int axis = call.axis("axis", -1, rank + 1);
    int[] order = IntStream.rangeClosed(0, rank).map(i -> i < axis ? i : i == axis ? rank : i - 1).toArray();
    Tensor chosen = numbers.oneHot(depth).greater(0).transpose(order);
    return chosen.select(values.slice(0, 1, 2).squeeze(0), values.slice(0, 0, 1).squeeze(0));
  }
}
