package dev.sinabro.data;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A data set that does not come with the library; {@link DataCache} fetches it once, or is told where it is.
 *
 * @param name of its folder in the cache
 * @param format who reads it
 * @param files that it is made of; none where they are not known one by one
 * @param places where the files are, each the beginning of an address that the name of a file completes; none where it
 *     cannot be fetched
 * @param content what a person puts into the folder, where it cannot be fetched
 */
public record Published(String name, Format format, List<File> files, List<URI> places, String content) {
  /** 70,000 handwritten digits, images of 28 x 28 bytes in {@link Idx} files; Y. LeCun, C. Cortes, C. J. C. Burges. */
  public static final Published MNIST = new Published("mnist", Format.IDX,
      List.of(
          new File("train-images-idx3-ubyte.gz", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
          new File("train-labels-idx1-ubyte.gz", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
          new File("t10k-images-idx3-ubyte.gz", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
          new File("t10k-labels-idx1-ubyte.gz", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
      List.of(URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
          URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
      "the four files of MNIST");

  /** 259 photographs of 64 x 64 pixels, cats and other things, as they circulate with exercises of a course. */
  public static final Published CATS = new Published("cats", Format.IMAGES, List.of(), List.of(),
      "the folders train and test, each with a folder of PNG files for each class");

  /** All that a name can mean. */
  public static final List<Published> ALL = List.of(MNIST, CATS);

  /** What its files are. */
  public enum Format {
    /** Read by {@link Idx}, under the names of the MNIST files. */
    IDX,
    /** Read by {@link ImageFiles}: folders train and test, each with a folder for each class. */
    IMAGES
  }

  /**
   * A file.
   *
   * @param name of the file; one that ends in {@code .gz} may lie in the cache without that ending, unpacked
   * @param sha256 of its content, unpacked where it is packed by gzip, in hexadecimal digits
   */
  public record File(String name, String sha256) {
    /** Its name where it is unpacked. */
    String unpackedName() {
      return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }
  }

  /** Keeps copies of the lists. */
  public Published {
    files = List.copyOf(files);
    places = List.copyOf(places);
  }

  /** The data set of a name. */
  public static Optional<Published> of(String name) {
    return ALL.stream().filter(data -> data.name.equals(name)).findFirst();
  }
}
