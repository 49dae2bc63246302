package dev.sinabro.data;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** What a text is cut into, in lower case and in Unicode's form NFC. */
public enum Tokens {
  /** Letters and digits that follow on each other, with their marks. */
  WORDS,
  /** Each character that is no white space: where words are not set apart. */
  CHARACTERS;

  /** The tokens of a text in their order, those that occur again included. */
  List<String> of(String text) {
    String normal = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    return switch (this) {
      case WORDS -> words(normal);
      case CHARACTERS ->
        normal.codePoints().filter(character -> !isSpace(character)).mapToObj(Character::toString).toList();
    };
  }

  private static List<String> words(String text) {
    IntPredicate within = character -> Character.isLetterOrDigit(character) || isMark(character);
    var words = Stream.<String>builder();
    int from = -1;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      if (within.test(text.codePointAt(at))) {
        from = from < 0 ? at : from;
      } else if (from >= 0) {
        words.add(text.substring(from, at));
        from = -1;
      }
    }
    if (from >= 0) {
      words.add(text.substring(from));
    }
    return words.build().toList();
  }

  private static boolean isMark(int character) {
    int type = Character.getType(character);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static boolean isSpace(int character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }
}
