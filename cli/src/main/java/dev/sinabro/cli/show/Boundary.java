package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.Plane;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which class the network tells at each place of the plane, for data of two features: {@code boundary.svg}, and in the
 * colors of a terminal where there is one. Features are drawn as the network sees them.
 */
public record Boundary() implements Show {
  private static final int CELLS = 64;
  private static final int TERMINAL_COLUMNS = 56;
  private static final int TERMINAL_ROWS = 44;

  @Override
  public List<String> of(Trained trained) throws IOException {
    Dataset rows = trained.data().training();
    List<String> classes = requireTwoFeaturesAndClasses(rows);
    HostTensor features = rows.values(Field.FEATURES);
    int[] labels = rows.values(Field.TARGET).ints();
    double[] x = column(features, 0);
    double[] y = column(features, 1);
    Plane plane = told(trained, Plane.around(x, y, CELLS, CELLS));
    List<Series> series = new ArrayList<>(plane.areas());
    for (int number = 0; number < classes.size(); number++) {
      int wanted = number;
      int[] own = IntStream.range(0, labels.length).filter(row -> labels[row] == wanted).toArray();
      if (own.length > 0) {
        series.add(new Series(classes.get(number), IntStream.of(own).mapToDouble(row -> x[row]).toArray(),
            IntStream.of(own).mapToDouble(row -> y[row]).toArray(), Series.Style.POINTS, number));
      }
    }
    List<String> names = rows.field(Field.FEATURES).meaning() instanceof Meaning.Columns(var columns)
        ? columns
        : List.of("x0", "x1");
    new Chart("what the network tells", names.get(0), names.get(1), false, series)
        .write(trained.folder().resolve("boundary.svg"));
    List<String> lines = new ArrayList<>(List.of("boundary.svg: the class that the network tells, everywhere"));
    if (trained.colors()) {
      told(trained, plane.cells(TERMINAL_COLUMNS, TERMINAL_ROWS)).colored().lines().forEach(lines::add);
    }
    return lines;
  }

  private static List<String> requireTwoFeaturesAndClasses(Dataset rows) {
    boolean two = rows.fields().stream().anyMatch(field -> field.name().equals(Field.FEATURES)
        && field.row().dtype() == DType.F32 && field.row().shape().count() == 2);
    boolean targets = rows.fields().stream().anyMatch(field -> field.name().equals(Field.TARGET));
    if (!two || !targets || !(rows.field(Field.TARGET).meaning() instanceof Meaning.Classes(var names))) {
      throw new ShowException("a boundary is drawn for two features and a target of classes; these data have "
          + rows.fields().stream().map(field -> field.name() + " " + field.row()).toList());
    }
    return names;
  }

  private static double[] column(HostTensor features, int index) {
    float[] values = features.floats();
    return IntStream.range(0, values.length / 2).mapToDouble(row -> values[2 * row + index]).toArray();
  }

  /** The plane with the class of each cell's center: the largest output, or the side of 1/2 of a single one. */
  private static Plane told(Trained trained, Plane plane) {
    float[][] centers = IntStream.range(0, plane.columns() * plane.rows())
        .mapToObj(cell -> new float[] {(float) plane.x(cell), (float) plane.y(cell)}).toArray(float[][]::new);
    float[][] outputs = trained.trainer().predict(Dataset.of(centers)).rows();
    return plane.with(IntStream.range(0, outputs.length).map(cell -> largest(outputs[cell])).toArray());
  }

  /** The class with the largest output, or the side of 1/2 of a single one. */
  static int largest(float[] output) {
    if (output.length == 1) {
      return output[0] > 0.5 ? 1 : 0;
    }
    return IntStream.range(0, output.length).reduce((a, b) -> output[b] > output[a] ? b : a).orElseThrow();
  }
}
