package dev.sinabro.cli.config;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with a configuration.
 *
 * @param place where it was written
 * @param path the key from the top, such as {@code model[1].dense.units}; empty where the whole text is meant
 * @param message what was expected and what was found, with the remedy where it is known
 */
public record Problem(Place place, String path, String message) {

  private static final Pattern CONTROLS = Pattern.compile(" ?[\\p{Cc}\u2028\u2029]+");

  /** One line, {@code wine.yaml:7:12: model[1].dense.units: expected ...}, whatever characters were found. */
  @Override
  public String toString() {
    var line = path.isEmpty() ? place + ": " + message : place + ": " + path + ": " + message;
    return CONTROLS.matcher(line).replaceAll(" ");
  }
}
