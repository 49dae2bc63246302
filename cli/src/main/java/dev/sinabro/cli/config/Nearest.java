package dev.sinabro.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody meant. */
public final class Nearest {

  private Nearest() {}

  /**
   * The candidate that is closest to a mistyped word, or nothing where none is close: more than a third of the longer
   * of both would have to change, and the word is not the beginning of a candidate either.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    var typed = word.toLowerCase(Locale.ROOT).replace('_', '-');
    return candidates.stream()
        .filter(candidate -> isNear(typed, candidate))
        .min(Comparator.comparingInt(candidate -> distance(typed, candidate)));
  }

  /** The remedy of a message: {@code did you mean 'epochs'?}, or all that is allowed where nothing is close. */
  public static String hint(String word, Collection<String> candidates) {
    return to(word, candidates).map(near -> "did you mean '" + near + "'?")
        .orElseGet(() -> "allowed: " + String.join(", ", candidates));
  }

  private static boolean isNear(String typed, String candidate) {
    return distance(typed, candidate) <= Math.max(1, Math.max(typed.length(), candidate.length()) / 3)
        && typed.length() > 1 || typed.length() > 2 && candidate.startsWith(typed);
  }

  /**
   * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbors (Damerau 1964), each
   * counted as one.
   */
  static int distance(String a, String b) {
    var rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(rows[i - 1][j - 1] + substitution, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        rows[i][j] = swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
      }
    }
    return rows[a.length()][b.length()];
  }
}
