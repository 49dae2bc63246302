package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.NOT_NEGATIVE;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import java.util.Optional;

/**
 * When a training keeps what it goes on from where it is killed.
 *
 * @param seconds after which the next one is due, at least 0; 0: not by time. More where writing one takes long, so that a
 *     training spends no more than two of a hundred seconds on it
 * @param steps after which one is due in any case; empty: not by steps
 * @param keep how many of the last ones stay, at least 2
 * @param best whether that of the best validation stays too
 */
public record CheckpointSection(double seconds, Optional<Integer> steps, int keep, boolean best) {

  /** How a configuration says it. */
  static final Entry<CheckpointSection> ENTRY =
      entry("checkpoint", "what a training goes on from where it is killed", k -> new CheckpointSection(
          k.number("seconds", 10, NOT_NEGATIVE,
              "between two of them, more where writing takes long; 0: none by time"),
          k.find(Key.open("steps", new Kind.Whole(1, Integer.MAX_VALUE), By.READER, "1000",
              "after which one is written in any case")).map(Math::toIntExact),
          k.whole("keep", 2, 2, "how many of the last ones stay"),
          k.flag("best", true, "whether that of the best first metric of the validation stays too")));
}
