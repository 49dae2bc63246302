package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.graph.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A dense layer of two inputs as a linear map: where it takes the basis vectors, which are the columns of its matrix, and
 * which way each class's score grows, which are its rows: {@code linear-map.svg}. {@link Boundary} draws its regions.
 */
public record LinearMap() implements Show {

  @Override
  public List<String> of(Trained trained) throws IOException {
    HostTensor weight = trained.trainer().parameters().get("0.weight");
    Dataset rows = trained.data().training();
    if (weight == null || weight.shape().rank() != 2 || weight.shape().extent(1) != 2
        || !(rows.field(Field.TARGET).meaning() instanceof Meaning.Classes(var classes))
        || classes.size() != weight.shape().extent(0)) {
      throw new ShowException("a linear map is drawn of one dense layer of two inputs, with an output for each class");
    }
    List<Series> series = new ArrayList<>();
    for (int unit = 0; unit < classes.size(); unit++) {
      series.add(new Series(classes.get(unit), new double[] {0, weight.value(2 * unit)},
          new double[] {0, weight.value(2 * unit + 1)}, Series.Style.LINE, unit));
    }
    new Chart("the way in which each class's score grows", "x", "y", false, series)
        .write(trained.folder().resolve("linear-map.svg"));
    return List.of("linear-map.svg: which way the score of each class grows; borders are straight where two are equal",
        "the basis vector (1, 0) goes to " + column(weight, 0) + ", (0, 1) to " + column(weight, 1));
  }

  private static String column(HostTensor weight, int index) {
    List<String> entries = new ArrayList<>();
    for (int unit = 0; unit < weight.shape().extent(0); unit++) {
      entries.add("%.2f".formatted(weight.value(2 * unit + index)));
    }
    return "(" + String.join(", ", entries) + ")";
  }
}
