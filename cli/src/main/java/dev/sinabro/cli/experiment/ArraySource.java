package dev.sinabro.cli.experiment;

import dev.sinabro.cli.catalogue.DataSection.OfArrays;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.ArrayRows;
import dev.sinabro.data.ColumnTypes;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.InMemory;
import dev.sinabro.data.Labeled;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Npy;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.graph.HostTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Arrays as rows: those that a configuration names, and those that its model is asked about.
 *
 * @param section says which arrays they are
 */
record ArraySource(OfArrays section) {
  private static final String SINGLE = ".npy";

  /** All parts. The data file of the section has its absolute path. */
  Prepared<?> prepared(ConfigurationFile file, long seed) {
    Path path = switch (section.source()) {
      case DataSource.OfFile arrays -> Path.of(arrays.path());
      case DataSource.OfLibrary _, DataSource.OfCache _ -> throw Preparation.refused(section.source());
    };
    ArrayRows rows = labeled(path, section.features(), section.target());
    Optional<ArrayRows> test = Optional.ofNullable(section.testFeatures())
        .map(features -> labeled(path, features, testTarget()));
    if (!rows.areImages()) {
      Preparation.requireTold(file, rows.table().columnNames(), section.types(), ArrayRows.TARGET, List.of());
      return table(rows, test, seed);
    }
    if (!section.types().equals(ColumnTypes.USUAL)) {
      throw file
          .wrong("array " + section.features() + " has images, which have no columns; take out columns, missing and"
              + " unknown", "data");
    }
    return images(rows, test, seed);
  }

  private String testTarget() {
    if (section.testTarget() == null) {
      throw new UserException(ExitCode.CONFIGURATION,
          "data.test-features names an array, but data.test-target does not; name that of their targets too");
    }
    return section.testTarget();
  }

  private Prepared<ImagePreprocessing> images(ArrayRows rows, Optional<ArrayRows> test, long seed) {
    InMemory images = rows.images(Optional.empty());
    var split = section.split();
    String source = rows.source();
    if (test.isEmpty()) {
      return ImagePreprocessing.split(source, images, split.validation(), split.test(), seed, section.normalize());
    }
    int classes = images.field(Field.TARGET).meaning() instanceof Meaning.Classes(var names) ? names.size() : 0;
    return ImagePreprocessing.split(source, images, split.validation(), test.get().images(Optional.of(classes)), seed,
        section.normalize());
  }

  private Prepared<TablePreprocessing> table(ArrayRows rows, Optional<ArrayRows> test, long seed) {
    Table table = rows.table().typed(section.types());
    Labeled labeled = section.task() == null
        ? table.target(ArrayRows.TARGET)
        : table.target(ArrayRows.TARGET, section.task());
    double drawn = test.isEmpty() ? section.split().test() : 0;
    var prepared = labeled.split(section.split().validation(), drawn, seed).normalized(section.normalize());
    return test.isEmpty()
        ? prepared
        : new Prepared<>(prepared.training(), prepared.validation(),
            prepared.preprocessing().dataset(test.get().table()), prepared.preprocessing());
  }

  /** Rows with what was to be learned of them; of arrays that bear the names of the test, those. */
  ArrayRows labeled(Path path) {
    String test = section.testFeatures();
    return test != null && has(path, test)
        ? labeled(path, test, testTarget())
        : labeled(path, section.features(), section.target());
  }

  private ArrayRows labeled(Path path, String features, String target) {
    return new ArrayRows(path.toString(), array(path, features), Optional.of(array(path, target)));
  }

  /** Rows to predict for: the only array of a file, or that with the name of the features. */
  ArrayRows unlabeled(Path path) {
    return new ArrayRows(path.toString(),
        path.toString().endsWith(SINGLE) ? Npy.read(path) : array(path, section.features()), Optional.empty());
  }

  /** The images of these rows, as those that a model learned from. */
  Dataset images(ArrayRows rows, ImagePreprocessing learned) {
    return rows.images(Optional.of(learned.classes().size()));
  }

  private static boolean has(Path path, String name) {
    return Files.isDirectory(path) ? Files.exists(path.resolve(name + SINGLE)) : Npy.archive(path).containsKey(name);
  }

  private static HostTensor array(Path path, String name) {
    if (Files.isDirectory(path)) {
      return Npy.read(path.resolve(name + SINGLE));
    }
    Map<String, HostTensor> arrays = Npy.archive(path);
    HostTensor array = arrays.get(name);
    if (array == null) {
      throw new UserException(ExitCode.DATA, path + ": has no array '" + name + "'; it has "
          + String.join(", ", arrays.keySet()) + "; name one by data.features, data.target");
    }
    return array;
  }
}
