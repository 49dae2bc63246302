package dev.sinabro.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a training is shown as it goes. */
final class ProgressOption {
  /** The ways. */
  enum Kind {
    /** A dashboard on a terminal that has room for it, lines elsewhere. */
    AUTO,
    /** A line that is drawn anew. */
    BAR,
    /** Lines, one after the other. */
    LINES,
    /** A line of JSON for each event. */
    JSON,
    /** Nothing. */
    NONE
  }

  /** As users write it. */
  static final class Reader implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String text) {
      for (Kind kind : Kind.values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
          return kind;
        }
      }
      throw new TypeConversionException("expected auto, bar, lines, json or none, not '" + text + "'");
    }
  }

  @Option(names = "--progress", paramLabel = "HOW", converter = Reader.class, defaultValue = "auto",
      description = "bar: one line; lines: none is drawn anew; json: events, a line each, as in metrics.jsonl; none."
          + " Default: curves where a terminal has room, else a bar; lines where there is no terminal.")
  private Kind kind = Kind.AUTO;

  Kind kind() {
    return kind;
  }
}
