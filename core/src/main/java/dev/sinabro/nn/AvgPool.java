package dev.sinabro.nn;

import dev.sinabro.graph.Literal;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean of each window, channel by channel: [batch, channels, extents..] to [batch, channels, positions..].
 *
 * @param windows one for each axis; their padding is at most half of their size
 * @param countPadding whether padding counts as elements of value 0; else the mean is over what is there
 * @param order where x and the result have their channels
 */
public record AvgPool(List<Window> windows, boolean countPadding, Channels order) implements Layer {
  /** Checks the padding, and keeps a copy of the windows. */
  public AvgPool {
    windows = List.copyOf(windows);
    if (windows.stream().anyMatch(window -> 2 * Math.max(window.before(), window.after()) > window.size())) {
      throw new IllegalArgumentException(
          "average pooling over windows " + windows + "; padding must be at most half of the size");
    }
  }

  /** The same with strides, one for each axis or one for all. */
  public AvgPool stride(int... strides) {
    return new AvgPool(Spatial.with(windows, "strides", Window::stride, strides), countPadding, order);
  }

  /** The same with as much padding on both sides, a number for each axis or one for all. */
  public AvgPool padding(int... paddings) {
    return new AvgPool(Spatial.with(windows, "paddings", (window, both) -> window.padding(both, both), paddings),
        countPadding, order);
  }

  /** The same with the mean over what is there, without padding. */
  public AvgPool withoutPaddingInMean() {
    return new AvgPool(windows, false, order);
  }

  /** The same for x of another order. */
  public AvgPool order(Channels where) {
    return new AvgPool(windows, countPadding, where);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return Spatial.inside(label(), windows.size(), order, x, this::pooled);
  }

  private Tensor pooled(Tensor x) {
    Spatial.requireRoom(label(), windows, x);
    int axes = windows.size();
    Tensor y = x.windows(1, windows, 0).reduce(ReduceFn.SUM, IntStream.range(axes + 1, 2 * axes + 1).toArray());
    if (countPadding) {
      return y.mul(1.0 / windows.stream().mapToInt(Window::size).reduce(1, (a, b) -> a * b));
    }
    for (int axis = 0; axis < axes; axis++) {
      y = y.div(counts(y, axis, x.shape().extent(axis + 1)));
    }
    return y;
  }

  /** How many elements of each window of an axis are there, in a shape that broadcasts to y. */
  private Tensor counts(Tensor y, int axis, int extent) {
    Window window = windows.get(axis);
    double[] counts = new double[y.shape().extent(axis + 1)];
    for (int position = 0; position < counts.length; position++) {
      for (int k = 0; k < window.size(); k++) {
        int index = position * window.stride() + k * window.dilation() - window.before();
        counts[position] += index >= 0 && index < extent ? 1 : 0;
      }
    }
    int[] aligned = new int[y.shape().rank() - axis - 1];
    Arrays.fill(aligned, 1);
    aligned[0] = counts.length;
    return y.graph().constant(new Literal(TensorType.f32(counts.length), counts)).reshape(Shape.of(aligned));
  }

  @Override
  public String label() {
    return "avgPool" + windows.size() + "d " + Spatial.sizes(windows);
  }
}
