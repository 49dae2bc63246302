package dev.sinabro.optim;

import dev.sinabro.graph.GraphException;
import java.util.Arrays;
import java.util.List;
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

  /** Those with two axes or more: matrices, and filters. */
  static WeightFilter matrices() {
    return biasesAndNorms().not();
  }

  /** The others. */
  default WeightFilter not() {
    return new Others(this);
  }

  /** Those that both choose. */
  default WeightFilter and(WeightFilter other) {
    return new Both(this, other);
  }

  /**
   * Checks that it chooses one of some weights.
   *
   * @param purpose what is to be done with it
   * @throws GraphException where it does not, with the names that there are
   */
  default void requireOne(List<Weight> weights, String purpose) {
    if (weights.stream().noneMatch(this::test)) {
      throw new GraphException("no weight to " + purpose + " is " + this + "; there are "
          + weights.stream().map(Weight::name).toList());
    }
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

    @Override
    public String toString() {
      return "named " + form;
    }
  }

  /** Those with fewer than two axes. */
  record BiasesAndNorms() implements WeightFilter {
    @Override
    public boolean test(Weight weight) {
      return weight.shape().rank() < 2;
    }

    @Override
    public String toString() {
      return "a bias or of a norm";
    }
  }

  /**
   * Those that another does not choose.
   *
   * @param filter the other
   */
  record Others(WeightFilter filter) implements WeightFilter {
    @Override
    public boolean test(Weight weight) {
      return !filter.test(weight);
    }

    @Override
    public String toString() {
      return "not " + filter;
    }
  }

  /**
   * Those that two choose.
   *
   * @param first one of them
   * @param second the other
   */
  record Both(WeightFilter first, WeightFilter second) implements WeightFilter {
    @Override
    public boolean test(Weight weight) {
      return first.test(weight) && second.test(weight);
    }

    @Override
    public String toString() {
      return first + " and " + second;
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
