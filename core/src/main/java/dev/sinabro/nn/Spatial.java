package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What layers over the axes between batch and channels have in common. */
final class Spatial {
  private Spatial() {}

  /** Windows of the given sizes, one for each of {@code axes} or one for all. */
  static List<Window> windows(int axes, int... sizes) {
    List<Window> ones = IntStream.range(0, axes).mapToObj(_ -> Window.of(1)).toList();
    return with(ones, "sizes of the kernel", (_, size) -> Window.of(size), sizes);
  }

  /** Windows with something set to the given values, one for each axis or one for all. */
  static List<Window> with(List<Window> windows, String what, BiFunction<Window, Integer, Window> setting,
      int... values) {
    if (values.length != 1 && values.length != windows.size()) {
      throw new IllegalArgumentException(
          what + " " + Arrays.toString(values) + " are " + values.length + "; give one, or "
              + windows.size() + ", one for each axis");
    }
    return IntStream.range(0, windows.size())
        .mapToObj(axis -> setting.apply(windows.get(axis), values[values.length == 1 ? 0 : axis]))
        .toList();
  }

  /** What a function of [batch, .., channels] does to a tensor of another order. */
  static Tensor inside(String layer, int axes, Channels order, Tensor x, UnaryOperator<Tensor> function) {
    if (x.shape().rank() != axes + 2) {
      String between = axes == 1 ? "length" : axes == 2 ? "height, width" : axes + " axes";
      throw new IllegalArgumentException(layer + " takes "
          + (order == Channels.FIRST ? "[batch, channels, " + between + "]" : "[batch, " + between + ", channels]")
          + ", not " + x.shape() + (x.shape().rank() == 2 ? "; put a reshape before it" : ""));
    }
    return order.fromLast(function.apply(order.toLast(x)));
  }

  /** Refuses windows that are longer than what they slide over, of which there would be none. */
  static void requireRoom(String layer, List<Window> windows, Tensor x) {
    for (int axis = 0; axis < windows.size(); axis++) {
      Window window = windows.get(axis);
      int extent = x.shape().extent(axis + 1);
      if (window.positions(extent) == 0) {
        throw new IllegalArgumentException(layer + ": a window spans " + window.span() + " elements along axis " + axis
            + " of the extents " + extents(x.shape()) + ", which with padding are "
            + (extent + window.before() + window.after()) + "; take a smaller one, or more padding");
      }
    }
  }

  /** The axes between batch and channels of [batch, .., channels]. */
  static List<Integer> extents(Shape shape) {
    return IntStream.range(1, shape.rank() - 1).mapToObj(shape::extent).toList();
  }

  /** For example {@code 3x3}. */
  static String sizes(List<Window> windows) {
    return windows.stream().map(window -> Integer.toString(window.size())).collect(Collectors.joining("x"));
  }
}
