package dev.sinabro.metric;

import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.function.Function;

/** How good one prediction is beside its target. */
public interface Score {

  /** The name in listings and files. */
  String name();

  /**
   * Tallies of a batch.
   *
   * @param prediction [rows, ...]
   * @param target i32, or f32 of the prediction's shape
   * @param counted gives numbers, of a shape with which the target's begins, what each of them counts
   */
  Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted);

  /** The metric, from the sums of the tallies. */
  double value(Map<String, double[]> sums);

  /** Whether a larger value is better. */
  boolean largerIsBetter();
}
