package dev.sinabro.data;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/**
 * Reads comma-separated values (RFC 4180): a header line, then a row a line; fields may be quoted; UTF-8, with or
 * without a byte order mark, or UTF-16 with one; lines without any field are skipped. What was packed by gzip is unpacked,
 * however it is named.
 *
 * <p>A file of 32 MB or more is read once: its columns are kept in a file of the user's cache, and mapped, so that they take
 * none of Java's heap.
 *
 * <p>Unless a {@link CsvFormat} says otherwise, the delimiter is a comma, a semicolon, a tab or a bar, whichever the header
 * holds most of, and a column is numeric where each of its cells is a number, else categorical. A cell is missing where it is empty
 * or one of {@code ?}, {@code NA}, {@code N/A}, {@code NaN}, {@code nan}, {@code null} and {@code NULL}. Rows of another
 * length than the header, repeated or empty column names and numbers beyond float32 are refused with a
 * {@link DataException} that names line and column.
 */
public final class Csv {
  private static final int LONGEST_HEADER = 1 << 22;
  private static final int LONGEST_SIGN = 4;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  /** Of equally many in a header, the first. */
  private static final String DELIMITERS = ",;\t|";
  private static final String JSON = "is JSON; write its records as CSV";
  /** Files that are often meant to be tables, by how they begin, with what they are and what mends it. */
  private static final Map<String, String> OTHER_FORMS = Map.of(
      "[{", JSON, "{\"", JSON, "[\n", JSON, "{\n", JSON,
      "PAR1", "is a Parquet file; write it as CSV, as DuckDB does by: copy 'FILE' to 'table.csv'",
      "PK\3\4", "is an archive or a spreadsheet; save the sheet, or what is in the archive, as CSV",
      "\u00d0\u00cf\u0011\u00e0", "is a spreadsheet; save the sheet as CSV");

  private Csv() {}

  /** The table of a file, in the usual format. */
  public static Table read(Path file) {
    return read(file, CsvFormat.USUAL);
  }

  /** The table of a file. */
  public static Table read(Path file, CsvFormat format) {
    return read(file, format, TableCache.usual(), TableCache.SMALLEST);
  }

