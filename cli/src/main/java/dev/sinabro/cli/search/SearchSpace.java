package dev.sinabro.cli.search;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Which values the keys of a configuration are tried with: all combinations of those of a grid, and with each of these some
 * draws of the other keys.
 *
 * @param grid values by key
 * @param drawn ranges by key
 * @param draws how many of each point of the grid; 1 where nothing is drawn
 */
public record SearchSpace(Map<String, List<String>> grid, Map<String, Draw> drawn, int draws) {
  private static final int MOST = 10_000;

  /**
   * Reads what the user wrote.
   *
   * @param grid such as {@code optimizer.adam.learning-rate=0.1,0.01}
   * @param drawn such as {@code train.batch-size=16..256}
   * @param draws 0: not told
   */
  public static SearchSpace parse(List<String> grid, List<String> drawn, int draws) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    Map<String, Draw> ranges = new LinkedHashMap<>();
    grid.forEach(text -> {
      String option = "--grid " + text;
      lists.put(key(option, text, lists.keySet()), Draw.list(option, value(text)));
    });
    drawn.forEach(text -> {
      String option = "--over " + text;
      String key = key(option, text, ranges.keySet());
      if (lists.containsKey(key)) {
        throw new UserException(ExitCode.USAGE,
            option + ": " + key + " is in the grid already; take it from one of both");
      }
      ranges.put(key, Draw.parse(option, value(text)));
    });
    if (ranges.isEmpty() != (draws == 0)) {
      throw new UserException(ExitCode.USAGE, ranges.isEmpty()
          ? "--random " + draws + " draws nothing; say what, such as --over \"learning-rate=log(1e-4..1e-1)\""
          : "--over says what is drawn, and --random how often; add --random 20");
    }
    if (lists.isEmpty() && ranges.isEmpty()) {
      throw new UserException(ExitCode.USAGE, "nothing is to be tried: name keys and values, such as --grid"
          + " model[0].dense.units=16,32,64, or --random 20 --over \"learning-rate=log(1e-4..1e-1)\"");
    }
    SearchSpace space = new SearchSpace(lists, ranges, Math.max(1, draws));
    if (space.size() > MOST) {
      throw new UserException(ExitCode.USAGE,
          space.size() + " trials are more than " + MOST + "; ask for fewer values");
    }
    return space;
  }

  private static String key(String option, String text, Iterable<String> known) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new UserException(ExitCode.USAGE, option + ": expected KEY=VALUES, such as train.batch-size=16,32");
    }
    String key = text.substring(0, equals).strip();
    known.forEach(other -> {
      if (other.equals(key)) {
        throw new UserException(ExitCode.USAGE, option + ": " + key + " is named twice");
      }
    });
    return key;
  }

  private static String value(String text) {
    return text.substring(text.indexOf('=') + 1).strip();
  }

  private long size() {
    return grid.values().stream().mapToLong(List::size).reduce(draws, Math::multiplyExact);
  }

  /** The settings of each trial by key, without repetition; the draws of one follow from the seed and its number alone. */
  public List<Map<String, String>> trials(long seed) {
    List<Map<String, String>> points = new ArrayList<>(List.of(Map.of()));
    for (Map.Entry<String, List<String>> key : grid.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> point : points) {
        key.getValue().forEach(value -> longer.add(with(point, key.getKey(), value)));
      }
      points = longer;
    }
    LinkedHashSet<Map<String, String>> trials = new LinkedHashSet<>();
    long drawn = 0;
    for (int draw = 0; draw < draws; draw++) {
      for (Map<String, String> point : points) {
        SplittableRandom random = new SplittableRandom(seed * MOST + drawn++);
        Map<String, String> trial = point;
        for (Map.Entry<String, Draw> key : this.drawn.entrySet()) {
          trial = with(trial, key.getKey(), key.getValue().of(random));
        }
        trials.add(trial);
      }
    }
    return List.copyOf(trials);
  }

  private static Map<String, String> with(Map<String, String> point, String key, String value) {
    Map<String, String> longer = new LinkedHashMap<>(point);
    longer.put(key, value);
    return longer;
  }
}
