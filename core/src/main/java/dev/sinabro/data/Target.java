package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** What a network is to say of each row. Never changes. */
public sealed interface Target {
  /** The number of rows. */
  int rowCount();

  /** What is to be learned. */
  Task task();

  /** The labels (int32) or values (float32) of all rows, read-only, on the heap; not a copy. */
  MemorySegment segment();

  /** A copy of some rows, in the order given. */
  Target select(int... rows);

  /** A class for each row. */
  final class Classes implements Target {
    private final int[] labels;
    private final List<String> names;

    /** @param labels kept as they are; the caller gives them away */
    Classes(int[] labels, List<String> names) {
      this.labels = labels;
      this.names = List.copyOf(names);
    }

    /** The classes' names; a label is an index into them. */
    public List<String> names() {
      return names;
    }

    /** The class of a row, 0 to names - 1. */
    public int label(int row) {
      return labels[row];
    }

    @Override
    public int rowCount() {
      return labels.length;
    }

    @Override
    public Task task() {
      return Task.CLASSIFICATION;
    }

    @Override
    public MemorySegment segment() {
      return MemorySegment.ofArray(labels).asReadOnly();
    }

    @Override
    public Classes select(int... rows) {
      int[] chosen = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        chosen[i] = labels[rows[i]];
      }
      return new Classes(chosen, names);
    }
  }

  /** A number for each row, scaled as the network is to learn it. */
  final class Values implements Target {
    private final float[] values;
    private final Scaling scaling;

    /** @param values kept as they are; the caller gives them away */
    Values(float[] values, Scaling scaling) {
      this.values = values;
      this.scaling = scaling;
    }

    /** The value of a row, scaled. */
    public float value(int row) {
      return values[row];
    }

    /** How the target's own units were scaled: invert a prediction, multiply an RMSE by the scale. */
    public Scaling scaling() {
      return scaling;
    }

    @Override
    public int rowCount() {
      return values.length;
    }

    @Override
    public Task task() {
      return Task.REGRESSION;
    }

    @Override
    public MemorySegment segment() {
      return MemorySegment.ofArray(values).asReadOnly();
    }

    @Override
    public Values select(int... rows) {
      float[] chosen = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        chosen[i] = values[rows[i]];
      }
      return new Values(chosen, scaling);
    }
  }
}
