package dev.sinabro.cli.serve;

import java.util.List;

/** The elements of a tensor, row-major. The arrays and lists are the tensor's own. */
sealed interface Values {
  int count();

  /** Numbers; truth values are 0 and 1, a missing one is NaN. */
  record Numbers(double[] numbers) implements Values {
    @Override
    public int count() {
      return numbers.length;
    }
  }

  /** Texts; a missing one is empty. */
  record Words(List<String> words) implements Values {
    @Override
    public int count() {
      return words.size();
    }
  }
}
