package dev.sinabro.cli.prediction;

import dev.sinabro.cli.experiment.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How the prediction for a row is written.
 *
 * @param names of its columns
 * @param cells a cell a column, of the numbers that are predicted
 */
public record PredictedColumns(List<String> names, Function<float[], List<String>> cells) {

  /** Each number in a column of its own. */
  static PredictedColumns ofNumbers(List<String> names) {
    return new PredictedColumns(names, PredictedColumns::texts);
  }

  /**
   * The predicted class, and how sure that is: its probability, or where the model tells none its output.
   *
   * @param name of the column of the class
   * @param classes their names, as they are written
   * @param probabilities whether the numbers are probabilities; one number is that of class 1
   * @param all whether the number of each class follows
   */
  static PredictedColumns ofClasses(String name, List<String> classes, boolean probabilities, boolean all) {
    String kind = probabilities ? "probability" : "output";
    List<String> names = new ArrayList<>(List.of(name, kind));
    if (all) {
      classes.forEach(each -> names.add(kind + "_" + each));
    }
    return new PredictedColumns(names, prediction -> {
      List<String> cells = new ArrayList<>();
      cells.add(classes.get(TrainedModel.predictedClass(prediction)));
      cells.add(Float.toString(probabilities || prediction.length > 1
          ? TrainedModel.probability(prediction)
          : prediction[0]));
      if (all) {
        cells.addAll(prediction.length > 1 ? texts(prediction) : both(prediction[0], probabilities));
      }
      return cells;
    });
  }

  /** Of two classes that one number tells apart. */
  private static List<String> both(float number, boolean probability) {
    return List.of(probability ? Float.toString(1 - number) : "", Float.toString(number));
  }

  /** The same with other columns before them, which bear their names already. */
  PredictedColumns behind(List<String> others) {
    return new PredictedColumns(
        names.stream().map(name -> others.contains(name) ? "predicted_" + name : name).toList(), cells);
  }

  private static List<String> texts(float[] numbers) {
    List<String> texts = new ArrayList<>();
    for (float number : numbers) {
      texts.add(Float.toString(number));
    }
    return texts;
  }

  static List<String> with(List<String> first, List<String> others) {
    return Stream.concat(first.stream(), others.stream()).toList();
  }
}
