package dev.sinabro.data;

import org.jspecify.annotations.Nullable;

/**
 * Data that cannot be used as they are. The message names the place, what was expected, what was found and the remedy:
 * {@code wine.csv:17, column 'age': ...}.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final int line;
  private final @Nullable String column;

  private DataException(String source, int line, @Nullable String column, String detail, @Nullable Throwable cause) {
    super(source + (line > 0 ? ":" + line : "") + (column == null ? "" : ", column '" + column + "'") + ": " + detail,
        cause);
    this.source = source;
    this.line = line;
    this.column = column;
  }

  /** Of a file, or a stream by its name. */
  public static DataException ofSource(String source, String detail) {
    return new DataException(source, 0, null, detail, null);
  }

  static DataException ofSource(String source, String detail, Throwable cause) {
    return new DataException(source, 0, null, detail, cause);
  }

  /** @param offset of the byte, from 0 */
  static DataException ofByte(String source, long offset, String detail) {
    return new DataException(source + ", byte " + offset, 0, null, detail, null);
  }

  static DataException ofLine(String source, int line, String detail) {
    return new DataException(source, line, null, detail, null);
  }

  /**
   * Of a row of a data set.
   *
   * @param field its name
   * @param row its number, from 0
   * @param detail what is wrong, and what mends it
   */
  public static DataException ofRow(String field, int row, String detail) {
    return new DataException("field " + field + ", row " + row, 0, null, detail, null);
  }

  static DataException ofColumn(String source, String column, String detail) {
    return new DataException(source, 0, column, detail, null);
  }

  static DataException ofCell(String source, int line, String column, String detail) {
    return new DataException(source, line, column, detail, null);
  }

  /** The file, or the name under which a stream was read. */
  public String source() {
    return source;
  }

  /** The line of the file, from 1; 0 where the fault has no line of its own. */
  public int line() {
    return line;
  }

  /** The name of the column; null where the fault has no column of its own. */
  public @Nullable String column() {
    return column;
  }
}
