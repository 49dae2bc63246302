package dev.sinabro.optim;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Chooses weights, by their names or shapes. */
@FunctionalInterface
public interface WeightFilter {

  /** Whether it chooses a weight. */
  boolean test(Weight weight);

  /** Those whose whole name is of a form, where {@code *} stands for any characters: {@code encoder.*}, {@code *.bias}. */
  static WeightFilter named(String form) {
    return new Named(form);
  }

  /** Those with fewer than two axes: biases, and the weights of norms. */
  static WeightFilter biasesAndNorms() {
    return new BiasesAndNorms();
  }

  /** None. */
  static WeightFilter none() {
    return new None();
  }

  /** Those of a form. */
  record Named(String form) implements WeightFilter {
    @Override
    public boolean test(Weight weight) {
      return matches(weight.name());
    }

    /** Whether a name is of the form. */
    public boolean matches(String name) {
      String pattern = Arrays.stream(form.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
      return name.matches(pattern);
    }
  }

  /** Those with fewer than two axes. */
  record BiasesAndNorms() implements WeightFilter {
    @Override
    public boolean test(Weight weight) {
      return weight.shape().rank() < 2;
    }
  }

  /** None. */
  record None() implements WeightFilter {
    @Override
    public boolean test(Weight weight) {
      return false;
    }
  }
}
