package dev.sinabro.cli.catalogue;

import dev.sinabro.data.BuiltIn;
import java.nio.file.Path;

/** Where the rows come from. */
public sealed interface DataSource {

  /** What comes before the name of a built-in data set. */
  String PREFIX = "builtin:";
  /** What a message says is expected. */
  String WANTED = "a file or " + PREFIX + "NAME";

  /** The source that a text names; a built-in data set that is not there counts as a file. */
  static DataSource of(String text) {
    var names = Words.all(BuiltIn.class);
    int index = text.startsWith(PREFIX) ? names.indexOf(text.substring(PREFIX.length())) : -1;
    return index < 0 ? new OfFile(text) : new OfLibrary(BuiltIn.values()[index]);
  }

  /** The text by which a configuration names this source. */
  String text();

  /** A data set that is part of the library, such as {@code builtin:digits}. */
  record OfLibrary(BuiltIn data) implements DataSource {

    @Override
    public String text() {
      return PREFIX + Words.of(data);
    }
  }

  /** A file; a relative path starts at the folder of the configuration. */
  record OfFile(String path) implements DataSource {

    @Override
    public String text() {
      return path;
    }

    /** The file, for a configuration that lies in the folder. */
    public Path in(Path folder) {
      return folder.resolve(path).normalize();
    }
  }
}
