package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** How the column to be learned becomes the field {@link Field#TARGET}. */
public sealed interface TargetEncoding {
  /** The name of the column. */
  String name();

  /** What is to be learned of it. */
  Task task();

  /** What it becomes. */
  Field field();

  /** The values of some rows of a table, in the order given. */
  MemorySegment encode(Table table, int[] rows);

  /** A label for each row: the index of its class in {@code classes}. */
  record Classes(String name, List<String> classes) implements TargetEncoding {
    public Classes {
      classes = List.copyOf(classes);
    }

    @Override
    public Task task() {
      return Task.CLASSIFICATION;
    }

    @Override
    public Field field() {
      return Field.integers(Field.TARGET).meaning(new Meaning.Classes(classes));
    }

    @Override
    public MemorySegment encode(Table table, int[] rows) {
      return MemorySegment.ofArray(new Categories("class", classes).codes(table, name, rows));
    }
  }

  /** A scaled number for each row. */
  record Values(String name, Scaling scaling) implements TargetEncoding {
    @Override
    public Task task() {
      return Task.REGRESSION;
    }

    @Override
    public Field field() {
      return Field.reals(Field.TARGET, 1).meaning(new Meaning.Scaled(scaling));
    }

    @Override
    public MemorySegment encode(Table table, int[] rows) {
      IntToDoubleFunction numbers = table.reals(name, "");
      table.requireWhole(table.column(name), rows);
      float[] values = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        values[i] = scaling.apply(numbers.applyAsDouble(rows[i]));
      }
      return MemorySegment.ofArray(values);
    }
  }
}
