package dev.sinabro.cli;

import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.config.YamlText;
import dev.sinabro.data.ColumnSummary;
import dev.sinabro.data.DateFormat;
import dev.sinabro.data.Table;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration to begin with on a table.
 *
 * @param target the column to be learned
 */
record SuggestedConfiguration(Path file, Table table, String target) {
  /** Whole numbers of so few different values are rather categories than quantities. */
  private static final int MOST_CATEGORIES = 10;
  /** Texts of so many words are rather sentences than categories, where most of them are different. */
  private static final double FEWEST_WORDS = 4;

  String text() {
    List<ColumnSummary> features = table.columnNames().stream().filter(name -> !name.equals(target)).map(table::summary)
        .toList();
    List<String> ignored = features.stream().filter(this::tellsNothing).map(ColumnSummary::name).toList();
    List<ColumnSummary> kept = features.stream().filter(column -> !ignored.contains(column.name())).toList();
    var text = new StringBuilder("data:\n");
    text.append("  path: ").append(YamlText.of(DataSection.PATH, file.toString())).append('\n');
    text.append("  target: ").append(YamlText.of(DataSection.TARGET, target)).append('\n');
    if (!ignored.isEmpty()) {
      text.append("  ignore: ").append(YamlText.of(DataSection.IGNORE, ignored)).append('\n');
    }
    if (kept.stream().anyMatch(column -> column.missing() > 0)) {
      text.append("  missing: impute\n");
    }
    Map<String, String> told = new LinkedHashMap<>();
    kept.forEach(column -> type(column).ifPresent(type -> told.put(column.name(), type)));
    if (!told.isEmpty()) {
      text.append("  columns:\n");
      told.forEach((name, type) -> text.append("    ").append(YamlText.of(DataSection.TARGET, name)).append(": ")
          .append(type).append('\n'));
    }
    return text.append("model:\n  - dense: {units: 64, activation: relu}\n  - dense\n").toString();
  }

  /** Of texts that are all different, numbers that count the rows, and a single value nothing can be learned. */
  private boolean tellsNothing(ColumnSummary column) {
    return column.distinct() < 2 || column.distinct() == table.rowCount() && switch (column.values()) {
      case ColumnSummary.Texts texts -> !isSentences(column, texts);
      case ColumnSummary.Numbers numbers -> numbers.whole() && numbers.most() - numbers.least() == table.rowCount() - 1;
      case ColumnSummary.Dates _, ColumnSummary.None _ -> false;
    };
  }

  private boolean isSentences(ColumnSummary column, ColumnSummary.Texts texts) {
    return texts.words() >= FEWEST_WORDS && column.distinct() > table.rowCount() / 2;
  }

  private Optional<String> type(ColumnSummary column) {
    return switch (column.values()) {
      case ColumnSummary.Numbers numbers when numbers.whole() && column.distinct() > 2
          && column.distinct() <= MOST_CATEGORIES && column.distinct() < table.rowCount() / 2 ->
        Optional.of("categorical");
      case ColumnSummary.Dates dates -> Optional.of(dates.format().equals(DateFormat.ISO)
          ? "date"
          : "{date: {format: " + YamlText.of(DataSection.TARGET, dates.format().pattern()) + "}}");
      case ColumnSummary.Texts texts when isSentences(column, texts) -> Optional.of("text");
      case ColumnSummary.Texts _, ColumnSummary.Numbers _, ColumnSummary.None _ -> Optional.empty();
    };
  }
}
