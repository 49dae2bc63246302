package dev.sinabro.cli.config;

/**
 * Where a value was written: in a file, or on the command line.
 *
 * @param source the file as the user named it, or the option as the user wrote it
 * @param line 1-based; 0 where there is no line, as on the command line
 * @param column 1-based; 0 where there is no line
 */
public record Place(String source, int line, int column) implements Comparable<Place> {

  static Place in(String source) {
    return new Place(source, 0, 0);
  }

  /** By line and column; what has no line comes after all that has one. */
  @Override
  public int compareTo(Place other) {
    if ((line == 0) != (other.line == 0)) {
      return line == 0 ? 1 : -1;
    }
    return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
