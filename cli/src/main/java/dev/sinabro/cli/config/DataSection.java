package dev.sinabro.cli.config;

import dev.sinabro.data.Normalization;
import dev.sinabro.data.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is learned from.
 *
 * @param source where the rows come from
 * @param target the column that is learned
 * @param task null: follows from the target
 * @param ignore columns that are left out
 * @param delimiter what stands between two fields of a line; null: found out
 */
public record DataSection(DataSource source, String target, @Nullable Task task, List<String> ignore, Split split,
    Normalization normalize, @Nullable Character delimiter) {

  /**
   * The parts that are kept out of training.
   *
   * @param validation the fraction of rows whose loss is watched while training, at least 0
   * @param test the fraction of rows that is measured once at the end, at least 0; both together below 1
   * @param seed null: the run's seed
   */
  public record Split(double validation, double test, @Nullable Long seed) {}
}
