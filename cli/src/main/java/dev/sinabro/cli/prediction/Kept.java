package dev.sinabro.cli.prediction;

import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.terminal.Columns;
import java.util.List;

/**
 * Columns of the input that stand before the predictions, as they are.
 *
 * @param names of them, in this order; {@code all} for all
 */
public record Kept(List<String> names) {
  private static final List<String> ALL = List.of("all");

  /** None. */
  static final Kept NONE = new Kept(List.of());

  /**
   * Those that a table has.
   *
   * @throws UserException where it lacks one that is named
   */
  List<String> of(List<String> columns, String source) {
    if (names.equals(ALL)) {
      return columns;
    }
    names.stream().filter(name -> !columns.contains(name)).findFirst().ifPresent(unknown -> {
      throw new UserException(ExitCode.DATA, source + " has no column '" + unknown + "' to keep; "
          + Nearest.hint(unknown, columns));
    });
    return names;
  }
}
