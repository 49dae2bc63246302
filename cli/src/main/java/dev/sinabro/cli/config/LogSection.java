package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.train.Watch;
import dev.sinabro.train.Watch.Quantity;
import java.util.Optional;

/**
 * What a training writes down besides its metrics.
 *
 * @param tensorBoard whether it writes event files for TensorBoard
 * @param report whether it ends with a page that shows it
 * @param every steps between two that are looked into; empty: none is
 */
public record LogSection(boolean tensorBoard, boolean report, Optional<Integer> every) {

  /** How a configuration says it. */
  static final Entry<LogSection> ENTRY = entry("log", "what a training writes down besides its metrics",
      k -> new LogSection(
          k.flag("tensorboard", true, "event files for TensorBoard, in the run folder"),
          k.flag("report", true, "report.html at the end: curves, mistakes, settings"),
          k.find(Key.open("watch", new Kind.Whole(1, Integer.MAX_VALUE), By.READER, "100",
              "steps between two that are looked into: loss, norms of weights, gradients and updates, histograms"))
              .map(Math::toIntExact)));

  /** What is to be told of the steps that are looked into. */
  public Optional<Watch> watch() {
    return every.map(steps -> {
      Watch norms = Watch.every(steps).parameters(Quantity.NORM).parameters(Quantity.GRADIENT_NORM)
          .parameters(Quantity.UPDATE_NORM);
      return tensorBoard ? norms.parameters(Quantity.HISTOGRAM).parameters(Quantity.GRADIENT_HISTOGRAM) : norms;
    });
  }
}
