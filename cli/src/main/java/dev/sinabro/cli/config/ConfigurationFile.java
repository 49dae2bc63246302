package dev.sinabro.cli.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A configuration that still knows where each of its values was written. */
public final class ConfigurationFile {

  private final Configuration configuration;
  private final Path folder;
  private final Tree tree;
  private final Map<String, ConfigurationFile> variants;

  ConfigurationFile(Configuration configuration, Path folder, Tree tree, Map<String, ConfigurationFile> variants) {
    this.variants = Collections.unmodifiableMap(variants);
    this.configuration = configuration;
    this.folder = folder;
    this.tree = tree;
  }

  public Configuration configuration() {
    return configuration;
  }

  /** The trainings that it compares, by name in their order; none where it is one training. */
  public Map<String, ConfigurationFile> variants() {
    return variants;
  }

  /** Where relative paths start. */
  public Path folder() {
    return folder;
  }

  /**
   * What is found wrong with a value later on, such as a target that is no column of the data.
   *
   * @param keys the path to the value, such as {@code "data", "target"}, with {@code "[1]"} for the second of a list; where it ends early, its place is the nearest
   *     key above
   */
  public ConfigurationException wrong(String message, String... keys) {
    var place = tree.place();
    var path = "";
    var at = tree;
    for (var key : keys) {
      path = key.startsWith("[") ? path + key : YamlTree.join(path, key);
      if (at instanceof Tree.Sequence sequence && key.startsWith("[")) {
        at = sequence.items().get(Integer.parseInt(key.substring(1, key.length() - 1)));
        place = at.place();
      } else if (at instanceof Tree.Mapping mapping && mapping.entry(key).isPresent()) {
        at = mapping.entry(key).get().value();
        place = at.place();
      }
    }
    return new ConfigurationException(List.of(new Problem(place, path, message)));
  }
}
