package dev.sinabro.cli;

import dev.sinabro.cli.search.Search;
import dev.sinabro.cli.search.Trial;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.cli.terminal.Figures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The trials of a search as lines and as a table. */
final class SearchTable {
  private SearchTable() {}

  /** One that has come to its end. */
  static String line(Search search, Trial trial) {
    String settings = trial.settings().entrySet().stream().map(key -> key.getKey() + " " + key.getValue())
        .collect(Collectors.joining(" · "));
    return "trial %-3d %s · %s after %d epochs · %s".formatted(trial.number(), value(search, trial),
        trial.state().word(), trial.course().size(), settings);
  }

  private static String value(Search search, Trial trial) {
    if (Double.isNaN(trial.value())) {
      return "no " + search.watched();
    }
    return search.watched() + " " + (search.watched().equals("loss")
        ? Figures.loss(trial.value())
        : Figures.metric(trial.value()));
  }

  /** All, the best one first. */
  static String of(Search search) {
    List<String> keys = List.copyOf(search.trials().getFirst().settings().keySet());
    List<String> head = new ArrayList<>(List.of("trial"));
    head.addAll(keys);
    head.addAll(List.of("epochs", "state", "validation " + search.watched()));
    List<List<String>> rows = new ArrayList<>(List.of(head));
    for (Trial trial : search.ranked()) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(trial.number())));
      keys.forEach(key -> row.add(trial.settings().getOrDefault(key, "")));
      row.add(Integer.toString(trial.course().size()));
      row.add(trial.state().word());
      row.add(Double.isNaN(trial.value()) ? "" : value(search, trial).substring(search.watched().length() + 1));
      rows.add(row);
    }
    return new Columns(Collections.nCopies(head.size(), Columns.Side.LEFT)).text(rows, 0, Integer.MAX_VALUE);
  }
}
