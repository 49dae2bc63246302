package dev.sinabro.data;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The dates of a column, each distinct text of which is read once. */
final class Dates {
  private final Column.Texts column;
  private final LocalDateTime[] dates;
  private final @Nullable LocalDateTime missing;

  /**
   * Reads them.
   *
   * @param missing the text that stands in for a missing one; empty: none may be missing
   * @throws DataException where a cell holds no date of the format, or none where none may be missing
   */
  Dates(Table table, Column.Texts column, DateFormat format, Optional<String> missing) {
    this.column = column;
    DateFormat.Parser parser = format.parser();
    List<String> texts = column.texts();
    dates = new LocalDateTime[texts.size()];
    for (int code = 0; code < dates.length; code++) {
      Optional<LocalDateTime> date = parser.parse(texts.get(code));
      if (date.isEmpty()) {
        throw table.fault(rowOf(code), column.name(), "expected a date as " + format.example() + ", found '"
            + texts.get(code) + "'; correct it, or name the format of the dates");
      }
      dates[code] = date.get();
    }
    this.missing = missing.map(text -> parser.parse(text).orElseThrow(() -> table.fault(column.name(),
        "'" + text + "' is to stand in for missing values, but is no date as " + format.example()))).orElse(null);
    if (missing.isEmpty()) {
      table.requireWhole(column);
    }
  }

  private int rowOf(int code) {
    int row = 0;
    while (column.code(row) != code) {
      row++;
    }
    return row;
  }

  LocalDateTime of(int row) {
    return column.isMissing(row) && missing != null ? missing : dates[column.code(row)];
  }
}
