package dev.sinabro.onnx;

import java.util.Arrays;
import java.util.List;

/** What an operator is told besides its inputs. */
public sealed interface Attribute {
  /** A whole number. */
  record Whole(long value) implements Attribute {}

  /** A real number. */
  record Real(float value) implements Attribute {}

  /** A word. */
  record Text(String value) implements Attribute {}

  /** Whole numbers. */
  record Wholes(List<Long> values) implements Attribute {
    /** Keeps a copy of the list. */
    public Wholes {
      values = List.copyOf(values);
    }
  }

  /** Real numbers. */
  record Reals(List<Float> values) implements Attribute {
    /** Keeps a copy of the list. */
    public Reals {
      values = List.copyOf(values);
    }
  }

  /** Words. */
  record Texts(List<String> values) implements Attribute {
    /** Keeps a copy of the list. */
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** Values. */
  record Values(OnnxTensor value) implements Attribute {}

  /** A graph within the operator's own. */
  record Body(OnnxGraph value) implements Attribute {}

  /** A whole number. */
  static Attribute of(long value) {
    return new Whole(value);
  }

  /** Whole numbers. */
  static Attribute of(List<? extends Number> values) {
    return new Wholes(values.stream().map(Number::longValue).toList());
  }

  /** Whole numbers. */
  static Attribute of(int... values) {
    return new Wholes(Arrays.stream(values).mapToObj(Long::valueOf).toList());
  }
}
