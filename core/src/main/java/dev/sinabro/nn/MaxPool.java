package dev.sinabro.nn;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The largest of each window, channel by channel: [batch, channels, extents..] to [batch, channels, positions..]. Of equal
 * ones the first gets the gradient, as in PyTorch.
 *
 * @param windows one for each axis; their padding is at most half of their size
 * @param order where x and the result have their channels
 */
public record MaxPool(List<Window> windows, Channels order) implements Layer {
  /** Up to so many elements of a window are views of their own. */
  private static final int FEW = 9;

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
    Spatial.requireRoom(label(), windows, x);
    int size = windows.stream().mapToInt(Window::size).reduce(1, (a, b) -> a * b);
    return size <= FEW && windows.stream().allMatch(Window::isTiling) ? tiled(x) : windowed(x);
  }

  /**
   * Windows beside each other: the first elements of all of them are a view of x, so are the second ones. The result is the
   * first of these views that equals the largest, and so is what gets the gradient; the compiler knows it as the largest.
   */
  private Tensor tiled(Tensor x) {
    List<Tensor> views = List.of(x);
    for (int i = 0; i < windows.size(); i++) {
      int axis = i + 1;
      int size = windows.get(i).size();
      views = views.stream().flatMap(view -> elements(view, axis, size)).toList();
    }
    Tensor largest = views.stream().reduce(Tensor::maximum).orElseThrow();
    Tensor first = x.graph().constant(Double.NaN);
    for (Tensor view : views.reversed()) {
      first = view.equal(largest).select(view, first);
    }
    return first;
  }

  /** The first, the second and so on of as many whole windows as are along an axis. */
  private static Stream<Tensor> elements(Tensor x, int axis, int size) {
    int count = x.shape().extent(axis) / size;
    Shape windowed =
        x.shape().part(0, axis).then(Shape.of(count, size)).then(x.shape().part(axis + 1, x.shape().rank()));
    Tensor split = x.slice(axis, 0, count * size).reshape(windowed);
    return IntStream.range(0, size)
        .mapToObj(i -> split.slice(axis + 1, i, i + 1).reshape(x.shape().with(axis, count)));
  }

  /** The sum of what the arg-max leaves of a window, whose gradient goes to that place; the compiler knows it as the largest. */
  private Tensor windowed(Tensor x) {
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
