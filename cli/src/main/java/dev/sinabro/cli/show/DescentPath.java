package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.Plane;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.nn.Landscape;
import dev.sinabro.train.TrainingEvent.Watched;
import dev.sinabro.train.Watch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The way of a point down a {@link Landscape}: {@code path.svg}, and after how many steps it was low enough.
 *
 * @param function that it goes down, drawn as the background
 * @param goal the value that is low enough, above 0
 */
public record DescentPath(Landscape.Function function, double goal) implements Show {
  private static final int CELLS = 64;
  private static final int MOST_DRAWN = 2_000;
  private static final String POINT = "*.point";

  @Override
  public Optional<Watch> watch() {
    return Optional.of(Watch.every(1).values(POINT));
  }

  @Override
  public List<String> of(Trained trained) throws IOException {
    List<HostTensor> points = trained.watched().stream()
        .flatMap(step -> step.readings().entrySet().stream()
            .filter(reading -> reading.getKey().name().endsWith(POINT.substring(1)))
            .map(reading -> reading.getValue()))
        .toList();
    if (points.isEmpty()) {
      throw new ShowException("the way of a point is drawn on a landscape; this network has none");
    }
    double[] x = points.stream().mapToDouble(point -> point.value(0)).toArray();
    double[] y = points.stream().mapToDouble(point -> point.value(1)).toArray();
    Plane plane = Plane.around(with(x, function == Landscape.Function.ROSENBROCK ? 1 : 0),
        with(y, function == Landscape.Function.ROSENBROCK ? 1 : 0), CELLS, CELLS);
    double[] values = IntStream.range(0, CELLS * CELLS)
        .mapToDouble(cell -> function.value(plane.x(cell), plane.y(cell))).toArray();
    List<Series> series = new ArrayList<>(plane.shades(values));
    int stride = 1 + x.length / MOST_DRAWN;
    series.add(new Series("the way", sampled(x, stride), sampled(y, stride), Series.Style.LINE, 1));
    series
        .add(new Series("its end", new double[] {x[x.length - 1]}, new double[] {y[y.length - 1]}, Series.Style.POINTS,
            1));
    new Chart("the way down", "x", "y", false, series).write(trained.folder().resolve("path.svg"));
    return List.of(reached(trained.watched()));
  }

  private static double[] sampled(double[] values, int stride) {
    return IntStream.iterate(0, i -> i < values.length, i -> i + stride).mapToDouble(i -> values[i]).toArray();
  }

  private String reached(List<Watched> steps) {
    OptionalInt first = steps.stream().filter(step -> step.loss() <= goal).mapToInt(Watched::step).findFirst();
    return first.isPresent()
        ? "%.0e was reached after %,d steps".formatted(goal, first.getAsInt())
        : "%.0e was not reached in %,d steps; it ended at %.1e".formatted(goal, steps.size(), steps.getLast().loss());
  }

  private static double[] with(double[] values, double one) {
    double[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = one;
    return all;
  }
}
