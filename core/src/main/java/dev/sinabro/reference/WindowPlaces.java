package dev.sinabro.reference;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Window;
import java.util.List;

/**
 * Where the elements of windows come from.
 *
 * @param count elements of what the windows are taken of
 * @param places for each element of the windows, in order, its place there; -1 outside
 */
record WindowPlaces(int count, int[] places) {

  /**
   * The places of windows along the axes of {@code shape} from {@code axis} on. Their elements are counted through as
   * digits of numbers: outer axes, positions, elements of a window, inner axes.
   */
  static WindowPlaces of(int axis, List<Window> windows, Shape shape) {
    int outer = shape.count(0, axis);
    int inner = shape.count(axis + windows.size(), shape.rank());
    int columns = windows.stream().mapToInt(Window::size).reduce(1, (a, b) -> a * b);
    int positions = 1;
    for (int i = 0; i < windows.size(); i++) {
      positions *= windows.get(i).positions(shape.extent(axis + i));
    }
    int[] places = new int[outer * positions * columns * inner];
    for (int next = 0; next < places.length; next++) {
      int column = next / inner % columns;
      int position = next / inner / columns % positions;
      int image = next / inner / columns / positions;
      int place = place(axis, windows, shape, position, column);
      places[next] = place < 0 ? -1 : (image * shape.count(axis, axis + windows.size()) + place) * inner + next % inner;
    }
    return new WindowPlaces(shape.count(), places);
  }

  /** The place along the axes of the windows, counted as one; -1 outside. */
  private static int place(int axis, List<Window> windows, Shape shape, int position, int column) {
    int place = 0;
    int scale = 1;
    for (int i = windows.size() - 1; i >= 0; i--) {
      Window window = windows.get(i);
      int extent = shape.extent(axis + i);
      int index = position % window.positions(extent) * window.stride() + column % window.size() * window.dilation()
          - window.before();
      if (index < 0 || index >= extent) {
        return -1;
      }
      place += index * scale;
      scale *= extent;
      position /= window.positions(extent);
      column /= window.size();
    }
    return place;
  }

  double[] taken(double[] x, double outside) {
    double[] y = new double[places.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = places[i] < 0 ? outside : x[places[i]];
    }
    return y;
  }

  double[] summed(double[] x) {
    double[] y = new double[count];
    for (int i = 0; i < x.length; i++) {
      if (places[i] >= 0) {
        y[places[i]] += x[i];
      }
    }
    return y;
  }
}
