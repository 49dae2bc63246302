package dev.sinabro.data;

import java.util.List;

/** How the column to be learned becomes a {@link Target}. */
public sealed interface TargetEncoding {
  /** The name of the column. */
  String name();

  /** What is to be learned of it. */
  Task task();

  /** The target of some rows of a table, in the order given. */
  Target encode(Table table, int[] rows);

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
    public Target encode(Table table, int[] rows) {
      return new Target.Classes(new Categories("class", classes).codes(table, name, rows), classes);
    }
  }

  /** A scaled number for each row. */
  record Values(String name, Scaling scaling) implements TargetEncoding {
    @Override
    public Task task() {
      return Task.REGRESSION;
    }

    @Override
    public Target encode(Table table, int[] rows) {
      double[] numbers = table.numbers(name, "");
      float[] values = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        values[i] = scaling.apply(numbers[rows[i]]);
      }
      return new Target.Values(values, scaling);
    }
  }
}
