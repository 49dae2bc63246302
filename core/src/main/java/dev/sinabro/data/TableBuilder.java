package dev.sinabro.data;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
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

  private int[] lines = new int[64];
  private int rows;
  private int line;
  private int field;
  private boolean inHeader = true;
  private boolean emptyLine;

  /**
   * Of a text that is still to come.
   *
   * @param delimiter of this text
   * @param categorical columns that were found to be categorical
   */
  TableBuilder(String source, CsvFormat format, char delimiter, BitSet categorical) {
    this.source = source;
    this.format = format;
    this.delimiter = delimiter;
    this.categorical = categorical;
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
    if (emptyLine) {
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
    lines[rows++] = line;
    if (rows == lines.length) {
      lines = Arrays.copyOf(lines, rows * 2);
    }
    return true;
  }

  @Override
  protected RecordType getRecordType() {
    return emptyLine ? RecordType.EMPTY : RecordType.DATA;
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

  private void checkHeader() {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
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

  Table table() {
    header();
    if (rows == 0) {
      throw DataException.ofSource(source, "there is a header line but no row");
    }
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
      if (rows >= numbers.length) {
        numbers = Arrays.copyOf(numbers, lines.length);
      }
      numbers[rows] = number;
    }

    /** A cell of a column that so far was numeric, or without any value. */
    private void addWord(String word) {
      if (isMissing(word)) {
        addNumber(Double.NaN);
        return;
      }
      checkWord(word);
      if (holdsNumbers) {
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
      if (rows >= codeOfRow.length) {
        codeOfRow = Arrays.copyOf(codeOfRow, lines.length);
      }
      codeOfRow[rows] = code;
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
            "expected a decimal point, found '" + word + "'; write " + word.replaceFirst(",", "."));
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
