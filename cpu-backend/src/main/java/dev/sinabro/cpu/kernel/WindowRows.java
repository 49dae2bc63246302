package dev.sinabro.cpu.kernel;

import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Window;
import java.util.List;

/**
 * The windows of images as the rows of a matrix: [images * positions, window * inner]. Rows are taken from images or added
 * to them, some at a time, so that the matrix never has to exist as a whole.
 */
final class WindowRows {
  /** Up to here a loop is faster than a call that copies. */
  private static final int SHORT = 16;

  private final int images;
  private final int imageSize;
  private final int perImage;
  private final int width;
  private final int inner;
  private final Axis[] axes;

  /** Elements that stand together both in a row and in an image, and where they begin there, as bytes from the first. */
  private final int run;
  private final long[] runs;

  /**
   * One axis of the windows.
   *
   * @param step elements of an image from one index to the next
   * @param block elements of a row for one index
   */
  private record Axis(Window window, int extent, int positions, int step, int block) {}

  private WindowRows(int images, int inner, Axis[] axes) {
    this.images = images;
    this.inner = inner;
    this.axes = axes;
    int positions = 1;
    for (Axis axis : axes) {
      positions *= axis.positions;
    }
    perImage = positions;
    imageSize = axes[0].extent * axes[0].step;
    width = axes[0].window.size() * axes[0].block;
    Axis last = axes[axes.length - 1];
    run = last.window.dilation() == 1 ? last.block * last.window.size() : inner;
    runs = new long[run == 0 ? 0 : width / run];
    for (int i = 0; i < runs.length; i++) {
      int column = i * run;
      for (Axis axis : axes) {
        runs[i] += 4L * (column / axis.block * axis.window.dilation()) * axis.step;
        column %= axis.block;
      }
    }
  }

  /** Windows along the axes of {@code shape} from {@code axis} on; the axes before are images, those behind are inner. */
  static WindowRows of(int axis, List<Window> windows, Shape shape) {
    Axis[] axes = new Axis[windows.size()];
    int inner = shape.count(axis + axes.length, shape.rank());
    int step = inner;
    int block = inner;
    for (int i = axes.length - 1; i >= 0; i--) {
      Window window = windows.get(i);
      int extent = shape.extent(axis + i);
      axes[i] = new Axis(window, extent, window.positions(extent), step, block);
      step *= extent;
      block *= window.size();
    }
    return new WindowRows(shape.count(0, axis), inner, axes);
  }

  int images() {
    return images;
  }

  /** Elements of an image. */
  int imageSize() {
    return imageSize;
  }

  /** Rows of an image. */
  int perImage() {
    return perImage;
  }

  /** Elements of a row. */
  int width() {
    return width;
  }

  /** Stores rows {@code from} to {@code to} of the images at {@code x} one after the other at {@code y}. */
  void take(long x, int from, int to, long y, float outside) {
    int[] starts = new int[axes.length];
    for (int row = from; row < to; row++) {
      long start = locate(row % perImage, starts);
      long image = x + 4L * (row / perImage) * imageSize;
      long target = y + 4L * (row - from) * width;
      if (start < 0) {
        take(0, starts, image, target, outside);
      } else {
        for (int i = 0; i < runs.length; i++) {
          move(image + start + runs[i], target + 4L * i * run, run);
        }
      }
    }
  }

  /** Adds rows {@code from} to {@code to}, which stand one after the other at {@code x}, to the images at {@code y}. */
  void add(BlockMath math, long x, int from, int to, long y) {
    int[] starts = new int[axes.length];
    for (int row = from; row < to; row++) {
      long start = locate(row % perImage, starts);
      long image = y + 4L * (row / perImage) * imageSize;
      long source = x + 4L * (row - from) * width;
      if (start < 0) {
        add(math, 0, starts, source, image);
      } else {
        for (int i = 0; i < runs.length; i++) {
          add(math, source + 4L * i * run, image + start + runs[i], run);
        }
      }
    }
  }

  /**
   * The first index of a window along each axis; it may lie in the padding.
   *
   * @return bytes from the start of the image to the first element of the window; -1 where a part of it is outside
   */
  private long locate(int position, int[] starts) {
    long place = 0;
    boolean inside = true;
    for (int i = axes.length - 1; i >= 0; i--) {
      Axis axis = axes[i];
      int start = position % axis.positions * axis.window.stride() - axis.window.before();
      starts[i] = start;
      inside &= start >= 0 && start + axis.window.span() <= axis.extent;
      place += 4L * start * axis.step;
      position /= axis.positions;
    }
    return inside ? place : -1;
  }

  private void take(int depth, int[] starts, long image, long row, float outside) {
    Axis axis = axes[depth];
    int size = axis.window.size();
    int start = starts[depth];
    boolean last = depth == axes.length - 1;
    if (last && axis.window.dilation() == 1) {
      int first = Math.clamp(-(long) start, 0, size);
      int end = Math.clamp(axis.extent - (long) start, first, size);
      Memory.fill(row, outside, first * inner);
      move(image + 4L * (start + first) * inner, row + 4L * first * inner, (end - first) * inner);
      Memory.fill(row + 4L * end * inner, outside, (size - end) * inner);
      return;
    }
    for (int k = 0; k < size; k++) {
      int index = start + k * axis.window.dilation();
      long target = row + 4L * k * axis.block;
      if (index < 0 || index >= axis.extent) {
        Memory.fill(target, outside, axis.block);
      } else if (last) {
        move(image + 4L * index * inner, target, inner);
      } else {
        take(depth + 1, starts, image + 4L * index * axis.step, target, outside);
      }
    }
  }

  private void add(BlockMath math, int depth, int[] starts, long row, long image) {
    Axis axis = axes[depth];
    int size = axis.window.size();
    int start = starts[depth];
    boolean last = depth == axes.length - 1;
    if (last && axis.window.dilation() == 1) {
      int first = Math.clamp(-(long) start, 0, size);
      int end = Math.clamp(axis.extent - (long) start, first, size);
      add(math, row + 4L * first * inner, image + 4L * (start + first) * inner, (end - first) * inner);
      return;
    }
    for (int k = 0; k < size; k++) {
      int index = start + k * axis.window.dilation();
      if (index >= 0 && index < axis.extent) {
        long source = row + 4L * k * axis.block;
        if (last) {
          add(math, source, image + 4L * index * inner, inner);
        } else {
          add(math, depth + 1, starts, source, image + 4L * index * axis.step);
        }
      }
    }
  }

  private static void move(long from, long to, int count) {
    if (count > SHORT) {
      Memory.copy(from, to, 4L * count);
    } else {
      for (int i = 0; i < count; i++) {
        Memory.setInt(to + 4L * i, Memory.getInt(from + 4L * i));
      }
    }
  }

  private static void add(BlockMath math, long from, long to, int count) {
    if (count > SHORT) {
      math.addTo(from, to, count);
    } else {
      for (int i = 0; i < count; i++) {
        Memory.setFloat(to + 4L * i, Memory.getFloat(to + 4L * i) + Memory.getFloat(from + 4L * i));
      }
    }
  }
}
