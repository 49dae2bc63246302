package dev.sinabro.data;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects the columns of a table while its text is parsed. What it returns for a record is of no use. */
final class TableBuilder extends CsvCallbackHandler<Boolean> {
  private final String source;
  private final CsvFormat format;
  private final char delimiter;
  private final BitSet categorical;
  private final List<String> header = new ArrayList<>();
  private final List<Optional<ColumnBuilder>> columns = new ArrayList<>();

  private final Optional<TableFile.Writer> file;
  private int[] lines;
  private int rows;
  /** The first row that is not in the file yet. */
  private int begun;
  private int line;
  private int field;
  private boolean inHeader = true;
  private boolean emptyLine;
  private boolean blankField;

  /**
   * Of a text that is still to come.
   *
   * @param delimiter of this text
   * @param categorical columns that were found to be categorical
   * @param file to which rows go, group by group; empty: all of them stay in memory
   */
  TableBuilder(String source, CsvFormat format, char delimiter, BitSet categorical, Optional<TableFile.Writer> file) {
    this.source = source;
    this.format = format;
    this.delimiter = delimiter;
    this.categorical = categorical;
    this.file = file;
    lines = new int[file.isPresent() ? TableFile.GROUP : 64];
  }

  /** In memory. */
  TableBuilder(String source, CsvFormat format, char delimiter, BitSet categorical) {
    this(source, format, delimiter, categorical, Optional.empty());
  }

  /** A record that was read before, whose fields have no space around them. */
  void add(long startingLine, List<String> texts) {
    beginRecord(startingLine);
    texts.forEach(text -> addField(text.toCharArray(), 0, text.length(), true));
    buildRecord();
  }

  @Override
  protected void beginRecord(long startingLine) {
    line = (int) Math.min(startingLine, Integer.MAX_VALUE);
    field = 0;
    emptyLine = false;
  }

  @Override
  protected void addField(char[] text, int offset, int length, boolean quoted) {
    int from = offset;
    int to = offset + length;
    while (!quoted && from < to && text[from] <= ' ') {
      from++;
    }
    while (!quoted && from < to && text[to - 1] <= ' ') {
      to--;
    }
    blankField = !quoted && from == to;
    if (inHeader) {
      header.add(new String(text, from, to - from));
    } else if (field < columns.size()) {
      int start = from;
      int end = to;
      columns.get(field).ifPresent(column -> column.add(text, start, end));
    }
    field++;
  }

  @Override
  protected Boolean buildRecord() {
    if (isEmpty()) {
      if (inHeader) {
        header.clear();
      }
      return true;
    }
    if (inHeader) {
      checkHeader();
      for (int i = 0; i < header.size(); i++) {
        String name = header.get(i);
        columns.add(format.ignored().contains(name)
            ? Optional.empty()
            : Optional.of(new ColumnBuilder(name, categorical.get(i), format.texts().contains(name))));
      }
      inHeader = false;
      return true;
    }
    if (field != columns.size()) {
      throw DataException.ofLine(source, line, "expected " + count(columns.size(), "field")
          + " as in the header, found " + field
          + "; quote fields that contain the delimiter '" + (delimiter == '\t' ? "\\t" : delimiter) + "'");
    }
    if (rows == Integer.MAX_VALUE - 8) {
      throw DataException.ofSource(source, "has more than 2^31 rows; use fewer");
    }
    lines[rows++ - begun] = line;
    if (rows - begun == lines.length) {
      if (file.isPresent()) {
        write(file.get());
      } else {
        lines = Arrays.copyOf(lines, rows * 2);
      }
    }
    return true;
  }

  /** Writes a group of rows, unless all is to be read again. */
  private void write(TableFile.Writer to) {
    begun = rows;
    if (!numericColumnsWithWords().isEmpty()) {
      return;
    }
    try {
      to.write(MemorySegment.ofArray(lines));
      for (ColumnBuilder column : columns.stream().flatMap(Optional::stream).toList()) {
        to.write(column.categorical ? MemorySegment.ofArray(column.codeOfRow) : MemorySegment.ofArray(column.numbers));
      }
    } catch (IOException unwritable) {
      throw DataException.ofSource(source, "its table cannot be kept in " + to.folder() + ": " + unwritable.getMessage()
          + "; free some place there, or name another folder by SINABRO_DATA", unwritable);
    }
  }

  /** Writes what is left, and ends the file. */
  void end(TableFile.Writer to) throws IOException {
    requireRows();
    if (rows > begun) {
      write(to);
    }
    List<ColumnBuilder> all = columns.stream().flatMap(Optional::stream).toList();
    to.end(rows, all.stream().map(column -> column.name).toList(), all.stream()
        .map(column -> column.categorical ? Optional.of(column.texts) : Optional.<List<String>>empty()).toList());
  }

  @Override
  protected RecordType getRecordType() {
    return isEmpty() ? RecordType.EMPTY : RecordType.DATA;
  }

  @Override
  protected int getFieldCount() {
    return field;
  }

  @Override
  protected void setEmpty() {
    emptyLine = true;
  }

  @Override
  protected void setComment(char[] text, int offset, int length) {
    throw new IllegalStateException("comments are not enabled");
  }

  /** Whether a line has nothing but space, which in a table of one column is a missing value. */
  private boolean isEmpty() {
    return emptyLine || field == 1 && blankField && (inHeader || columns.size() > 1);
  }

