package dev.sinabro.cli.catalogue;

import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Published;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the rows come from. */
public sealed interface DataSource {

  /** What comes before the name of a built-in data set. */
  String BUILT_IN = "builtin:";
  /** What comes before the name of a data set that is fetched into the cache. */
  String CACHED = "cache:";

  /** What the files of some data are. */
  enum Form {
    TABLE, TEXT, IDX, IMAGES, CIFAR, ARRAYS;

    /** How a message calls it. */
    public String text() {
      return switch (this) {
        case TABLE -> "a table";
        case TEXT -> "a text";
        case IDX -> "a folder of IDX files";
        case IMAGES -> "a folder of images";
        case CIFAR -> "the folder of CIFAR-10";
        case ARRAYS -> "a file of arrays";
      };
    }
  }

  /** The source that a text names; a named data set that is not there counts as a file. */
  static DataSource of(String text) {
    return named().filter(source -> source.text().equals(text)).findFirst().orElseGet(() -> new OfFile(text));
  }

  private static Stream<DataSource> named() {
    return Stream.concat(Stream.of(BuiltIn.values()).map(OfLibrary::new), Published.ALL.stream().map(OfCache::new));
  }

  /** The names with a prefix, such as {@link #BUILT_IN}. */
  static List<String> names(String prefix) {
    return named().map(DataSource::text).filter(text -> text.startsWith(prefix))
        .map(text -> text.substring(prefix.length())).toList();
  }

  /** The text by which a configuration names this source. */
  String text();

  /** What its files are; empty where that is for the data to tell. */
  Optional<Form> form();

  /** A data set that is part of the library, such as {@code builtin:digits}. */
  record OfLibrary(BuiltIn data) implements DataSource {

    @Override
    public String text() {
      return BUILT_IN + Words.of(data);
    }

    @Override
    public Optional<Form> form() {
      return Optional.of(data.isTable() ? Form.TABLE : Form.TEXT);
    }
  }

  /** A data set that is fetched once, such as {@code cache:mnist}. */
  record OfCache(Published data) implements DataSource {

    @Override
    public String text() {
      return CACHED + data.name();
    }

    @Override
    public Optional<Form> form() {
      return Optional.of(switch (data.format()) {
        case IDX -> Form.IDX;
        case IMAGES -> Form.IMAGES;
      });
    }
  }

  /** A file or a folder; a relative path starts at the folder of the configuration. */
  record OfFile(String path) implements DataSource {

    @Override
    public String text() {
      return path;
    }

    @Override
    public Optional<Form> form() {
      return Optional.empty();
    }

    /** The file, for a configuration that lies in the folder. */
    public Path in(Path folder) {
      return folder.resolve(path).normalize();
    }
  }
}
