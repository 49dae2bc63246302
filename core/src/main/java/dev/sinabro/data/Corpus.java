package dev.sinabro.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
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

  private Corpus(String source, List<String> lines) {
    this.source = source;
    this.lines = lines;
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
    List<String> lines;
    try {
      lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder())).lines().toList();
    } catch (UncheckedIOException e) {
      throw Csv.unreadable(name, e.getCause());
    }
    if (lines.stream().allMatch(String::isEmpty)) {
      throw DataException.ofSource(name, "is empty; expected lines of text");
    }
    if (lines.getFirst().startsWith(BYTE_ORDER_MARK)) {
      lines = IntStream.range(0, lines.size()).mapToObj(List.copyOf(lines)::get)
          .map(line -> line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line).toList();
    }
    return new Corpus(name, lines);
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
   * One text that runs on over its lines, cut into rows. The first lines are for training, the last for the test.
   *
   * @param context characters of a row, at least 1
   * @param validation the fraction of the lines, from 0; 0 for none
   * @param test the fraction of the lines, from 0; both together below 1
   * @throws DataException where no line is left for training
   */
  public Prepared<TextPreprocessing> running(int context, double validation, double test) {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new IllegalArgumentException("validation " + validation + " and test " + test
          + ": expected fractions of 0 or more whose sum is below 1, so that lines are left for training");
    }
    int tested = Math.toIntExact(lines.size() - Math.round(lines.size() * test));
    int validated = Math.toIntExact(tested - Math.round(lines.size() * validation));
    if (validated < 1) {
      throw DataException.ofSource(source, "of " + TableBuilder.count(lines.size(), "line")
          + " none is left for training; add lines or ask for smaller parts");
    }
    var preprocessing = new TextPreprocessing(characters(), context, false);
    return new Prepared<>(preprocessing.dataset(part(0, validated)), preprocessing.dataset(part(validated, tested)),
        preprocessing.dataset(part(tested, lines.size())), preprocessing);
  }

  private Corpus part(int from, int to) {
    return new Corpus(source, lines.subList(from, to));
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

  DataException fault(int line, String detail) {
    return DataException.ofLine(source, line + 1, detail);
  }
}
