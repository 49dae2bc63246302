package dev.sinabro.onnx;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import dev.sinabro.nn.Convolution;
import dev.sinabro.nn.Dropout;
import dev.sinabro.nn.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Products, convolutions and norms as graph code. */
final class ImportedLayers {
  private ImportedLayers() {}

  static void addTo(Map<String, Function<Call, List<Object>>> all) {
    all.put("MatMul", call -> List.of(call.reals(0).matmul(call.reals(1))));
    all.put("Gemm", call -> List.of(gemm(call)));
    all.put("Conv", call -> List.of(convolution(call)));
    all.put("ConvTranspose", call -> List.of(transposed(call)));
    all.put("Einsum", call -> List.of(einsum(call)));
    all.put("BatchNormalization", call -> List.of(batchNorm(call)));
    all.put("LayerNormalization", call -> List.of(layerNorm(call, true)));
    all.put("RMSNormalization", call -> List.of(layerNorm(call, false)));
    all.put("InstanceNormalization", call -> List.of(instanceNorm(call)));
    all.put("GroupNormalization", call -> List.of(groupNorm(call)));
    all.put("MeanVarianceNormalization", call -> List.of(standardized(call)));
    all.put("LpNormalization", call -> List.of(unitNorm(call)));
    all.put("LRN", call -> List.of(localNorm(call)));
  }

  /** Only while training is something left out. */
  static List<Object> dropout(Call call) {
    double rate = call.has(1) ? call.known(1).map(known -> known.values()[0]).orElse(0.5) : call.real("ratio", 0.5);
    call.require(call.node().outputs().size() == 1, "gives a mask too, which is not supported");
    return call.scope().mode() == Mode.TRAINING && call.given(0) instanceof Tensor x
        ? List.of(new Dropout(rate).apply(x, call.scope()))
        : List.of(call.given(0));
  }

  private static Tensor gemm(Call call) {
    Tensor product =
        call.reals(0).matmul(call.reals(1), call.whole("transA", 0) != 0, call.whole("transB", 0) != 0);
    double alpha = call.real("alpha", 1);
    double beta = call.real("beta", 1);
    Tensor scaled = alpha == 1 ? product : product.mul(alpha);
    return call.has(2) ? scaled.add(beta == 1 ? call.reals(2) : call.reals(2).mul(beta)) : scaled;
  }

  private static Tensor convolution(Call call) {
    Tensor x = call.reals(0);
    Tensor y = Convolution.of(toLast(x), call.reals(1), windows(call, x), (int) call.whole("group", 1));
    return fromLast(call.has(2) ? y.add(call.reals(2)) : y);
  }

  private static Tensor transposed(Call call) {
    Tensor x = call.reals(0);
    int axes = x.shape().rank() - 2;
    call.require(call.text("auto_pad", "NOTSET").equals("NOTSET") && call.wholes("output_shape").isEmpty(),
        "is told by the shape of its result, which is not supported; export it with pads");
    List<Window> windows = windows(call, x);
    int[] added = call.wholes("output_padding").orElse(new int[axes]);
    List<Integer> extents = IntStream.range(0, axes).mapToObj(axis -> {
      Window window = windows.get(axis);
      return (x.shape().extent(axis + 2) - 1) * window.stride() - window.before() - window.after() + window.span()
          + added[axis];
    }).toList();
    Tensor y = Convolution.transposed(toLast(x), call.reals(1), windows, extents, (int) call.whole("group", 1));
    return fromLast(call.has(2) ? y.add(call.reals(2)) : y);
  }

