package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.SeriesPreprocessing;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Each number of the test part of a series, and what was told of it one step before: {@code forecast.svg}. Beside it the
 * error of a forecast that repeats what was a season before.
 *
 * @param season steps of a season, at least 1 and at most the window
 */
public record Forecast(int season) implements Show {

  @Override
  public List<String> of(Trained trained) throws IOException {
    if (!(trained.data().preprocessing() instanceof SeriesPreprocessing(String column, int window, var scaling))) {
      throw new ShowException("a forecast is drawn of a series; use data of the kind that are windows over one");
    }
    if (season > window) {
      throw new ShowException("the season of " + season + " steps is longer than the window of " + window);
    }
    Dataset rows = trained.judged();
    double[] actual = doubles(OwnUnits.of(rows, Field.TARGET));
    double[] told = doubles(trained.trainer().predict(rows).only().floats());
    float[] before = rows.values(Field.FEATURES).floats();
    double[] repeated = IntStream.range(0, actual.length)
        .mapToDouble(row -> scaling.invert(before[row * window + window - season])).toArray();
    new Chart(column + ", told one step ahead", "step of the test part", column, false,
        List.of(Series.line("actual", actual, 7), Series.line("told", told, 1),
            Series.line("a season before", repeated, 5)))
        .write(trained.folder().resolve("forecast.svg"));
    return List.of("forecast.svg: each number and what was told of it",
        "rmse %.2f; of repeating what was %d steps before: %.2f".formatted(error(told, actual), season,
            error(repeated, actual)));
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static double error(double[] told, double[] actual) {
    return Math.sqrt(IntStream.range(0, told.length).mapToDouble(i -> (told[i] - actual[i]) * (told[i] - actual[i]))
        .average().orElseThrow());
  }
}
