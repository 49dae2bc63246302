package dev.sinabro.data;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;

/**
 * How the cells of a column spell dates.
 *
 * @param pattern as of {@link DateTimeFormatter}, such as {@code dd.MM.yyyy HH:mm}, names of months in English; of
 *     {@link #ISO} it is empty
 */
public record DateFormat(String pattern) {
  /** {@code 2024-03-01}, and behind a blank or a T there may be a time, as in {@code 2024-03-01 12:30:59}. */
  public static final DateFormat ISO = new DateFormat("");

  private static final DateTimeFormatter ISO_DATE =
      new DateTimeFormatterBuilder().append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart().appendPattern("['T'][' ']").append(DateTimeFormatter.ISO_LOCAL_TIME).optionalEnd()
          .toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);

  /** Checks the pattern. */
  public DateFormat {
    if (!pattern.isEmpty()) {
      try {
        DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException("'" + pattern + "' is no format of dates: " + wrong.getMessage()
            + "; write it as in dd.MM.yyyy HH:mm", wrong);
      }
    }
  }

  /** What reads many dates. */
  Parser parser() {
    // A year of an era, y, is no date by itself where nothing is to be guessed.
    var formatter = pattern.isEmpty()
        ? ISO_DATE
        : new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern(pattern.replace('y', 'u')).toFormatter(Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT);
    return text -> {
      try {
        return Optional.of(switch (formatter.parseBest(text, LocalDateTime::from, LocalDate::from)) {
          case LocalDateTime time -> time;
          case LocalDate day -> day.atStartOfDay();
          default -> throw new IllegalStateException("neither of what was asked for");
        });
      } catch (DateTimeParseException none) {
        return Optional.empty();
      }
    };
  }

  /** Reads dates; empty where a text spells none. */
  interface Parser {
    Optional<LocalDateTime> parse(String text);
  }

  /** An example of it, for messages. */
  String example() {
    return pattern.isEmpty() ? "2024-03-01 or 2024-03-01 12:30" : pattern;
  }
}
