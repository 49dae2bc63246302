package dev.sinabro.cli.experiment;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.Task;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.loss.Comparison;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is learned of some data.
 *
 * @param task to tell classes or to estimate numbers
 * @param classes how many there are; 0 for numbers
 * @param numbers how many a row has; 1 for classes
 * @param compared with which field outputs are compared, and what counts
 */
record Learned(Task task, int classes, int numbers, Comparison compared) {

  /**
   * How much each class has to count for all to count alike: rows / (classes * rows of the class); 1 of one without rows.
   * None where there are no classes.
   */
  List<Double> balance(Dataset training) {
    if (classes == 0) {
      return List.of();
    }
    int[] rows = new int[classes];
    for (int label : training.values(compared.target()).ints()) {
      if (label >= 0 && label < classes && compared.ignored().orElse(-1) != label) {
        rows[label]++;
      }
    }
    double all = IntStream.of(rows).sum();
    return IntStream.of(rows).mapToObj(count -> count == 0 ? 1 : all / (classes * (double) count)).toList();
  }

  static Learned of(Preprocessing preprocessing) {
    Comparison compared = switch (preprocessing) {
      case TablePreprocessing _, SeriesPreprocessing _, ImagePreprocessing _ -> Comparison.USUAL;
      case NumbersPreprocessing _ -> Comparison.USUAL.target(Field.FEATURES);
      case TextPreprocessing _ -> Comparison.USUAL.ignoring(TextPreprocessing.IGNORED);
      case GraphPreprocessing _ -> Comparison.USUAL.ignoring(GraphPreprocessing.UNKNOWN);
    };
    Field field = preprocessing.fields().stream().filter(each -> each.name().equals(compared.target())).findFirst()
        .orElseThrow();
    return field.meaning() instanceof Meaning.Classes(var names)
        ? new Learned(Task.CLASSIFICATION, names.size(), 1, compared)
        : new Learned(Task.REGRESSION, 0, field.row().shape().lastExtent(), compared);
  }
}
