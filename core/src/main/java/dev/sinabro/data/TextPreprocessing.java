package dev.sinabro.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text as numbers of characters: {@link Field#FEATURES} [context] is what a network sees, and {@link Field#TARGET} [context]
 * the character that follows each of them. A line that is a row of its own begins behind the end of the one before it, so that
 * its first character is told too. Where a row is not full, features are 0 and targets {@link #IGNORED}.
 *
 * @param characters all that there are, of which the first is the end of a line; a number is an index of it
 * @param context characters of a row
 * @param lines whether each line is a row of its own; else the text runs on over its lines, and rows are windows of it
 */
public record TextPreprocessing(String characters, int context, boolean lines) implements Preprocessing {
  /** A target that does not count. */
  public static final int IGNORED = -1;

  /** Checks the range. */
  public TextPreprocessing {
    if (context < 1) {
      throw new IllegalArgumentException("a context of " + context + " characters; it must be 1 at least");
    }
    if (!characters.startsWith("\n")) {
      throw new IllegalArgumentException("the first of the characters must be the end of a line");
    }
  }

  /** The characters by their numbers. */
  public List<String> names() {
    return characters.codePoints().mapToObj(Character::toString).toList();
  }

  @Override
  public List<Field> fields() {
    return List.of(features(), target());
  }

  private Field features() {
    return Field.integers(Field.FEATURES, context).meaning(new Meaning.Classes(names()));
  }

  private Field target() {
    return Field.integers(Field.TARGET, context).meaning(new Meaning.Classes(names()));
  }

  /**
   * The text with the characters that follow.
   *
   * @throws DataException where a character was not there in training, or a line is longer than the context allows
   */
  public Dataset dataset(Corpus text) {
    if (!lines) {
      int[] codes = codes(text);
      return windows(codes, 0, codes.length, context);
    }
    List<int[]> rows = eachLine(text);
    int[] seen = new int[Math.multiplyExact(rows.size(), context)];
    int[] following = new int[seen.length];
    Arrays.fill(following, IGNORED);
    for (int row = 0; row < rows.size(); row++) {
      int[] codes = rows.get(row);
      System.arraycopy(codes, 0, seen, row * context, codes.length - 1);
      System.arraycopy(codes, 1, following, row * context, codes.length - 1);
    }
    return InMemory.rows(rows.size()).with(features(), seen).with(target(), following);
  }

  /** The windows of some of the characters, from one, included, to another, excluded; none where there are fewer than two. */
  Dataset windows(int[] codes, int from, int to, int stride) {
    return new TextWindows(Arrays.copyOfRange(codes, from, to), context, stride, features(), target());
  }

  /**
   * A row for each line, empty ones too, of which the end is still to come; without targets. Of a line that is longer than
   * the context, the last characters are seen where text runs on.
   *
   * @throws DataException where a character was not there in training, or a line is longer than the context allows
   */
  public Dataset features(Corpus text) {
    Map<Integer, Integer> numbers = numbers();
    int[] seen = new int[Math.multiplyExact(text.lines().size(), context)];
    for (int row = 0; row < text.lines().size(); row++) {
      int[] codes = line(text, row, numbers);
      int known = codes.length - 1;
      int skipped = lines ? 0 : Math.max(0, known - context);
      System.arraycopy(codes, skipped, seen, row * context, known - skipped);
    }
    return InMemory.rows(text.lines().size()).with(features(), seen);
  }

  /**
   * The row of a text that is being written, of which only its last characters are known; without targets.
   *
   * @param window numbers of 1 to {@code context} characters, as {@link #window} gives them
   */
  public Dataset features(int[] window) {
    return InMemory.rows(1).with(features(), Arrays.copyOf(window, context));
  }

  /**
   * The last characters of a text, as a row sees them: its last line from the end of the one before, or as many as a context
   * has where the text runs on.
   *
   * @param codes numbers of characters, at least one
   * @throws DataException where the line is longer than a row
   */
  public int[] window(int[] codes) {
    int from = lines ? codes.length - 1 : Math.max(0, codes.length - context);
    while (lines && codes[from] != 0) {
      from--;
    }
    if (codes.length - from > context) {
      throw DataException.ofSource("the last line",
          "has " + (codes.length - from - 1) + " characters, but lines of this"
              + " model have " + (context - 1) + " at most; shorten it");
    }
    return Arrays.copyOfRange(codes, from, codes.length);
  }

  /**
   * The numbers of the characters of a text, behind the end of a line.
   *
   * @throws DataException naming each character that was not there in training
   */
  public int[] codes(String text) {
    Map<Integer, Integer> numbers = numbers();
    String unknown = text.codePoints().distinct().filter(code -> !numbers.containsKey(code))
        .mapToObj(code -> "'" + Character.toString(code) + "'").collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      throw DataException.ofSource("'" + text + "'", "has characters that were not there in training: " + unknown
          + "; the model knows " + characters.substring(1));
    }
    return IntStream.concat(IntStream.of(0), text.codePoints().map(numbers::get)).toArray();
  }

  /** The characters of these numbers. */
  public String text(int[] codes) {
    List<String> names = names();
    return IntStream.of(codes).mapToObj(names::get).collect(Collectors.joining());
  }

  /** The place of a row of {@link #features} behind which the end of this line, as far as it is seen, is told. */
  public int place(String line) {
    return Math.min(line.codePointCount(0, line.length()), context - 1);
  }

  private List<int[]> eachLine(Corpus text) {
    Map<Integer, Integer> numbers = numbers();
    return IntStream.range(0, text.lines().size()).filter(line -> !text.lines().get(line).isEmpty())
        .mapToObj(line -> line(text, line, numbers)).toList();
  }

  /** The numbers of all characters, the end of each line among them. */
  int[] codes(Corpus text) {
    Map<Integer, Integer> numbers = numbers();
    return IntStream.range(0, text.lines().size())
        .flatMap(line -> Arrays.stream(line(text, line, numbers)).skip(1)).toArray();
  }

  /** The numbers of a line, between the end of the one before it and its own. */
  private int[] line(Corpus text, int line, Map<Integer, Integer> numbers) {
    int[] codes = text.lines().get(line).codePoints().toArray();
    if (lines && codes.length >= context) {
      throw text.fault(line, "has " + codes.length + " characters, and its end makes one more, but a row has a context"
          + " of " + context + "; raise it to " + (codes.length + 1) + ", or shorten the line");
    }
    int[] all = new int[codes.length + 2];
    for (int i = 0; i < codes.length; i++) {
      Integer number = numbers.get(codes[i]);
      if (number == null) {
        throw text.fault(line, "character '" + Character.toString(codes[i])
            + "' was not there in training; the model knows " + characters.substring(1));
      }
      all[i + 1] = number;
    }
    return all;
  }

  private Map<Integer, Integer> numbers() {
    int[] codes = characters.codePoints().toArray();
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int i = 0; i < codes.length; i++) {
      numbers.put(codes[i], i);
    }
    return numbers;
  }
}
