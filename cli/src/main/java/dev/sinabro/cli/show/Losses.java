package dev.sinabro.cli.show;

import java.util.List;

/**
 * The losses of a run after each of its epochs, from the first one on.
 *
 * @param training of the training rows
 * @param validation of the validation rows; empty where there are none
 */
public record Losses(List<Double> training, List<Double> validation) {
  /** Keeps copies. */
  public Losses {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
  }
}
