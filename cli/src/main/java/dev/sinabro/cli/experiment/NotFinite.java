package dev.sinabro.cli.experiment;

import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TextPreprocessing;
import java.util.Optional;

/**
 * A prediction that is NaN or infinite.
 *
 * @param row of some predictions, from 0
 * @param element of the row, from 0
 * @param value what it is
 */
public record NotFinite(int row, int element, float value) {

  /** Why that may be, and what to do. */
  public static final String REASON =
      "; numbers of this row are far beyond those of training, or the model's weights are";

  /** The first of some predictions. */
  public static Optional<NotFinite> first(float[][] predictions) {
    for (int row = 0; row < predictions.length; row++) {
      for (int element = 0; element < predictions[row].length; element++) {
        if (!Float.isFinite(predictions[row][element])) {
          return Optional.of(new NotFinite(row, element, predictions[row][element]));
        }
      }
    }
    return Optional.empty();
  }

  /** What is predicted, and what it is: {@code the prediction of column 'price' is NaN}. */
  public String text(Preprocessing preprocessing) {
    return "the prediction of " + switch (preprocessing) {
      case TablePreprocessing table -> "column '" + table.target().name() + "'";
      case NumbersPreprocessing numbers -> "column '" + numbers.columns().get(element) + "'";
      case SeriesPreprocessing series -> "column '" + series.column() + "'";
      case ImagePreprocessing _ -> "the class";
      case TextPreprocessing _ -> "the next character";
      case GraphPreprocessing graph -> "column '" + graph.columns().target().name() + "'";
    } + " is " + value;
  }
}
