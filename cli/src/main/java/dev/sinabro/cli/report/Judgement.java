package dev.sinabro.cli.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.show.OwnUnits;
import dev.sinabro.cli.show.Trained;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a trained model makes of the rows that it is judged by: which classes it takes for which, and the rows on which it is
 * most wrong. There is none where a row has not one target.
 */
public final class Judgement {
  /** The name of the file in the folder of a run. */
  public static final String NAME = "judgement.json";
  /** Rows that are looked at. */
  private static final int MOST_ROWS = 20_000;
  /** Classes of a whole matrix; of more the pairs that are confused most. */
  private static final int MOST_CLASSES = 40;
  private static final int MOST_PAIRS = 30;
  private static final int WORST = 24;
  /** Of more rows each so-manieth is drawn. */
  private static final int MOST_POINTS = 2_000;

  private final String part;
  private final Dataset rows;
  private final float[][] predictions;

  private Judgement(String part, Dataset rows, float[][] predictions) {
    this.part = part;
    this.rows = rows;
    this.predictions = predictions;
  }

  /**
   * What a training came to, for the page.
   *
   * @param examples how a row is shown
   */
  public static Optional<JsonObject> of(Trained trained, Examples examples) {
    Dataset all = trained.judged();
    Optional<Field> target = all.fields().stream().filter(field -> field.name().equals(Field.TARGET)).findFirst();
    if (target.isEmpty() || target.get().row().shape().count() != 1) {
      return Optional.empty();
    }
    Dataset rows = all.rowCount() <= MOST_ROWS ? all : all.select(IntStream.range(0, MOST_ROWS).toArray());
    Judgement judgement =
        new Judgement(trained.data().judged().part(), rows, trained.trainer().predict(rows).rows());
    return Optional.of(target.get().meaning() instanceof Meaning.Classes(var names)
        ? judgement.ofClasses(names, examples)
        : judgement.ofNumbers(examples));
  }

  private JsonObject ofClasses(List<String> names, Examples examples) {
    int[] truths = rows.values(Field.TARGET).ints();
    int[] predicted = new int[predictions.length];
    double[] losses = new double[predictions.length];
    for (int row = 0; row < predictions.length; row++) {
      predicted[row] = mostProbable(predictions[row]);
      losses[row] = -Math.log(probability(predictions[row], truths[row]));
    }
    JsonObject json = begun("Of the least probability that the model gave the true class.");
    JsonArray classes = new JsonArray();
    names.forEach(classes::add);
    json.add("classes", classes);
    confusion(json, names, truths, predicted);
    JsonArray worst = new JsonArray();
    for (int row : largest(losses)) {
      JsonObject one = examples.of(rows, row);
      one.addProperty("truth", names.get(truths[row]));
      one.addProperty("predicted", names.get(predicted[row]));
      one.addProperty("note", "(%.2f)".formatted(probability(predictions[row], predicted[row])));
      worst.add(one);
    }
    json.add("worst", worst);
    return json;
  }

  private JsonObject ofNumbers(Examples examples) {
    float[] truths = OwnUnits.of(rows, Field.TARGET);
    double[] errors = IntStream.range(0, truths.length).mapToDouble(row -> Math.abs(predictions[row][0] - truths[row]))
        .toArray();
    JsonObject json = begun("Of the largest errors.");
    JsonArray points = new JsonArray();
    int every = Math.ceilDiv(truths.length, MOST_POINTS);
    for (int row = 0; row < truths.length; row += every) {
      JsonArray point = new JsonArray();
      point.add(truths[row]);
      point.add(predictions[row][0]);
      points.add(point);
    }
    json.add("points", points);
    JsonArray worst = new JsonArray();
    for (int row : largest(errors)) {
      JsonObject one = examples.of(rows, row);
      one.addProperty("truth", "%.4g".formatted(truths[row]));
      one.addProperty("predicted", "%.4g".formatted(predictions[row][0]));
      worst.add(one);
    }
    json.add("worst", worst);
    return json;
  }

  private JsonObject begun(String order) {
    JsonObject json = new JsonObject();
    json.addProperty("rows", part);
    json.addProperty("count", rows.rowCount());
    json.addProperty("order", order);
    JsonArray columns = new JsonArray();
    Examples.columns(rows).forEach(columns::add);
    json.add("columns", columns);
    return json;
  }

  /** All counts where the matrix can be read, else the pairs that are confused most. */
  private static void confusion(JsonObject json, List<String> names, int[] truths, int[] predicted) {
    int classes = names.size();
    if (classes <= MOST_CLASSES) {
      int[][] counts = new int[classes][classes];
      for (int row = 0; row < truths.length; row++) {
        counts[truths[row]][predicted[row]]++;
      }
      JsonArray matrix = new JsonArray();
      for (int[] line : counts) {
        JsonArray cells = new JsonArray();
        IntStream.of(line).forEach(cells::add);
        matrix.add(cells);
      }
      json.add("counts", matrix);
      return;
    }
    Map<List<Integer>, Integer> confused = new HashMap<>();
    for (int row = 0; row < truths.length; row++) {
      if (truths[row] != predicted[row]) {
        confused.merge(List.of(truths[row], predicted[row]), 1, Integer::sum);
      }
    }
    JsonArray pairs = new JsonArray();
    confused.entrySet().stream().sorted(Map.Entry.<List<Integer>, Integer>comparingByValue().reversed())
        .limit(MOST_PAIRS).forEach(pair -> {
          JsonArray line = new JsonArray();
          pair.getKey().forEach(number -> line.add(names.get(number)));
          line.add(pair.getValue());
          pairs.add(line);
        });
    json.add("confused", pairs);
  }

  private int[] largest(double[] values) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, values.length).boxed().toList());
    order.sort(
        Comparator.comparingDouble((Integer row) -> Double.isNaN(values[row]) ? Double.POSITIVE_INFINITY : values[row])
            .reversed());
    return order.stream().limit(WORST).mapToInt(Integer::intValue).toArray();
  }

  private static int mostProbable(float[] prediction) {
    if (prediction.length == 1) {
      return prediction[0] > 0.5f ? 1 : 0;
    }
    return IntStream.range(0, prediction.length).reduce((a, b) -> prediction[b] > prediction[a] ? b : a).orElseThrow();
  }

  private static double probability(float[] prediction, int of) {
    if (prediction.length == 1) {
      return of == 1 ? prediction[0] : 1 - prediction[0];
    }
    return prediction[of];
  }
}
