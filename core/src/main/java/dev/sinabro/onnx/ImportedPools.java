package dev.sinabro.onnx;

import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Window;
import dev.sinabro.nn.AvgPool;
import dev.sinabro.nn.Channels;
import dev.sinabro.nn.MaxPool;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Pools as graph code. */
final class ImportedPools {
  private ImportedPools() {}

  static void addTo(Map<String, Function<Call, List<Object>>> all) {
    all.put("MaxPool", call -> {
      call.require(call.node().outputs().size() == 1, "gives places too, which is not supported");
      return List.of(largest(call));
    });
    all.put("AveragePool", call -> List.of(mean(call)));
    all.put("GlobalAveragePool", call -> List.of(call.reals(0).meanKept(ImportedLayers.places(call.reals(0)))));
    all.put("GlobalMaxPool", call -> List.of(call.reals(0).amaxKept(ImportedLayers.places(call.reals(0)))));
  }

  /** How many elements the last window of each axis lacks, where one that begins inside counts though it does not fit. */
  private static int[] lacking(Call call, Tensor x, List<Window> windows) {
    return IntStream.range(0, windows.size()).map(axis -> {
      Window window = windows.get(axis);
      int extent = x.shape().extent(axis + 2);
      int room = extent + window.before() + window.after() - window.span();
      int more = Math.ceilDiv(room, window.stride());
      boolean begins = more * window.stride() < extent + window.before();
      return call.whole("ceil_mode", 0) == 0 || room < 0 || !begins
          ? 0
          : more * window.stride() - room;
    }).toArray();
  }

  private static Tensor largest(Call call) {
    Tensor x = call.reals(0);
    List<Window> windows = ImportedLayers.windows(call, x);
    int[] lacking = lacking(call, x, windows);
    boolean whole = Arrays.stream(lacking).allMatch(elements -> elements == 0);
    return new MaxPool(whole ? windows : bare(windows), Channels.FIRST)
        .apply(whole ? x : padded(x, windows, lacking, Double.NEGATIVE_INFINITY), call.scope());
  }

  private static List<Window> bare(List<Window> windows) {
    return windows.stream().map(window -> window.padding(0, 0)).toList();
  }

  private static Tensor padded(Tensor x, List<Window> windows, int[] lacking, double value) {
    Tensor padded = x;
    for (int axis = 0; axis < lacking.length; axis++) {
      Window window = windows.get(axis);
      padded = padded.pad(axis + 2, window.before(), window.after() + lacking[axis], value);
    }
    return padded;
  }

  private static Tensor mean(Call call) {
    Tensor x = call.reals(0);
    List<Window> windows = ImportedLayers.windows(call, x);
    boolean all = call.whole("count_include_pad", 0) != 0;
    int[] lacking = lacking(call, x, windows);
    if (Arrays.stream(lacking).allMatch(elements -> elements == 0)) {
      return new AvgPool(windows, all, Channels.FIRST).apply(x, call.scope());
    }
    AvgPool pool = new AvgPool(bare(windows), true, Channels.FIRST);
    Tensor sums = pool.apply(padded(x, windows, lacking, 0), call.scope());
    return sums.div(pool.apply(counted(x, windows, lacking, all), call.scope()));
  }

  /** 1 where an element counts in a mean: those of x, with its padding or without, but none that only fills a last window. */
  private static Tensor counted(Tensor x, List<Window> windows, int[] lacking, boolean all) {
    int[] extents = x.shape().extents();
    Arrays.fill(extents, 0, 2, 1);
    double[] ones = new double[Shape.of(extents).count()];
    Arrays.fill(ones, 1);
    Tensor counted = x.graph().constant(new Literal(TensorType.f32(extents), ones));
    for (int axis = 0; axis < lacking.length; axis++) {
      Window window = windows.get(axis);
      counted = counted.pad(axis + 2, window.before(), window.after(), all ? 1 : 0).pad(axis + 2, 0, lacking[axis], 0);
    }
    return counted;
  }
}
