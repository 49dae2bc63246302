package dev.sinabro.onnx;

import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Operators that make images larger or smaller as graph code: resizing, padding, and channels that become places. */
final class ImportedResizing {
  private ImportedResizing() {}

  static void addTo(Map<String, Function<Call, List<Object>>> all) {
    all.put("Resize", call -> List.of(resize(call)));
    all.put("Pad", call -> List.of(pad(call)));
    all.put("DepthToSpace", call -> List.of(depthToSpace(call)));
    all.put("SpaceToDepth", call -> List.of(spaceToDepth(call)));
  }

  private static Tensor resize(Call call) {
    Tensor x = call.reals(0);
    int rank = x.shape().rank();
    call.require(call.whole("antialias", 0) == 0, "smooths what it makes smaller, which is not supported");
    call.require(call.text("keep_aspect_ratio_policy", "stretch").equals("stretch"),
        "keeps the ratio of extents, which is not supported");
    int[] axes = call.wholes("axes").orElseGet(() -> IntStream.range(0, rank).toArray());
    double[] scales = call.known(2).map(Known::values).orElse(new double[0]);
    int[] sizes = call.has(3) ? call.ints(3) : new int[0];
    call.require(scales.length == axes.length || sizes.length == axes.length,
        "is told scales or sizes that are not known before a run, or not for each axis");
    for (int i = 0; i < axes.length; i++) {
      int axis = call.axis(axes[i], rank);
      int extent = x.shape().extent(axis);
      double scale = sizes.length > 0 ? (double) sizes[i] / extent : scales[i];
      int wanted = sizes.length > 0 ? sizes[i] : (int) Math.floor(extent * scale);
      if (wanted != extent || scale != 1) {
        x = resized(call, x, axis, wanted, scale);
      }
    }
    return x;
  }

  private static Tensor resized(Call call, Tensor x, int axis, int wanted, double scale) {
    int extent = x.shape().extent(axis);
    double[] places = IntStream.range(0, wanted).mapToDouble(i -> place(call, i, extent, wanted, scale)).toArray();
    String mode = call.text("mode", "nearest");
    if (mode.equals("nearest")) {
      return taken(x, axis, wanted, i -> nearest(call, places[i]));
    }
    double[] weights = new double[wanted * extent];
    for (int i = 0; i < wanted; i++) {
      int floor = (int) Math.floor(places[i]);
      double[] taps = switch (mode) {
        case "linear" -> new double[] {1 - (places[i] - floor), places[i] - floor};
        case "cubic" -> cubic(places[i] - floor, call.real("cubic_coeff_a", -0.75));
        default -> throw call.refused("resizes by mode " + mode);
      };
      call.require(call.whole("exclude_outside", 0) == 0, "leaves out what is outside, which is not supported");
      for (int tap = 0; tap < taps.length; tap++) {
        int from = Math.clamp(floor + tap + 1 - taps.length / 2, 0, extent - 1);
        weights[i * extent + from] += taps[tap];
      }
    }
    int last = x.shape().rank() - 1;
    Tensor matrix = x.graph().constant(new Literal(TensorType.f32(wanted, extent), weights));
    return axis == last
        ? x.matmul(matrix, false, true)
        : x.swapAxes(axis, last).matmul(matrix, false, true).swapAxes(axis, last);
  }

  /** Where in x the place of a result lies. */
  private static double place(Call call, int i, int extent, int wanted, double scale) {
    String way = call.text("coordinate_transformation_mode", "half_pixel");
    return switch (way) {
      case "half_pixel" -> (i + 0.5) / scale - 0.5;
      case "pytorch_half_pixel" -> wanted > 1 ? (i + 0.5) / scale - 0.5 : 0;
      case "half_pixel_symmetric" -> {
        double center = extent / 2.0;
        yield center * (1 - wanted / (scale * extent)) + (i + 0.5) / scale - 0.5;
      }
      case "align_corners" -> wanted > 1 ? (double) i * (extent - 1) / (wanted - 1) : 0;
      case "asymmetric" -> i / scale;
      default -> throw call.refused("finds places by " + way + ", which is not supported");
    };
  }

  private static int nearest(Call call, double place) {
    return (int) switch (call.text("nearest_mode", "round_prefer_floor")) {
      case "floor" -> Math.floor(place);
      case "ceil" -> Math.ceil(place);
      case "round_prefer_ceil" -> Math.floor(place + 0.5);
      default -> Math.ceil(place - 0.5);
    };
  }