  /** @param smallest the bytes of a file from which on its table is kept in the cache, and not in memory */
  static Table read(Path file, CsvFormat format, TableCache cache, long smallest) {
    String name = file.toString();
    Source source = () -> Files.newInputStream(file);
    if (!Files.isRegularFile(file) || file.toFile().length() < smallest || !cache.isUsable()) {
      return read(name, source, format);
    }
    try {
      return cache.get(file, format, into -> {
        var categorical = new BitSet();
        var builder = pass(name, source, format, categorical, Long.MAX_VALUE, Optional.of(into));
        while (!builder.numericColumnsWithWords().isEmpty()) {
          categorical.or(builder.numericColumnsWithWords());
          into.restart();
          builder = pass(name, source, format, categorical, Long.MAX_VALUE, Optional.of(into));
        }
        builder.end(into);
      });
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * The table of a stream in the usual format, which is read to its end and left open.
   *
   * @param name what errors call it
   */
  public static Table read(String name, InputStream stream) {
    return read(name, stream, CsvFormat.USUAL);
  }

  /**
   * The table of a stream, which is read to its end and left open.
   *
   * @param name what errors call it
   */
  public static Table read(String name, InputStream stream, CsvFormat format) {
    return read(name, inMemory(name, stream), format);
  }

  /** The names of all columns of a file, those that the format ignores included. */
  public static List<String> header(Path file, CsvFormat format) {
    return pass(file.toString(), () -> Files.newInputStream(file), format, new BitSet(), 1, Optional.empty()).header();
  }

  /** Opens the text from its beginning. */
  private interface Source {
    InputStream open() throws IOException;
  }

  private static Source inMemory(String name, InputStream stream) {
    try {
      byte[] bytes = stream.readAllBytes();
      return () -> new ByteArrayInputStream(bytes);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static Table read(String name, Source source, CsvFormat format) {
    // A column that turns out to be categorical after numbers is read again: the text of its numbers was not kept.
    var categorical = new BitSet();
    while (true) {
      var builder = pass(name, source, format, categorical, Long.MAX_VALUE, Optional.empty());
      var more = builder.numericColumnsWithWords();
      if (more.isEmpty()) {
        return builder.table();
      }
      categorical.or(more);
    }
  }

  /** @param records how many are read at most, the header among them */
  private static TableBuilder pass(String name, Source source, CsvFormat format, BitSet categorical, long records,
      Optional<TableFile.Writer> into) {
    try (var text = text(source.open())) {
      char separator = delimiter(format, text);
      var builder = new TableBuilder(name, format, separator, categorical, into);
      records(separator, builder, text).stream().limit(records).forEach(_ -> {});
      return builder;
    } catch (CsvParseException e) {
      throw malformed(name, e);
    } catch (UncheckedIOException e) {
      throw unreadable(name, e.getCause());
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** The text of a stream, without a byte order mark. */
  static BufferedReader text(InputStream stream) throws IOException {
    var bytes = new BufferedInputStream(Gzip.unpacked(stream), 1 << 16);
    var text = new BufferedReader(new InputStreamReader(bytes, charset(bytes).newDecoder()));
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    return text;
  }

  /** That of a text by its first bytes, which stay. */
  private static Charset charset(InputStream bytes) throws IOException {
    bytes.mark(LONGEST_SIGN);
    String begin = new String(bytes.readNBytes(LONGEST_SIGN), StandardCharsets.ISO_8859_1);
    bytes.reset();
    for (Map.Entry<String, String> form : OTHER_FORMS.entrySet()) {
      if (begin.startsWith(form.getKey())) {
        throw new OtherFormException(form.getValue());
      }
    }
    return begin.startsWith("\u00ff\u00fe") || begin.startsWith("\u00fe\u00ff")
        ? StandardCharsets.UTF_16
        : StandardCharsets.UTF_8;
  }

  /** What was given is no text. */
  private static final class OtherFormException extends IOException {
    private static final long serialVersionUID = 1L;

    OtherFormException(String message) {
      super(message);
    }
  }

  /** What separates the fields of a text, which stands at its beginning, and does so afterwards. */
  static char delimiter(CsvFormat format, BufferedReader text) throws IOException {
    return format.delimiter().isPresent() ? format.delimiter().get() : detectDelimiter(text);
  }

  /** The records of a text, whatever number of fields they have. */
  static <T> CsvReader<T> records(char delimiter, CsvCallbackHandler<T> handler, Reader text) {
    return CsvReader.builder()
        .fieldSeparator(delimiter)
        .allowUnclosedQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .build(handler, text);
  }

  /** What the parser, or what it calls, found wrong. */
  static RuntimeException malformed(String name, CsvParseException e) {
    if (e.getCause() instanceof OutOfMemoryError full) {
      throw full;
    }
    return e.getCause() instanceof DataException known
        ? known
        : DataException.ofSource(name, "malformed: " + (e.getCause() == null ? e : e.getCause()).getMessage(), e);
  }

  static DataException unreadable(String name, IOException e) {
    return switch (e) {
      case EOFException _, ZipException _ ->
        DataException.ofSource(name, "was packed by gzip, but is cut off or damaged; fetch or pack it again", e);
      case Gzip.TooDenseException _ -> DataException.ofSource(name, String.valueOf(e.getMessage()), e);
      case NoSuchFileException _ -> DataException.ofSource(name, "there is no such file", e);
      case CharacterCodingException _ ->
        DataException.ofSource(name, "expected UTF-8 text, found other bytes; save the file as UTF-8", e);
      case OtherFormException form -> DataException.ofSource(name, String.valueOf(form.getMessage()), form);
      case IOException _ -> DataException.ofSource(name, "cannot be read: " + e.getMessage(), e);
    };
  }

  private static char detectDelimiter(BufferedReader text) throws IOException {
    text.mark(LONGEST_HEADER);
    int[] counts = new int[DELIMITERS.length()];
    boolean begun = false;
    boolean quoted = false;
    int symbol = text.read();
    for (int read = 1; symbol >= 0 && read < LONGEST_HEADER
        && (quoted || !begun || symbol != '\n' && symbol != '\r'); read++) {
      begun |= symbol > ' ';
      quoted ^= symbol == '"';
      int delimiter = quoted ? -1 : DELIMITERS.indexOf(symbol);
      if (delimiter >= 0) {
        counts[delimiter]++;
      }
      symbol = text.read();
    }
    text.reset();
    int most = Arrays.stream(counts).max().orElseThrow();
    return DELIMITERS
        .charAt(IntStream.range(0, counts.length).filter(i -> counts[i] == most).findFirst().orElseThrow());
  }
}
