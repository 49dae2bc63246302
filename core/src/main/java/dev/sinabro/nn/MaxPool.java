package dev.sinabro.nn;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.List;

/**
 * The largest of each window, channel by channel: [batch, channels, extents..] to [batch, channels, positions..]. Of equal
 * ones the first gets the gradient, as in PyTorch.
 *
 * @param windows one for each axis; their padding is at most half of their size
 * @param order where x and the result have their channels
 */
public record MaxPool(List<Window> windows, Channels order) implements Layer {
  /** Checks the padding, and keeps a copy of the windows. */
  public MaxPool {
    windows = List.copyOf(windows);
    if (windows.stream().anyMatch(window -> 2 * Math.max(window.before(), window.after()) > window.size())) {
      throw new IllegalArgumentException(
          "max pooling over windows " + windows + "; padding must be at most half of the size");
    }
  }

  /** The same with strides, one for each axis or one for all. */
  public MaxPool stride(int... strides) {
    return new MaxPool(Spatial.with(windows, "strides", Window::stride, strides), order);
  }

  /** The same with as much padding on both sides, a number for each axis or one for all. */
  public MaxPool padding(int... paddings) {
    return new MaxPool(Spatial.with(windows, "paddings", (window, both) -> window.padding(both, both), paddings),
        order);
  }

  /** The same with dilations, one for each axis or one for all. */
  public MaxPool dilation(int... dilations) {
    return new MaxPool(Spatial.with(windows, "dilations", Window::dilation, dilations), order);
  }

  /** The same for x of another order. */
  public MaxPool order(Channels where) {
    return new MaxPool(windows, where);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return Spatial.inside(label(), windows.size(), order, x, this::pooled);
  }

  private Tensor pooled(Tensor x) {
    int axis = windows.size() + 1;
    Tensor columns = x.windows(1, windows, Double.NEGATIVE_INFINITY);
    Shape positions = columns.shape().part(0, axis);
    int size = columns.shape().count(axis, 2 * axis - 1);
    return first(columns.reshape(positions.then(Shape.of(size, x.shape().lastExtent()))), axis);
  }

  /**
   * The largest along the axis before the channels. It is the sum of what the arg-max leaves of a window, whose gradient goes to
   * that place; the compiler knows it as the largest.
   */
  static Tensor first(Tensor window, int axis) {
    Tensor first = window.graph().add(new Op.ArgMax(axis), window);
    Tensor place = window.graph().add(new Op.Iota(Shape.of(window.shape().extent(axis), 1), 0));
    return place.cast(DType.F32).equal(first.cast(DType.F32)).select(window, window.graph().constant(0.0)).sum(axis);
  }

  @Override
  public String label() {
    return "maxPool" + windows.size() + "d " + Spatial.sizes(windows);
  }
}
