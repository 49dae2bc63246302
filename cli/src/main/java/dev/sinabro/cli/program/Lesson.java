package dev.sinabro.cli.program;

import dev.sinabro.train.CompiledStep;
import dev.sinabro.train.Evaluation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A step over batches of digits, and what it measures of each.
 *
 * @param digits that it is given
 * @param batch how many at a time
 * @param step reads {@code images}, {@code classes} or both
 * @param output of the step: a number for each of the figures
 * @param figures what they are, the loss first
 */
record Lesson(Digits digits, int batch, CompiledStep step, String output, List<String> figures) {

  /** All digits in an order that is drawn, batch by batch; what fills no last one is left out. */
  List<int[]> order(Random random) {
    return digits.order(batch, random);
  }

  /** Runs the step on a batch; its figures. */
  double[] run(int[] numbers) {
    Map<String, Object> rows = new HashMap<>(digits.batch(numbers));
    rows.keySet().retainAll(step.program().inputs().keySet());
    step.run(rows);
    return step.values(output);
  }

  /** The means of the figures over some batches. */
  Evaluation mean(double[] sums, int batches) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = 1; i < sums.length; i++) {
      metrics.put(figures.get(i), sums[i] / batches);
    }
    return new Evaluation(batch * batches, sums[0] / batches, metrics, Map.of());
  }
}
