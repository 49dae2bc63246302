package dev.sinabro.cli.catalogue;

import dev.sinabro.data.Normalization;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words by which the constants of an enum are called in a configuration. */
public final class Words {

  private Words() {}

  /** {@code softmax-cross-entropy} for {@code SOFTMAX_CROSS_ENTROPY}. */
  public static String of(Enum<?> constant) {
    // One word, as everywhere else in the field.
    return constant == Normalization.MIN_MAX ? "minmax" : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The words of all constants, in their order. */
  public static List<String> all(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
  }
}
