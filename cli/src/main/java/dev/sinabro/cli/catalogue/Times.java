package dev.sinabro.cli.catalogue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lengths of time as people write them: numbers with {@code d}, {@code h}, {@code m}, {@code s} or {@code ms}. */
public final class Times {
  /** A regular expression of them. */
  public static final String FORM = "(\\d{1,9}(\\.\\d{1,9})?(ms|[dhms]))+";

  private static final Pattern WHOLE = Pattern.compile(FORM);
  private static final Pattern PART = Pattern.compile("([\\d.]+)(ms|[dhms])");

  /** What the letters stand for, the longest first. */
  private enum Unit {
    D(86_400_000), H(3_600_000), M(60_000), S(1000), MS(1);

    private final long millis;

    Unit(long millis) {
      this.millis = millis;
    }

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Times() {}

  /** The length of time that a text says; empty where it says none, or less than a millisecond. */
  public static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    long millis = Math.round(PART.matcher(text).results()
        .mapToDouble(
            part -> Double.parseDouble(part.group(1)) * Unit.valueOf(part.group(2).toUpperCase(Locale.ROOT)).millis)
        .sum());
    return millis < 1 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  /** The shortest text for a length of whole milliseconds above 0. */
  public static String text(Duration time) {
    List<String> parts = new ArrayList<>();
    long left = time.toMillis();
    for (Unit unit : Unit.values()) {
      if (left >= unit.millis) {
        parts.add(left / unit.millis + unit.text());
        left %= unit.millis;
      }
    }
    return String.join("", parts);
  }
}
