package dev.sinabro.onnx;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Operators that make fewer elements of several, or put them in order. */
final class ImportedReductions {
  private ImportedReductions() {}

  static void addTo(Map<String, Function<Call, List<Object>>> all) {
    add(all, "ReduceSum", Tensor::sumKept);
    add(all, "ReduceMean", Tensor::meanKept);
    add(all, "ReduceMax", Tensor::amaxKept);
    add(all, "ReduceMin", Tensor::aminKept);
    add(all, "ReduceLogSum", (x, axes) -> x.sumKept(axes).log());
    add(all, "ReduceLogSumExp", ImportedReductions::logSumExp);
    add(all, "ReduceSumSquare", (x, axes) -> x.square().sumKept(axes));
    add(all, "ReduceL1", (x, axes) -> x.abs().sumKept(axes));
    add(all, "ReduceL2", (x, axes) -> x.square().sumKept(axes).sqrt());
    all.put("ReduceProd", ImportedReductions::product);
    all.put("CumSum", call -> List.of(cumulated(call)));
    for (String name : List.of("ArgMax", "ArgMin")) {
      all.put(name, call -> List.of(place(call, name)));
    }
    all.put("TopK", ImportedReductions::largest);
  }

  private static void add(Map<String, Function<Call, List<Object>>> all, String name,
      BiFunction<Tensor, int[], Tensor> function) {
    all.put(name, call -> {
      Tensor x = call.tensor(0);
      int[] axes = call.axes(1, x);
      if (axes.length == 0) {
        return List.of(x);
      }
      Tensor kept = function.apply(x, axes);
      return List.of(call.whole("keepdims", 1) != 0 ? kept : kept.squeeze(axes));
    });
  }

  private static List<Object> product(Call call) {
    if (call.given(0) instanceof Known known && known.isList()) {
      double product = Arrays.stream(known.values()).reduce(1, (a, b) -> a * b);
      return List.of(new Known(known.dtype(), call.whole("keepdims", 1) != 0 ? List.of(1) : List.of(),
          new double[] {product}));
    }
    Tensor x = call.tensor(0);
    int[] axes = call.axes(1, x);
    Tensor product = x.product(axes);
    return List.of(call.whole("keepdims", 1) == 0 || axes.length == 0 ? product : product.reshape(kept(x, axes)));
  }

  private static Shape kept(Tensor x, int[] axes) {
    Shape shape = x.shape();
    for (int axis : axes) {
      shape = shape.with(axis, 1);
    }
    return shape;
  }

  private static Tensor logSumExp(Tensor x, int[] axes) {
    return x.logSumExp(axes).reshape(kept(x, axes));
  }

  /** Of all before an element, or with it; of all behind it where the order is reversed. */
  private static Tensor cumulated(Call call) {
    Tensor x = call.tensor(0);
    int axis = call.axis(call.ints(1)[0], x.shape().rank());
    boolean reversed = call.whole("reverse", 0) != 0;
    int extent = x.shape().extent(axis);
    Tensor given = reversed ? x.flip(axis) : x;
    Tensor shifted = call.whole("exclusive", 0) == 0
        ? given
        : given.slice(axis, 0, Math.max(0, extent - 1)).pad(axis, Math.min(1, extent), 0, 0);
    Tensor result = shifted.cumulativeSum(axis);
    return reversed ? result.flip(axis) : result;
  }

  private static Tensor place(Call call, String name) {
    call.require(call.whole("select_last_index", 0) == 0, "wants the last of equal elements; the first is supported");
    Tensor x = call.tensor(0);
    int axis = call.axis("axis", 0, x.shape().rank());
    Tensor place = name.equals("ArgMax") ? x.argMax(axis) : x.argMin(axis);
    return call.whole("keepdims", 1) != 0 ? place.unsqueeze(axis) : place;
  }

  private static List<Object> largest(Call call) {
    Tensor x = call.tensor(0);
    int axis = call.axis("axis", -1, x.shape().rank());
    int count = call.ints(1)[0];
    var sorted = call.whole("largest", 1) != 0 ? x.sortDescending(axis) : x.sort(axis);
    return List.of(sorted.values().slice(axis, 0, count), sorted.numbers().slice(axis, 0, count));
  }
}