  /** Keys, 1981: the weights of four neighbors. */
  private static double[] cubic(double beyond, double a) {
    double[] weights = new double[4];
    for (int tap = 0; tap < 4; tap++) {
      double far = Math.abs(beyond + 1 - tap);
      weights[tap] = far <= 1
          ? ((a + 2) * far - (a + 3)) * far * far + 1
          : ((a * far - 5 * a) * far + 8 * a) * far - 4 * a;
    }
    return weights;
  }

  /** The slices along an axis with some numbers, each brought to where the axis is. */
  private static Tensor taken(Tensor x, int axis, int count, IntUnaryOperator number) {
    int last = x.shape().extent(axis) - 1;
    int[] numbers = IntStream.range(0, count).map(number).map(each -> Math.clamp(each, 0, last)).toArray();
    return x.gather(axis, Known.of(numbers).in(x.graph()));
  }

  private static Tensor pad(Call call) {
    Tensor x = call.tensor(0);
    int[] pads = call.ints(1, "pads").orElseThrow(() -> call.refused("has no pads"));
    double value = call.has(2)
        ? call.known(2).orElseThrow(() -> call.refused("computes what it pads with")).values()[0]
        : call.real("value", 0);
    int rank = x.shape().rank();
    int[] axes = call.has(3) ? call.ints(3) : IntStream.range(0, rank).toArray();
    for (int i = 0; i < axes.length; i++) {
      int axis = call.axis(axes[i], rank);
      int before = pads[i];
      int after = pads[axes.length + i];
      Tensor cut = x.slice(axis, Math.max(0, -before), x.shape().extent(axis) - Math.max(0, -after));
      x = before > 0 || after > 0 ? padded(call, cut, axis, Math.max(0, before), Math.max(0, after), value) : cut;
    }
    return x;
  }

  private static Tensor padded(Call call, Tensor x, int axis, int before, int after, double value) {
    int extent = x.shape().extent(axis);
    int count = before + extent + after;
    String mode = call.text("mode", "constant");
    call.require(extent > 0 || mode.equals("constant"), "pads nothing by mode " + mode);
    return switch (mode) {
      case "constant" -> x.pad(axis, before, after, value);
      case "edge" -> taken(x, axis, count, i -> i - before);
      case "wrap" -> taken(x, axis, count, i -> Math.floorMod(i - before, extent));
      case "reflect" -> taken(x, axis, count, i -> {
        int period = Math.max(1, 2 * (extent - 1));
        int place = Math.floorMod(i - before, period);
        return Math.min(place, period - place);
      });
      default -> throw call.refused("pads by mode " + mode);
    };
  }

  /** [batch, channels, extents..] with each extent as two: blocks of a size, and places within one. */
  private static Tensor depthToSpace(Call call) {
    Tensor x = call.tensor(0);
    Shape shape = x.shape();
    int size = (int) call.whole("blocksize", 1);
    call.require(shape.rank() == 4 && size > 0 && shape.extent(1) % (size * size) == 0,
        "makes blocks of " + size + " of " + x.type());
    int channels = shape.extent(1) / size / size;
    int[] wanted = {shape.extent(0), channels, shape.extent(2) * size, shape.extent(3) * size};
    return call.text("mode", "DCR").equals("DCR")
        ? x.reshape(shape.extent(0), size, size, channels, shape.extent(2), shape.extent(3))
            .transpose(0, 3, 4, 1, 5, 2).reshape(wanted)
        : x.reshape(shape.extent(0), channels, size, size, shape.extent(2), shape.extent(3))
            .transpose(0, 1, 4, 2, 5, 3).reshape(wanted);
  }

  private static Tensor spaceToDepth(Call call) {
    Tensor x = call.tensor(0);
    int[] extents = x.shape().extents();
    int size = (int) call.whole("blocksize", 1);
    call.require(extents.length == 4 && size > 0 && extents[2] % size == 0 && extents[3] % size == 0,
        "makes blocks of " + size + " of " + x.type());
    return x.reshape(extents[0], extents[1], extents[2] / size, size, extents[3] / size, size)
        .transpose(0, 3, 5, 1, 2, 4)
        .reshape(extents[0], extents[1] * size * size, extents[2] / size, extents[3] / size);
  }
}
