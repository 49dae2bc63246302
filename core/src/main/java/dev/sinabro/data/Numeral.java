package dev.sinabro.data;

/** Decimal numbers in text, read without a string for each cell. */
final class Numeral {
  /** Up to this many digits the mantissa is exact in a double. */
  private static final int EXACT_DIGITS = 15;

  /** The powers of ten that are exact in a double: one division by them rounds correctly. */
  private static final double[] EXACT_POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
      1e13, 1e14, 1e15};

  private Numeral() {}

  static double parse(String text) {
    return parse(text.toCharArray(), 0, text.length());
  }

  /**
   * The number that the characters {@code from} (inclusive) to {@code to} (exclusive) spell, rounded to the nearest
   * double; NaN where they spell none, an infinity where it is too large.
   */
  static double parse(char[] text, int from, int to) {
    int at = from;
    boolean negative = at < to && text[at] == '-';
    if (negative || at < to && text[at] == '+') {
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int decimals = 0;
    boolean inFraction = false;
    for (; at < to; at++) {
      char symbol = text[at];
      if (symbol >= '0' && symbol <= '9') {
        mantissa = mantissa * 10 + (symbol - '0');
        digits++;
        decimals += inFraction ? 1 : 0;
      } else if (symbol == '.' && !inFraction) {
        inFraction = true;
      } else {
        return parseSlowly(text, from, to);
      }
    }
    if (digits == 0 || digits > EXACT_DIGITS) {
      return parseSlowly(text, from, to);
    }
    double magnitude = mantissa / EXACT_POWERS[decimals];
    return negative ? -magnitude : magnitude;
  }

  private static double parseSlowly(char[] text, int from, int to) {
    // Double.parseDouble also takes "NaN", "1f" and hexadecimal numbers, which are words here.
    for (int i = from; i < to; i++) {
      if ("0123456789+-.eE".indexOf(text[i]) < 0) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(new String(text, from, to - from));
    } catch (NumberFormatException notANumber) {
      return Double.NaN;
    }
  }

  static boolean isInteger(double number) {
    return number == Math.rint(number) && Math.abs(number) <= 0x1p53;
  }

  /** The shortest text of a number: without a fraction where it is an integer. */
  static String format(double number) {
    return isInteger(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
