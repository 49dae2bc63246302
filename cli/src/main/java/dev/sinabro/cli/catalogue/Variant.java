package dev.sinabro.cli.catalogue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of several trainings that a configuration compares: the same but for some keys.
 *
 * @param name of it
 * @param settings values, as YAML in one line, by the paths of their keys, as {@code --set} takes them
 */
public record Variant(String name, Map<String, String> settings) {

  /** Keeps a copy of the settings, in their order. */
  public Variant {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}
