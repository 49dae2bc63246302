package dev.sinabro.cli.experiment;

import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.DataSection.OfArrays;
import dev.sinabro.cli.catalogue.DataSection.OfCifar;
import dev.sinabro.cli.catalogue.DataSection.OfIdx;
import dev.sinabro.cli.catalogue.DataSection.OfImages;
import dev.sinabro.cli.catalogue.DataSource;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.Cifar;
import dev.sinabro.data.DataCache;
import dev.sinabro.data.DataException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Idx;
import dev.sinabro.data.ImageFiles;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.InMemory;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.Published;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images as rows: those that a configuration names, and those that its model is asked about.
 *
 * @param section says what files they are
 */
public record ImageSource(DataSection.OfLabeledImages section) {
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  /** Images without classes, and what each is called. */
  public record Unlabeled(List<String> names, Dataset rows) {}

  /** All parts. The data file of the section has its absolute path. */
  Prepared<ImagePreprocessing> prepared(long seed) {
    Path folder = folder();
    return switch (section) {
      case OfIdx idx -> {
        InMemory training = Idx.images(folder.resolve(idx.images()), folder.resolve(idx.labels()));
        yield besides(training, labeled(idx, classes(training), folder), seed);
      }
      case OfCifar _ -> besides(Cifar.images(Cifar.TRAINING.stream().map(folder::resolve).toList()),
          Cifar.images(List.of(folder.resolve(Cifar.TEST))), seed);
      case OfArrays arrays -> throw Preparation.refused(arrays.source());
      case OfImages images when hasParts(folder) -> {
        Dataset training = reader(images).folder(folder.resolve(TRAIN));
        yield besides(training, reader(images).folder(folder.resolve(TEST), classes(training)), seed);
      }
      case OfImages images -> ImagePreprocessing.split(folder.toString(), reader(images).folder(folder),
          images.split().validation(), images.split().test(), seed, images.normalize());
    };
  }

  private Prepared<ImagePreprocessing> besides(Dataset training, Dataset test, long seed) {
    return ImagePreprocessing.split(section.source().text(), training, section.split().validation(), test, seed,
        section.normalize());
  }

  private Path folder() {
    return switch (section.source()) {
      case DataSource.OfFile file -> Path.of(file.path());
      case DataSource.OfCache cached -> cached(cached.data());
      case DataSource.OfLibrary library -> throw Preparation.refused(library);
    };
  }

  /**
   * The folder of data in the cache.
   *
   * @throws UserException where they are not there and cannot be fetched, with what to put where
   */
  public static Path cached(Published data) {
    try {
      return DataCache.usual().get(data);
    } catch (DataException missing) {
      throw new UserException(ExitCode.DATA, missing.getMessage() + " with --data DIR");
    }
  }

  private static boolean hasParts(Path folder) {
    return Files.isDirectory(folder.resolve(TRAIN)) && Files.isDirectory(folder.resolve(TEST));
  }

  private static ImageFiles reader(OfImages images) {
    return new ImageFiles(images.colors(), images.size());
  }

  private static List<String> classes(Dataset images) {
    return images.field(Field.TARGET).meaning() instanceof Meaning.Classes(var names) ? names : List.of();
  }

  /** The images of a folder like that of the training, with their classes; where it has a part for the test, that one. */
  Dataset labeled(ImagePreprocessing learned, Path folder) {
    return fitting(learned, folder, switch (section) {
      case OfIdx idx -> labeled(idx, learned.classes(), folder);
      case OfCifar _ -> Cifar.images(List.of(Files.isDirectory(folder) ? folder.resolve(Cifar.TEST) : folder));
      case OfArrays arrays -> {
        var source = new ArraySource(arrays);
        yield source.images(source.labeled(folder), learned);
      }
      case OfImages images ->
        reader(images).folder(hasParts(folder) ? folder.resolve(TEST) : folder, learned.classes());
    });
  }

  private static InMemory labeled(OfIdx idx, List<String> classes, Path folder) {
    return Idx.images(folder.resolve(idx.testImages()), folder.resolve(idx.testLabels()), classes.size());
  }

  /** The images of a file of many, a picture, or all pictures of a folder, which are decoded whenever they are asked for. */
  public Unlabeled unlabeled(ImagePreprocessing learned, Path path) {
    Unlabeled found = switch (section) {
      case OfIdx _ -> numbered(Idx.images(path));
      case OfCifar _ -> numbered(Cifar.images(List.of(path)));
      case OfArrays arrays -> {
        var source = new ArraySource(arrays);
        yield numbered(source.images(source.unlabeled(path), learned));
      }
      case OfImages images -> {
        List<Path> files = ImageFiles.pictures(path);
        if (files.isEmpty()) {
          throw new UserException(ExitCode.DATA, path + ": has no PNG or JPEG file");
        }
        yield new Unlabeled(files.stream().map(file -> file.getFileName().toString()).toList(),
            reader(images).keeping(0).files(files));
      }
    };
    return new Unlabeled(found.names(), fitting(learned, path, found.rows()));
  }

  private static Unlabeled numbered(Dataset images) {
    return new Unlabeled(IntStream.rangeClosed(1, images.rowCount()).mapToObj(Integer::toString).toList(), images);
  }

  private static Dataset fitting(ImagePreprocessing learned, Path path, Dataset images) {
    var found = images.field(Field.FEATURES).row().shape();
    var known = learned.fields().getFirst().row().shape();
    if (!found.equals(known)) {
      throw new UserException(ExitCode.DATA,
          path + ": holds images " + found + " of channels, height and width, but the"
              + " model learned from " + known + "; have them resized to that");
    }
    return images;
  }
}
