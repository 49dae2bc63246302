package dev.sinabro.cli.prediction;

import dev.sinabro.data.Dataset;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** The rows of a file that are predicted, some at a time and in their order. */
public interface PredictedRows extends AutoCloseable {

  /** The names of the columns of what is written. */
  List<String> columns();

  /** The next rows; empty where there are no more. */
  Optional<Block> next();

  @Override
  void close();

  /**
   * Some rows.
   *
   * @param rows what the model sees
   * @param records what is written of each
   * @param place where a row stands, for messages
   */
  record Block(Dataset rows, Records records, IntFunction<String> place) {}

  /** What is written of a row: its cells, or those of several records. */
  @FunctionalInterface
  interface Records {
    /**
     * The records.
     *
     * @param row of the block, from 0
     * @param prediction the numbers that are predicted for it
     */
    List<List<String>> of(int row, float[] prediction);
  }

  /** Rows that are all in memory, or are read as they are needed. */
  static PredictedRows whole(List<String> columns, Block block) {
    return new PredictedRows() {
      private Optional<Block> left = Optional.of(block);

      @Override
      public List<String> columns() {
        return columns;
      }

      @Override
      public Optional<Block> next() {
        Optional<Block> next = left;
        left = Optional.empty();
        return next;
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
