package dev.sinabro.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The lines of a text, UTF-8, of which each character is to be told from those before it. */
public final class Corpus {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String source;
  private final List<String> lines;
  private final int first;

  private Corpus(String source, List<String> lines, int first) {
    this.source = source;
    this.lines = lines;
    this.first = first;
  }

  /**
   * The lines of a file.
   *
   * @throws DataException where it cannot be read, is empty or is not UTF-8
   */
  public static Corpus read(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return read(file.toString(), stream);
    } catch (IOException e) {
      throw Csv.unreadable(file.toString(), e);
    }
  }

  /**
   * The lines of a stream, which is read to its end and left open.
   *
   * @param name what errors call it
   */
  public static Corpus read(String name, InputStream stream) {
    String text;
    try {
      text = decoded(name, stream.readAllBytes());
    } catch (IOException e) {
      throw Csv.unreadable(name, e);
    }
    List<String> lines = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).lines().toList();
    if (lines.stream().allMatch(String::isEmpty)) {
      throw DataException.ofSource(name, "is empty; expected lines of text");
    }
    return new Corpus(name, lines, 1);
  }

  /**
   * Lines that are in memory.
   *
   * @param name what errors call them
   * @throws IllegalArgumentException where one holds the end of a line
   */
  public static Corpus of(String name, List<String> lines) {
    return of(name, 1, lines);
  }

  /**
   * Lines out of a longer text.
   *
   * @param first the number of the first of them in that text, from 1
   */
  public static Corpus of(String name, int first, List<String> lines) {
    if (lines.stream().anyMatch(line -> line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0)) {
      throw new IllegalArgumentException(name + ": a line holds the end of a line; make two of it");
    }
    return new Corpus(name, List.copyOf(lines), first);
  }

  private static String decoded(String name, byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    CharBuffer to = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(from, to, true);
    if (result.isError()) {
      throw DataException.ofByte(name, from.position(), "expected UTF-8 text, found 0x%02x; save the file as UTF-8"
          .formatted(from.get()));
    }
    return to.flip().toString();
  }

  /**
   * Each line by itself, such as words: a row a line, whose end is learned too. The rows of the parts are drawn from the
   * seed; empty lines are left out.
   *
   * @param context characters of a row, at least one more than the longest line has
   * @param validation the fraction of the lines, from 0; 0 for none
   * @param test the fraction of the lines, from 0; both together below 1
   * @throws DataException where a line is too long, or no line is left for training
   */
  public Prepared<TextPreprocessing> lines(int context, double validation, double test, long seed) {
    var preprocessing = new TextPreprocessing(characters(), context, true);
    var rows = preprocessing.dataset(this);
    var split = RowSplit.of(InMemory.rows(rows.rowCount()), validation, test, seed,
        detail -> DataException.ofSource(source, detail));
    return new Prepared<>(rows.select(split.training()), rows.select(split.validation()), rows.select(split.test()),
        preprocessing);
  }

  /**
   * One text that runs on over its lines, of which a row is a window. The first characters are for training, the last for
   * the test, and no window reaches over the border of a part.
   *
   * @param context characters of a row, at least 1
   * @param stride characters between the beginnings of two rows of training, at least 1: with 1 every window is a row,
   *     with {@code context} each character is in one. The windows of validation and test are side by side
   * @param validation the fraction of the characters, from 0; 0 for none
   * @param test the fraction of the characters, from 0; both together below 1
   * @throws DataException where too few characters are left for training, or for a part that is asked for
   */
  public Prepared<TextPreprocessing> running(int context, int stride, double validation, double test) {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new IllegalArgumentException("validation " + validation + " and test " + test
          + ": expected fractions of 0 or more whose sum is below 1, so that characters are left for training");
    }
    var preprocessing = new TextPreprocessing(characters(), context, false);
    int[] codes = preprocessing.codes(this);
    int tested = Math.toIntExact(codes.length - Math.round(codes.length * test));
    int validated = Math.toIntExact(tested - Math.round(codes.length * validation));
    if (validated < 2) {
      throw DataException.ofSource(source, "of " + codes.length + " characters " + validated
          + " are left for training, but one is told from another; add text or ask for smaller parts");
    }
    return new Prepared<>(preprocessing.windows(codes, 0, validated, stride),
        preprocessing.windows(codes, validated, tested, context),
        preprocessing.windows(codes, tested, codes.length, context), preprocessing);
  }

  /** All different ones by their code, the end of a line first. */
  private String characters() {
    int[] different = lines.stream().flatMapToInt(String::codePoints).filter(code -> code != '\n').sorted().distinct()
        .toArray();
    int[] all = IntStream.concat(IntStream.of('\n'), Arrays.stream(different)).toArray();
    return new String(all, 0, all.length);
  }

  /** The lines in their order. */
  public List<String> lines() {
    return lines;
  }

  /** Characters of the longest line, without its end. */
  public int longestLine() {
    return lines.stream().mapToInt(line -> line.codePointCount(0, line.length())).max().orElse(0);
  }

  DataException fault(int line, String detail) {
    return DataException.ofLine(source, first + line, detail);
  }
}
