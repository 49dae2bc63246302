package dev.sinabro.data;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** A number that is told of a date. */
public enum DatePart {
  /** Of the Gregorian calendar. */
  YEAR,
  /** From 1 to 12. */
  MONTH,
  /** Of the month, from 1 to 31. */
  DAY,
  /** From Monday, 1, to Sunday, 7. */
  WEEKDAY,
  /** From 1 to 366. */
  DAY_OF_YEAR,
  /** From 0 to 23; 0 where there is no time. */
  HOUR,
  /** From 0 to 59; 0 where there is no time. */
  MINUTE,
  /** Since the beginning of 1970, with the time as a fraction. */
  DAYS;

  private static final double NANOS_A_DAY = 86_400e9;

  /** As in the name of a feature, such as {@code day of year}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  double of(LocalDateTime date) {
    return switch (this) {
      case YEAR -> date.getYear();
      case MONTH -> date.getMonthValue();
      case DAY -> date.getDayOfMonth();
      case WEEKDAY -> date.get(ChronoField.DAY_OF_WEEK);
      case DAY_OF_YEAR -> date.getDayOfYear();
      case HOUR -> date.getHour();
      case MINUTE -> date.getMinute();
      case DAYS -> date.toLocalDate().toEpochDay()
          + date.toLocalTime().toNanoOfDay() / NANOS_A_DAY;
    };
  }

}