  private void checkHeader() {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      if (name.indexOf('\0') >= 0) {
        throw DataException.ofLine(source, line,
            "expected UTF-8 text, found bytes of 0 in the header; save the file as UTF-8");
      }
      if (name.isEmpty()) {
        throw DataException.ofLine(source, line, "column " + (i + 1) + " has no name; name it in the header line");
      }
      Integer earlier = seen.putIfAbsent(name, i);
      if (earlier != null) {
        throw DataException.ofCell(source, line, name,
            "columns " + (earlier + 1) + " and " + (i + 1) + " bear the same name; rename one of them");
      }
    }
    var numbers = header.stream().mapToDouble(Numeral::parse).toArray();
    if (Arrays.stream(numbers).noneMatch(Double::isNaN) && !Arrays.stream(numbers).allMatch(Numeral::isInteger)) {
      throw DataException.ofLine(source, line,
          "expected the names of the columns, found numbers only; add a header line");
    }
  }

  /** The columns that were taken for numeric until a cell turned up that holds no number. */
  BitSet numericColumnsWithWords() {
    var found = new BitSet();
    for (int i = 0; i < columns.size(); i++) {
      found.set(i, columns.get(i).filter(column -> column.tookWordForNumber).isPresent());
    }
    return found;
  }

  /** The names of all columns, those that are ignored included. */
  List<String> header() {
    if (inHeader) {
      throw DataException.ofSource(source, "the file is empty; expected a header line and rows");
    }
    return header;
  }

  private void requireRows() {
    header();
    if (rows == 0) {
      throw DataException.ofSource(source, "there is a header line but no row");
    }
  }

  Table table() {
    requireRows();
    return new Table(source, columns.stream().flatMap(Optional::stream).map(ColumnBuilder::column).toList(),
        Arrays.copyOf(lines, rows));
  }

  static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** One column: numbers, or codes of texts. */
  private final class ColumnBuilder {
    private static final Set<String> MISSING = Set.of("", "?", "NA", "N/A", "NaN", "nan", "null", "NULL");
    private static final List<String> INFINITE = List.of("inf", "infinity");

    private final String name;
    /** Whether it was told to hold texts, which then may be anything. */
    private final boolean told;
    private final Map<String, Integer> codes = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private double[] numbers = new double[0];
    private int[] codeOfRow = new int[0];
    private boolean categorical;
    private boolean holdsNumbers;
    private boolean tookWordForNumber;

    ColumnBuilder(String name, boolean categorical, boolean told) {
      this.name = name;
      this.categorical = categorical || told;
      this.told = told;
    }

    void add(char[] text, int from, int to) {
      if (categorical) {
        addText(new String(text, from, to - from));
        return;
      }
      double number = Numeral.parse(text, from, to);
      if (Double.isNaN(number)) {
        addWord(new String(text, from, to - from));
      } else {
        checkRange(number, text, from, to);
        holdsNumbers = true;
        addNumber(number);
      }
    }

    private void addNumber(double number) {
      if (rows - begun >= numbers.length) {
        numbers = Arrays.copyOf(numbers, lines.length);
      }
      numbers[rows - begun] = number;
    }

    /** A cell of a column that so far was numeric, or without any value. */
    private void addWord(String word) {
      if (isMissing(word)) {
        addNumber(Double.NaN);
        return;
      }
      checkWord(word);
      if (holdsNumbers || begun > 0) {
        tookWordForNumber = true;
        return;
      }
      categorical = true;
      codeOfRow = new int[lines.length];
      Arrays.fill(codeOfRow, 0, rows, Column.Texts.MISSING);
      addText(word);
    }

    private static boolean isMissing(String word) {
      return MISSING.contains(word.strip());
    }

    private void addText(String text) {
      Integer code = codes.get(text);
      if (code == null) {
        code = isMissing(text) ? Column.Texts.MISSING : texts.size();
        codes.put(text, code);
        if (code != Column.Texts.MISSING) {
          checkWord(text);
          texts.add(text);
        }
      }
      if (rows - begun >= codeOfRow.length) {
        codeOfRow = Arrays.copyOf(codeOfRow, lines.length);
      }
      codeOfRow[rows - begun] = code;
    }

    private void checkRange(double number, char[] text, int from, int to) {
      if (Math.abs(number) > Float.MAX_VALUE) {
        throw notFinite(new String(text, from, to - from));
      }
    }

    private void checkWord(String word) {
      if (told) {
        return;
      }
      String magnitude = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
      if (INFINITE.stream().anyMatch(magnitude::equalsIgnoreCase)) {
        throw notFinite(word);
      }
      if (delimiter != ',' && !Double.isNaN(Numeral.parse(word.replaceFirst(",", ".")))
          && Double.isNaN(Numeral.parse(word))) {
        throw DataException.ofCell(source, line, name,
            "expected a decimal point, found '" + word + "'; write " + word.replaceFirst(",", ".")
                + (delimiter == ';' ? ", as in all of a file by: tr , ." : ""));
      }
    }

    private DataException notFinite(String text) {
      return DataException.ofCell(source, line, name,
          "expected a finite number up to 3.4e38, found '" + text + "'; remove the row or correct the value");
    }

    Column column() {
      return categorical
          ? new Column.Texts(name, Arrays.copyOf(codeOfRow, rows), List.copyOf(texts))
          : new Column.Numbers(name, Arrays.copyOf(numbers, rows));
    }
  }
}
