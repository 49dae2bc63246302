package dev.sinabro.cli.config;

import java.util.List;
import java.util.Optional;

/** A YAML document whose parts know where they were written. */
sealed interface Tree {

  Place place();

  /** What a message says was found here. */
  String found();

  /**
   * @param quoted whether it stood in quotes, which makes it text whatever it looks like
   */
  record Scalar(Place place, String text, boolean quoted) implements Tree {
    /** Characters of a text that a message repeats. */
    private static final int LONGEST = 60;

    boolean isNull() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String found() {
      if (isNull()) {
        return "nothing";
      }
      String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
      return quoted ? "the quoted text '" + shown + "'" : "'" + shown + "'";
    }
  }

  record Sequence(Place place, List<Tree> items) implements Tree {

    @Override
    public String found() {
      return "a list";
    }
  }

  record Mapping(Place place, List<Entry> entries) implements Tree {

    Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    @Override
    public String found() {
      return "a mapping";
    }
  }

  record Entry(Place place, String key, Tree value) {}

  /** Whether the value was left out, as in {@code dense:} with nothing behind it. */
  static boolean isNull(Tree tree) {
    return tree instanceof Scalar scalar && scalar.isNull();
  }
}
