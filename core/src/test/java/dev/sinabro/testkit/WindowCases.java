package dev.sinabro.testkit;

import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cases of windows and their sums, which whole numbers make exact. */
final class WindowCases {
  private WindowCases() {}

  /**
   * Windows of a tensor.
   *
   * @param extents of the tensor
   * @param axis the first axis that has windows
   */
  private record Row(int[] extents, int axis, Window... windows) {
    String name() {
      return Arrays.toString(extents) + " axis " + axis + " " + Arrays.toString(windows);
    }

    List<Integer> covered() {
      return IntStream.range(axis, axis + windows.length).mapToObj(i -> extents[i]).toList();
    }

    int[] columns() {
      List<Integer> columns = new ArrayList<>(Arrays.stream(extents).limit(axis).boxed().toList());
      IntStream.range(0, windows.length).forEach(i -> columns.add(windows[i].positions(extents[axis + i])));
      Arrays.stream(windows).map(Window::size).forEach(columns::add);
      Arrays.stream(extents).skip(axis + windows.length).forEach(columns::add);
      return columns.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private static List<Row> rows() {
    Window three = Window.of(3);
    Window same = three.padding(1, 1);
    return List.of(new Row(new int[] {1}, 0, Window.of(1)), new Row(new int[] {9}, 0, three),
        new Row(new int[] {9}, 0, three.stride(2)), new Row(new int[] {10}, 0, three.stride(3)),
        new Row(new int[] {10}, 0, Window.of(2).stride(4)), new Row(new int[] {9}, 0, three.dilation(3)),
        new Row(new int[] {9}, 0, Window.of(5).padding(4, 1).stride(2)),
        new Row(new int[] {9}, 0, three.dilation(4).padding(5, 7)), new Row(new int[] {2}, 0, same.padding(7, 7)),
        new Row(new int[] {0}, 0, same.padding(2, 2)), new Row(new int[] {3, 7, 5}, 1, same),
        new Row(new int[] {2, 8, 33}, 1, three.stride(2).padding(0, 1)), new Row(new int[] {2, 0, 6, 6}, 2, same, same),
        new Row(new int[] {2, 6, 6, 0}, 1, same, same), new Row(new int[] {2, 5, 7, 3}, 1, same, same),
        new Row(new int[] {2, 3, 8, 9}, 2, Window.of(2).stride(2), Window.of(2).stride(2)),
        new Row(new int[] {2, 8, 9, 4}, 1, Window.of(2).stride(2), Window.of(4).stride(4)),
        new Row(new int[] {2, 9, 8, 17}, 1, three.stride(2).padding(1, 0), Window.of(2).dilation(3).padding(2, 1)),
        new Row(new int[] {1, 12, 12, 1}, 1, Window.of(5), Window.of(5)),
        new Row(new int[] {3, 31, 33, 31}, 1, same, same.stride(2)),
        new Row(new int[] {2, 4, 5, 6, 2}, 1, same, three.stride(2), Window.of(2).dilation(2).padding(1, 0)));
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (Row row : rows()) {
      cases.add(new Case("WINDOWS " + row.name(), trial -> trial.expect(
          trial.input(Samples.wide(1, 20, row.extents())).windows(row.axis(), List.of(row.windows()), 0),
          Tolerance.EXACT)));
      cases.add(new Case("WINDOWS with infinity outside " + row.name(), trial -> trial.expect(
          trial.input(Samples.wide(2, 20, row.extents()))
              .windows(row.axis(), List.of(row.windows()), Double.NEGATIVE_INFINITY),
          Tolerance.EXACT)));
      cases.add(new Case("FOLD " + row.name(), trial -> trial.expect(
          trial.input(Samples.whole(3, 99, row.columns())).fold(row.axis(), List.of(row.windows()), row.covered()),
          Tolerance.EXACT)));
    }
    cases.add(new Case("FOLD of the windows of one input", trial -> {
      Tensor x = trial.input(Samples.whole(4, 99, 2, 64, 65, 3));
      List<Window> windows = List.of(Window.of(3).padding(1, 1), Window.of(2).stride(2));
      trial.expect(x.windows(1, windows, 0).fold(1, windows, List.of(64, 65)), Tolerance.EXACT);
    }));
    return cases;
  }
}
