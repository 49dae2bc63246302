package dev.sinabro.cli.terminal;

import dev.sinabro.train.Evaluation;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as people read them. */
public final class Figures {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

  private Figures() {}

  /** With separators: {@code 1,797}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** With what is counted: {@code 1,797 rows}, {@code 1 row}. */
  public static String count(long number, String one, String more) {
    return count(number) + " " + (number == 1 ? one : more);
  }

  /** With a prefix: {@code 38 k}, {@code 1.2 M}, {@code 412}. */
  public static String scaled(double number) {
    int prefix = 0;
    double rest = number;
    while (rest >= 999.5 && prefix < PREFIXES.length - 1) {
      rest /= 1000;
      prefix++;
    }
    String digits = rest < 9.95 && prefix > 0 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, digits, rest) + " " + PREFIXES[prefix];
  }

  /** Bytes with a decimal prefix: {@code 1.2 MB}. */
  public static String bytes(long bytes) {
    return scaled(bytes) + "B";
  }

  /** A loss with four digits: {@code 0.0312}, {@code 1.24e-07}. */
  public static String loss(double loss) {
    return String.format(Locale.ROOT, loss == 0 || loss >= 0.001 ? "%.4f" : "%.3g", loss);
  }

  /** A metric: {@code 0.983}. */
  public static String metric(double value) {
    return String.format(Locale.ROOT, value >= 1000 ? "%.1f" : "%.4f", value);
  }

  /** All metrics: {@code accuracy 0.9830 · rmse 1.2340}. */
  public static String metrics(Evaluation evaluation) {
    return evaluation.metrics().entrySet().stream().map(entry -> entry.getKey() + " " + metric(entry.getValue()))
        .collect(Collectors.joining(" · "));
  }

  /** Seconds as {@code 320 ms}. */
  public static String milliseconds(double seconds) {
    return Math.round(seconds * 1e3) + " ms";
  }

  /** Seconds: {@code 1.9 s}, {@code 2 min 5 s}, {@code 3 h 12 min}. */
  public static String seconds(double seconds) {
    if (seconds < 99.95) {
      return String.format(Locale.ROOT, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
