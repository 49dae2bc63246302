package dev.sinabro.cli.playground;

import dev.sinabro.data.Table;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What is learned from, as a table, and the plane through its space that is drawn.
 *
 * @param columns names of the features
 * @param features of each row
 * @param targetName the column to be learned
 * @param targets what is to be learned of each row: the name of a class, or a number
 * @param ofClasses whether they are classes
 * @param normalize how {@code data.normalize} of the configuration is to be
 * @param plane that is drawn
 */
record PlayTable(List<String> columns, List<double[]> features, String targetName, List<String> targets,
    boolean ofClasses, String normalize, Plane plane) {

  /** Places of the drawn plane in the space of features. */
  interface FeatureMap {
    /** The features at a place. */
    double[] at(double x, double y);
  }

  /**
   * A rectangle of the plane.
   *
   * @param map to the space of features
   * @param x of each row on it
   * @param y of each row on it
   */
  record Plane(String xName, String yName, double left, double right, double bottom, double top, FeatureMap map,
      double[] x,
      double[] y) {

    /** The features at the centers of cells, row by row from the top. */
    List<double[]> cells(int count) {
      return IntStream.range(0, count * count).mapToObj(cell -> {
        double across = left + (right - left) * (cell % count + 0.5) / count;
        double up = top - (top - bottom) * (cell / count + 0.5) / count;
        return map.at(across, up);
      }).toList();
    }
  }

  /** Of points of the plane, as some features of them. */
  static PlayTable of(PlaneData data, PlaneData.Points points, List<PlaneFeature> seen) {
    FeatureMap map = (x, y) -> seen.stream().mapToDouble(feature -> feature.of(x, y)).toArray();
    List<double[]> features = IntStream.range(0, points.x().length)
        .mapToObj(row -> map.at(points.x()[row], points.y()[row])).toList();
    double reach = Math.max(1.1, 1.05 * DoubleStream.concat(Arrays.stream(points.x()), Arrays.stream(points.y()))
        .map(Math::abs).max().orElse(1));
    return new PlayTable(seen.stream().map(PlaneFeature::title).toList(), features,
        data.isOfClasses() ? "class" : "value",
        Arrays.stream(points.value()).mapToObj(value -> data.isOfClasses() ? value == 1 ? "b" : "a" : text(value))
            .toList(),
        data.isOfClasses(), "none",
        new Plane("x", "y", -reach, reach, -reach, reach, map, points.x(), points.y()));
  }

  /** The features at the centers of cells of the drawn plane. */
  Table cells(int count) {
    return table("the plane", plane.cells(count));
  }

  /** All rows, with what is to be learned of them. */
  Table whole() {
    Table table = table("the data", features);
    return ofClasses
        ? table.with(targetName, targets)
        : table.with(targetName, targets.stream().mapToDouble(Double::parseDouble).toArray());
  }

  private Table table(String name, List<double[]> rows) {
    Table table = Table.of(name, rows.size());
    for (int column = 0; column < columns.size(); column++) {
      int number = column;
      table = table.with(columns.get(column), rows.stream().mapToDouble(row -> row[number]).toArray());
    }
    return table;
  }

  private static String text(double value) {
    return Float.toString((float) value);
  }

  /** As a file of CSV. */
  String csv() {
    String head = columns.stream().map(PlayTable::quoted).collect(Collectors.joining(",")) + "," + quoted(targetName);
    return IntStream.range(0, features.size())
        .mapToObj(row -> Arrays.stream(features.get(row)).mapToObj(PlayTable::text).collect(Collectors.joining(","))
            + "," + quoted(targets.get(row)))
        .collect(Collectors.joining("\n", head + "\n", "\n"));
  }

  private static String quoted(String cell) {
    return cell.matches("[^,\"\\r\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
