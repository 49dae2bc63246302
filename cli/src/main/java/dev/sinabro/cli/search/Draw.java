package dev.sinabro.cli.search;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a value for a key is drawn. */
sealed interface Draw {
  /** Digits of a drawn number: more say nothing of how good it is. */
  MathContext DIGITS = new MathContext(4);

  Pattern RANGE = Pattern.compile("(log\\()?\\s*([-+.\\deE]+?)\\s*\\.\\.\\s*([-+.\\deE]+)\\s*(\\))?");
  Pattern WHOLE = Pattern.compile("[-+]?\\d{1,9}");

  /** Draws one, as text of a configuration. */
  String of(SplittableRandom random);

  /** Any of some texts. */
  record OneOf(List<String> texts) implements Draw {
    @Override
    public String of(SplittableRandom random) {
      return texts.get(random.nextInt(texts.size()));
    }
  }

  /**
   * A number of a range, both ends included.
   *
   * @param logarithmic whether each power of ten is as probable as another; then the range is above 0
   * @param whole whether it is a whole number
   */
  record Number(double low, double high, boolean logarithmic, boolean whole) implements Draw {
    @Override
    public String of(SplittableRandom random) {
      double part = random.nextDouble();
      if (whole && !logarithmic) {
        return Long.toString((long) low + random.nextLong((long) high - (long) low + 1));
      }
      double drawn = logarithmic ? low * Math.pow(high / low, part) : low + part * (high - low);
      double bounded = Math.clamp(drawn, low, high);
      return whole ? Long.toString(Math.round(bounded)) : new BigDecimal(bounded).round(DIGITS).toString();
    }
  }

  /**
   * What the user wrote behind the equals sign.
   *
   * @param option all of it, for messages
   * @param text such as {@code log(1e-4..1e-1)}, {@code 16..256}, {@code relu,tanh}
   */
  static Draw parse(String option, String text) {
    Matcher range = RANGE.matcher(text);
    if (range.matches() && (range.group(1) == null) == (range.group(4) == null)) {
      return number(option, range);
    }
    return new OneOf(list(option, text));
  }

  private static Draw number(String option, Matcher range) {
    boolean logarithmic = range.group(1) != null;
    boolean whole = WHOLE.matcher(range.group(2)).matches() && WHOLE.matcher(range.group(3)).matches();
    try {
      double low = Double.parseDouble(range.group(2));
      double high = Double.parseDouble(range.group(3));
      if (low < high && (!logarithmic || low > 0)) {
        return new Number(low, high, logarithmic, whole);
      }
    } catch (NumberFormatException none) {
      // told below
    }
    throw new UserException(ExitCode.USAGE, option + ": expected a range from a smaller number to a larger one"
        + (logarithmic ? ", both above 0" : "") + ", such as log(1e-4..1e-1) or 16..256");
  }

  /** Values between commas; those within brackets, braces and quotes are part of a value. */
  static List<String> list(String option, String text) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    int depth = 0;
    for (char c : text.toCharArray()) {
      depth += "[{(".indexOf(c) >= 0 ? 1 : ")}]".indexOf(c) >= 0 ? -1 : 0;
      if (c == ',' && depth == 0) {
        values.add(value.toString().strip());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString().strip());
    if (values.stream().anyMatch(String::isEmpty)) {
      throw new UserException(ExitCode.USAGE, option + ": expected values between commas, such as 0.1,0.01");
    }
    return values;
  }
}
