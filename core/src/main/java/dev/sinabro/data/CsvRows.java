package dev.sinabro.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The rows of comma-separated values, read once and some at a time, so that a file of any size and a stream take little
 * memory. What {@link Csv} refuses is refused, when it is reached. A column is numeric or categorical in some rows, and may
 * be the other in others.
 *
 * <pre>{@code
 * try (var rows = CsvRows.open("wines", System.in, CsvFormat.USUAL)) {
 *   for (var some = rows.next(1024); some.isPresent(); some = rows.next(1024)) {
 *     trainer.predict(preprocessing.features(some.get().table()));
 *   }
 * }
 * }</pre>
 */
public final class CsvRows implements AutoCloseable {
  private final String name;
  private CsvFormat format;
  private final char delimiter;
  private final CloseableIterator<Cells> records;
  private final Cells header;
  private final Map<String, Integer> places = new LinkedHashMap<>();

  /** The cells of a line. */
  private record Cells(long line, List<String> texts) {}

  /** Some rows: those columns as a table that the format does not ignore, and the texts of all. */
  public static final class Rows {
    private final Table table;
    private final Map<String, Integer> columns;
    private final List<Cells> lines;

    private Rows(Table table, Map<String, Integer> columns, List<Cells> lines) {
      this.table = table;
      this.columns = columns;
      this.lines = lines;
    }

    /** The columns that the format does not ignore. */
    public Table table() {
      return table;
    }

    /**
     * The text of a cell as it stands there, but for the space around it.
     *
     * @throws IllegalArgumentException where there is no column of that name
     */
    public String cell(String column, int row) {
      Integer place = columns.get(column);
      if (place == null) {
        throw new IllegalArgumentException("there is no column '" + column + "'; there are " + columns.keySet());
      }
      return lines.get(row).texts.get(place);
    }

    /** The line on which a row begins, from 1. */
    public long line(int row) {
      return lines.get(row).line;
    }
  }

  private CsvRows(String name, CsvFormat format, BufferedReader text) throws IOException {
    this.name = name;
    this.format = format;
    delimiter = Csv.delimiter(format, text);
    Handler handler = new Handler();
    records = Csv.records(delimiter, handler, text).iterator();
    if (!told(records::hasNext)) {
      throw DataException.ofSource(name, "the file is empty; expected a header line and rows");
    }
    header = told(records::next);
    handler.oneColumn = header.texts.size() == 1;
    builder(new BitSet(), List.of());
    header.texts.forEach(column -> places.put(column, places.size()));
  }

  /**
   * Begins to read, and reads the header line. What was packed by gzip is unpacked.
   *
   * @param name what errors call it
   * @param stream is closed with the rows
   * @throws DataException where it cannot be read, or the header is none
   */
  public static CsvRows open(String name, InputStream stream, CsvFormat format) {
    try {
      return new CsvRows(name, format, Csv.text(stream));
    } catch (IOException unreadable) {
      throw Csv.unreadable(name, unreadable);
    }
  }

  /** The names of all columns, those that the format ignores included. */
  public List<String> columnNames() {
    return header.texts;
  }

  /** From now on, does not read some more columns as values; their texts are there all the same. */
  public CsvRows without(Collection<String> columns) {
    format = format.without(columns.toArray(String[]::new));
    return this;
  }

  /**
   * The next rows, fewer at the end; empty where there are no more.
   *
   * @throws DataException with the line of what is wrong
   */
  public Optional<Rows> next(int most) {
    List<Cells> lines = new ArrayList<>();
    while (lines.size() < most && told(records::hasNext)) {
      lines.add(told(records::next));
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Rows(table(lines), places, lines));
  }

  private Table table(List<Cells> lines) {
    var categorical = new BitSet();
    while (true) {
      var builder = builder(categorical, lines);
      var more = builder.numericColumnsWithWords();
      if (more.isEmpty()) {
        return builder.table();
      }
      categorical.or(more);
    }
  }

  private TableBuilder builder(BitSet categorical, List<Cells> lines) {
    var builder = new TableBuilder(name, format, delimiter, categorical);
    builder.add(header.line, header.texts);
    lines.forEach(line -> builder.add(line.line, line.texts));
    return builder;
  }

  private <T> T told(Supplier<T> read) {
    try {
      return read.get();
    } catch (CsvParseException malformed) {
      throw Csv.malformed(name, malformed);
    } catch (UncheckedIOException unreadable) {
      throw Csv.unreadable(name, unreadable.getCause());
    }
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException unreadable) {
      throw Csv.unreadable(name, unreadable);
    }
  }

  /** Keeps the texts of a line. */
  private static final class Handler extends CsvCallbackHandler<Cells> {
    private List<String> texts = new ArrayList<>();
    private long line;
    private boolean empty;
    private boolean blankField;
    /** Whether a line of nothing but space is a missing value. */
    private boolean oneColumn;

    @Override
    protected void beginRecord(long startingLine) {
      line = startingLine;
      texts = new ArrayList<>();
      empty = false;
    }

    @Override
    protected void addField(char[] text, int offset, int length, boolean quoted) {
      String field = new String(text, offset, length);
      texts.add(quoted ? field : field.trim());
      blankField = !quoted && field.isBlank();
    }

    @Override
    protected Cells buildRecord() {
      return new Cells(line, texts);
    }

    @Override
    protected RecordType getRecordType() {
      return empty || texts.size() == 1 && blankField && !oneColumn ? RecordType.EMPTY : RecordType.DATA;
    }

    @Override
    protected int getFieldCount() {
      return texts.size();
    }

    @Override
    protected void setEmpty() {
      empty = true;
    }

    @Override
    protected void setComment(char[] text, int offset, int length) {
      throw new IllegalStateException("comments are not enabled");
    }
  }
}