  /** Windows along all axes behind batch and channels, as many as fit. */
  static List<Window> windows(Call call, Tensor x) {
    int axes = x.shape().rank() - 2;
    int[] ones = IntStream.generate(() -> 1).limit(axes).toArray();
    int[] sizes = call.wholes("kernel_shape")
        .orElseGet(() -> Arrays.copyOfRange(call.tensor(1).shape().extents(), 2, axes + 2));
    int[] strides = call.wholes("strides").orElse(ones);
    int[] dilations = call.wholes("dilations").orElse(ones);
    int[] pads = call.wholes("pads").orElse(new int[2 * axes]);
    call.require(sizes.length == axes && strides.length == axes && dilations.length == axes && pads.length == 2 * axes,
        "has windows of other axes than its input " + x.type());
    String padding = call.text("auto_pad", "NOTSET");
    List<Window> windows = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      Window window = new Window(sizes[axis], strides[axis], dilations[axis], pads[axis], pads[axes + axis]);
      int extent = x.shape().extent(axis + 2);
      int missing = Math.max(0, (Math.ceilDiv(extent, strides[axis]) - 1) * strides[axis] + window.span() - extent);
      windows.add(switch (padding) {
        case "NOTSET" -> window;
        case "VALID" -> window.padding(0, 0);
        case "SAME_UPPER" -> window.padding(missing / 2, missing - missing / 2);
        case "SAME_LOWER" -> window.padding(missing - missing / 2, missing / 2);
        default -> throw call.refused("pads by " + padding);
      });
    }
    return windows;
  }

  /** [batch, channels, extents..] as [batch, extents.., channels]. */
  private static Tensor toLast(Tensor x) {
    int rank = x.shape().rank();
    return x.transpose(
        IntStream.range(0, rank).map(axis -> axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1).toArray());
  }

  private static Tensor fromLast(Tensor x) {
    int rank = x.shape().rank();
    return x.transpose(
        IntStream.range(0, rank).map(axis -> axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1).toArray());
  }

  /** The axes behind batch and channels. */
  static int[] places(Tensor x) {
    return IntStream.range(2, x.shape().rank()).toArray();
  }

  /** Numbers for each channel, so that they are repeated along the axes behind. */
  private static Tensor perChannel(Tensor numbers, Tensor x) {
    int[] extents = new int[Math.max(1, x.shape().rank() - 1)];
    Arrays.fill(extents, 1);
    extents[0] = numbers.shape().count();
    return numbers.reshape(Shape.of(extents));
  }

  /** By the statistics of the file, in training too. */
  private static Tensor batchNorm(Call call) {
    Tensor x = call.reals(0);
    call.require(call.whole("training_mode", 0) == 0,
        "takes the statistics of the batch; export the model for inference");
    Tensor scale = call.reals(1).div(call.reals(4).add(call.real("epsilon", 1e-5)).sqrt());
    return x.sub(perChannel(call.reals(3), x)).mul(perChannel(scale, x)).add(perChannel(call.reals(2), x));
  }

  private static Tensor layerNorm(Call call, boolean centered) {
    call.require(call.node().outputs().size() == 1, "gives mean and deviation too, which is not supported");
    Tensor x = call.reals(0);
    int rank = x.shape().rank();
    int[] axes = IntStream.range(call.axis("axis", -1, rank), rank).toArray();
    Tensor y = normed(centered ? x.sub(x.meanKept(axes)) : x, axes, call.real("epsilon", 1e-5)).mul(call.reals(1));
    return call.has(2) ? y.add(call.reals(2)) : y;
  }

  private static Tensor normed(Tensor centered, int[] axes, double epsilon) {
    return centered.div(centered.square().meanKept(axes).add(epsilon).sqrt());
  }

  private static Tensor standardized(Call call) {
    Tensor x = call.reals(0);
    int[] axes = Arrays.stream(call.wholes("axes").orElse(new int[] {0, 2, 3}))
        .map(axis -> call.axis(axis, x.shape().rank())).toArray();
    Tensor centered = x.sub(x.meanKept(axes));
    return centered.div(centered.square().meanKept(axes).sqrt().add(1e-9));
  }

  private static Tensor unitNorm(Call call) {
    Tensor x = call.reals(0);
    int axis = call.axis("axis", -1, x.shape().rank());
    Tensor norm = call.whole("p", 2) == 1 ? x.abs().sumKept(axis) : x.square().sumKept(axis).sqrt();
    return norm.equal(0).select(x.mul(0), x.div(norm));
  }

  /** Krizhevsky, Sutskever and Hinton, 2012: by the squares of the channels around. */
  private static Tensor localNorm(Call call) {
    Tensor x = call.reals(0);
    int size = (int) call.whole("size", 1);
    int channels = x.shape().extent(1);
    call.require(size >= 1 && size <= Short.MAX_VALUE, "looks at " + size + " channels");
    Tensor squares = x.square().pad(1, (size - 1) / 2, size - 1 - (size - 1) / 2, 0);
    Tensor sum = squares.slice(1, 0, channels);
    for (int i = 1; i < size; i++) {
      sum = sum.add(squares.slice(1, i, i + channels));
    }
    Tensor scale = sum.mul(call.real("alpha", 1e-4) / size).add(call.real("bias", 1));
    return x.div(scale.pow(call.real("beta", 0.75)));
  }

  /** Axes without a letter are those of "...", counted from the last; without an arrow the letters that are there once are left. */
  private static Tensor einsum(Call call) {
    String equation = call.text("equation", "").replace(" ", "");
    Tensor[] operands = IntStream.range(0, call.inputs().size()).mapToObj(call::reals).toArray(Tensor[]::new);
    String[] sides = equation.split("->", -1);
    String[] named = sides[0].split(",", -1);
    call.require(named.length == operands.length, "names " + named.length + " operands in " + equation);
    String free = IntStream.rangeClosed('A', 'Z').filter(letter -> equation.indexOf(letter) < 0)
        .mapToObj(Character::toString).collect(Collectors.joining());
    int most = 0;
    for (int i = 0; i < named.length; i++) {
      int open = operands[i].shape().rank() - named[i].replace("...", "").length();
      if (named[i].contains("...")) {
        call.require(open >= 0 && open <= free.length(), "names more axes than " + operands[i].type() + " has");
        named[i] = named[i].replace("...", free.substring(free.length() - open));
        most = Math.max(most, open);
      }
    }
    String left = sides.length > 1 ? sides[1] : (most > 0 ? "..." : "") + once(sides[0]);
    return operands[0].graph().einsum(
        String.join(",", named) + "->" + left.replace("...", free.substring(free.length() - most)), operands);
  }

  private static String once(String letters) {
    return letters.chars().filter(Character::isLetter).sorted()
        .filter(letter -> letters.indexOf(letter) == letters.lastIndexOf(letter)).mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static Tensor instanceNorm(Call call) {
    Tensor x = call.reals(0);
    int[] places = places(x);
    Tensor y = normed(x.sub(x.meanKept(places)), places, call.real("epsilon", 1e-5));
    return y.mul(perChannel(call.reals(1), x)).add(perChannel(call.reals(2), x));
  }

  /** Weights are one a group up to ONNX 1.15, and one a channel from then on. */
  private static Tensor groupNorm(Call call) {
    Tensor x = call.reals(0);
    Shape shape = x.shape();
    int groups = (int) call.whole("num_groups", 1);
    Tensor split = x.reshape(shape.extent(0), groups, shape.count(1, shape.rank()) / groups);
    Tensor y = normed(split.sub(split.meanKept(2)), new int[] {2}, call.real("epsilon", 1e-5));
    boolean ofGroups = call.reals(1).shape().count() == groups && groups != shape.extent(1);
    Tensor weighted = ofGroups
        ? y.mul(perChannel(call.reals(1), y)).add(perChannel(call.reals(2), y)).reshape(shape)
        : y.reshape(shape);
    return ofGroups ? weighted : weighted.mul(perChannel(call.reals(1), x)).add(perChannel(call.reals(2), x));
  }
}
