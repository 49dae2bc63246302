package dev.sinabro.graph;

/**
 * How windows lie along one axis: at every {@code stride}-th place of the padded axis, {@code size} elements that are
 * {@code dilation} apart.
 *
 * @param size elements of a window, at least 1
 * @param stride elements from one window to the next, at least 1
 * @param dilation elements from one element of a window to the next, at least 1
 * @param before padding in front of the first element, at least 0
 * @param after padding behind the last element, at least 0
 */
public record Window(int size, int stride, int dilation, int before, int after) {

  /** Windows of {@code size} neighbors at every place, without padding. */
  public static Window of(int size) {
    return new Window(size, 1, 1, 0, 0);
  }

  /** The same with another stride. */
  public Window stride(int elements) {
    return new Window(size, elements, dilation, before, after);
  }

  /** The same with another dilation. */
  public Window dilation(int elements) {
    return new Window(size, stride, elements, before, after);
  }

  /** The same with padding in front of the first and behind the last element. */
  public Window padding(int front, int back) {
    return new Window(size, stride, dilation, front, back);
  }

  /** Elements from the first of a window to behind its last. */
  public int span() {
    return dilation * (size - 1) + 1;
  }

  /** How many windows there are along an axis of {@code extent} elements; 0 where not even one fits. */
  public int positions(int extent) {
    int room = extent + before + after - span();
    return room < 0 ? 0 : room / stride + 1;
  }

  /** Whether the windows cover an axis without padding, gaps or overlaps: each element is in one of them at most. */
  public boolean isTiling() {
    return stride == size && dilation == 1 && before == 0 && after == 0;
  }

  /** For example {@code 3}, or {@code 3 stride 2 dilation 2 padding 1 and 0}. */
  @Override
  public String toString() {
    return size + (stride == 1 ? "" : " stride " + stride) + (dilation == 1 ? "" : " dilation " + dilation)
        + (before == 0 && after == 0 ? "" : " padding " + before + " and " + after);
  }
}
