package dev.sinabro.cli.option;

import dev.sinabro.cli.terminal.ProgressKind;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a training is shown as it goes. */
public final class ProgressOption {
  /** As users write it. */
  static final class Reader implements ITypeConverter<ProgressKind> {
    @Override
    public ProgressKind convert(String text) {
      for (ProgressKind kind : ProgressKind.values()) {
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
  private ProgressKind kind = ProgressKind.AUTO;

  /** How progress is shown. */
  public ProgressKind kind() {
    return kind;
  }
}
