package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Window;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Windows and their sums: jobs for windows.cu. */
final class Windowing {
  private static final int BYTES = 128;
  /** {@code MOST_WINDOW_AXES}. */
  private static final int AXES = 4;
  private static final int THREADS = 256;
  /** Additions, or elements that are moved, that one block does in about the time of a launch. */
  private static final long SMALL = 1 << 12;

  private Windowing() {}

  /** Whether the kernels know as many axes. */
  static boolean fits(List<Window> windows) {
    return windows.size() <= AXES;
  }

  static Work.Job windows(Op.Windows op, Step.Single step, ToLongFunction<View> address) {
    View x = step.inputs().getFirst();
    View y = step.outputs().getFirst();
    return windows(op.axis(), op.windows(), x.type().shape(), op.value(), Bytes.of(x, address), Bytes.of(y, address));
  }

  static Work.Job fold(Op.Fold op, Step.Single step, ToLongFunction<View> address) {
    View x = step.inputs().getFirst();
    View y = step.outputs().getFirst();
    return fold(op.axis(), op.windows(), y.type().shape(), Bytes.of(x, address), Bytes.of(y, address));
  }

  /** The windows of images of a shape, of which {@code from} to {@code to} may hold only some. */
  static Work.Job windows(int axis, List<Window> windows, Shape shape, double outside, Bytes from, Bytes to) {
    int count = (int) ((to.to() - to.from()) / Float.BYTES);
    byte[] struct = struct(axis, windows, shape, count, (float) outside, from, to);
    return new Work.Job(JobKind.WINDOWS, struct, Grid.blocks(count, THREADS), count <= SMALL, List.of(from),
        List.of(to));
  }

  /** The images of a shape, of which {@code to} may hold only some, from their windows. */
  static Work.Job fold(int axis, List<Window> windows, Shape shape, Bytes from, Bytes to) {
    int count = (int) ((to.to() - to.from()) / Float.BYTES);
    long additions = (from.to() - from.from()) / Float.BYTES;
    byte[] struct = struct(axis, windows, shape, count, 0, from, to);
    return new Work.Job(JobKind.FOLD, struct, Grid.blocks(count, THREADS), Math.max(count, additions) <= SMALL,
        List.of(from), List.of(to));
  }

  private static byte[] struct(int axis, List<Window> windows, Shape shape, int count, float outside, Bytes from,
      Bytes to) {
    List<Window> fromLast = windows.reversed();
    int[] extents = new int[windows.size()];
    int[] positions = new int[windows.size()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = shape.extent(axis + extents.length - 1 - i);
      positions[i] = fromLast.get(i).positions(extents[i]);
    }
    return new StructWriter(BYTES).wide(from.from())
        .wide(to.from())
        .whole(count, windows.size(), shape.count(axis + extents.length, shape.rank()),
            Float.floatToRawIntBits(outside))
        .array(AXES, extents)
        .array(AXES, positions)
        .array(AXES, column(fromLast, Window::size))
        .array(AXES, column(fromLast, Window::stride))
        .array(AXES, column(fromLast, Window::dilation))
        .array(AXES, column(fromLast, Window::before))
        .done();
  }

  private static int[] column(List<Window> windows, ToIntFunction<Window> of) {
    return windows.stream().mapToInt(of).toArray();
  }
}
