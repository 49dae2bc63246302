package dev.sinabro.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads pictures, PNG and JPEG, as rows of {@link Field#FEATURES}: bytes [channels, height, width]. How a picture is to be
 * turned (EXIF) and how opaque it is (alpha) is not looked at. One of more than 2²⁶ pixels is refused.
 *
 * <pre>{@code
 * var train = ImageFiles.of(Colors.RGB).folder(Path.of("pets/train"));       // pets/train/cat/1.png, pets/train/dog/...
 * }</pre>
 *
 * @param colors what a pixel is read as
 * @param size height and width to which pictures are brought; empty: all must have that of the first
 * @param mostBytes up to which all pictures together are decoded at once and kept; where they are more, each is decoded
 *     whenever it is asked for
 */
public record ImageFiles(Colors colors, Optional<Size> size, long mostBytes) {
  private static final long USUAL_BYTES = 1L << 31;
  /** The JDK reads others too, which nobody asked for. */
  private static final List<String> FORMATS = List.of("png", "jpeg");
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");
  /** How the decoder of JPEG begins its warnings of pictures of which a part is missing. */
  private static final List<String> DAMAGED = List.of("Premature end", "Corrupt JPEG");

  /** In pixels, at least 1 each. */
  public record Size(int height, int width) {
    /** Checks the ranges. */
    public Size {
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "a picture of " + height + " x " + width + " pixels; each must be at least 1");
      }
    }
  }

  /** Pixels of a picture, at most: 8,192 x 8,192. */
  private static final long MOST_PIXELS = 1 << 26;

  /** A picture and its class. */
  private record Labeled(Path file, int label) {}

  /** Pictures of which up to 2 GB are kept. */
  public ImageFiles(Colors colors, Optional<Size> size) {
    this(colors, size, USUAL_BYTES);
  }

  /** Pictures that all have one size. */
  public static ImageFiles of(Colors colors) {
    return new ImageFiles(colors, Optional.empty());
  }

  /** The same, where each picture is brought to a size. */
  public ImageFiles resized(int height, int width) {
    return new ImageFiles(colors, Optional.of(new Size(height, width)), mostBytes);
  }

  /** The same, where pictures of more bytes than this together are decoded each time. */
  public ImageFiles keeping(long bytes) {
    return new ImageFiles(colors, size, bytes);
  }

  /**
   * The pictures of a folder that holds a folder for each class, in the order of their names; {@link Field#TARGET} is the
   * class.
   *
   * @throws DataException where there are fewer than two classes, one has no picture, or a picture cannot be used
   */
  public Dataset folder(Path folder) {
    List<String> classes = list(folder).stream().filter(Files::isDirectory).map(ImageFiles::name).toList();
    if (classes.size() < 2) {
      throw DataException.ofSource(folder.toString(),
          "expected a folder for each class, two at least, found " + (classes.isEmpty() ? "none" : classes));
    }
    return folder(folder, classes);
  }

  /**
   * As {@link #folder(Path)}, with known classes, of which some may be missing.
   *
   * @throws DataException where a folder is none of them, too
   */
  public Dataset folder(Path folder, List<String> classes) {
    List<Labeled> pictures = new ArrayList<>();
    for (Path each : list(folder).stream().filter(Files::isDirectory).toList()) {
      int label = classes.indexOf(name(each));
      if (label < 0) {
        throw DataException.ofSource(each.toString(), "is no class known from training; expected one of "
            + Table.list(classes));
      }
      List<Path> files = pictures(each);
      if (files.isEmpty()) {
        throw DataException.ofSource(each.toString(), "has no PNG or JPEG file; expected those of a class");
      }
      files.forEach(file -> pictures.add(new Labeled(file, label)));
    }
    if (pictures.isEmpty()) {
      throw DataException.ofSource(folder.toString(), "expected a folder for each class, found none");
    }
    List<Path> files = pictures.stream().map(Labeled::file).toList();
    Field target = Field.integers(Field.TARGET).meaning(new Meaning.Classes(classes));
    InMemory labels = InMemory.rows(files.size()).with(target, pictures.stream().mapToInt(Labeled::label).toArray());
    return rows(files, labels);
  }

  /**
   * Pictures without classes, in the order given.
   *
   * @param files at least one
   * @throws DataException where one cannot be used
   */
  public Dataset files(List<Path> files) {
    return rows(files, InMemory.rows(files.size()));
  }

  private Dataset rows(List<Path> files, InMemory labels) {
    Pixels first = read(files.getFirst());
    Field pixels = Field.bytes(Field.FEATURES, colors.channels(), first.height(), first.width());
    var decoded = new DecodedPictures(files, this::read, pixels, labels);
    long bytes = files.size() * pixels.row().byteSize();
    if (bytes > mostBytes) {
      return decoded;
    }
    MemorySegment all = Arena.ofAuto().allocate(bytes, Long.BYTES);
    decoded.read(IntStream.range(0, files.size()).toArray(), Map.of(Field.FEATURES, all));
    InMemory kept = InMemory.rows(files.size()).with(pixels, all);
    for (Field label : labels.fields()) {
      kept = kept.with(label, labels.values(label.name()).bytes());
    }
    return kept;
  }

  /** The pictures right in a folder, by name; or the one that the path itself is. */
  public static List<Path> pictures(Path path) {
    return Files.isDirectory(path)
        ? list(path).stream().filter(file -> Files.isRegularFile(file) && isPicture(file)).toList()
        : List.of(path);
  }

  private static boolean isPicture(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** What is in a folder and is not hidden, by name. */
  private static List<Path> list(Path folder) {
    try (Stream<Path> content = Files.list(folder)) {
      return content.filter(path -> !name(path).startsWith(".")).sorted().toList();
    } catch (IOException unreadable) {
      throw Csv.unreadable(folder.toString(), unreadable);
    }
  }

  private Pixels read(Path file) {
    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
      if (stream == null) {
        throw DataException.ofSource(file.toString(), Files.exists(file) ? "may not be read" : "there is no such file");
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      while (readers.hasNext()) {
        ImageReader reader = readers.next();
        if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          return read(reader, stream, file);
        }
        reader.dispose();
      }
      throw DataException.ofSource(file.toString(), "is no PNG or JPEG picture; replace or remove it");
    } catch (IOException unreadable) {
      throw Csv.unreadable(file.toString(), unreadable);
    }
  }

  private Pixels read(ImageReader reader, ImageInputStream stream, Path file) {
    List<String> warnings = new ArrayList<>();
    try {
      reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
      reader.setInput(stream);
      requireSize(reader, file);
      Pixels pixels = Pixels.of(reader.read(0), colors);
      warnings.stream().filter(warning -> DAMAGED.stream().anyMatch(warning::startsWith)).findFirst()
          .ifPresent(warning -> {
            throw broken(file, warning);
          });
      return size.map(wanted -> pixels.resized(wanted.height(), wanted.width())).orElse(pixels);
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException damaged) {
      // What the decoders of the JDK throw where a file contradicts itself.
      throw broken(file, String.valueOf(damaged.getMessage()));
    } finally {
      reader.dispose();
    }
  }

  /** A few bytes can say that they are a picture that no memory holds. */
  private static void requireSize(ImageReader reader, Path file) throws IOException {
    long height = reader.getHeight(0);
    long width = reader.getWidth(0);
    if (height * width > MOST_PIXELS) {
      throw DataException.ofSource(file.toString(), "is " + height + " x " + width
          + " pixels high and wide, but " + MOST_PIXELS + " are the most that are read; have it made smaller");
    }
  }

  private static DataException broken(Path file, String how) {
    return DataException.ofSource(file.toString(), "is damaged (" + how + "); replace or remove it");
  }
}
