package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Images and their classes. They stay bytes: {@link Field#FEATURES} is u8 [channels, height, width], and a network rescales
 * them on the device; {@link Field#TARGET} is a class.
 *
 * @param channels 1 for gray, 3 for red, green and blue
 * @param height in pixels
 * @param width in pixels
 * @param classes their names
 * @param scaling what a pixel is to the network, the same for all
 */
public record ImagePreprocessing(int channels, int height, int width, List<String> classes, Scaling scaling)
    implements Preprocessing {
  private static final Scaling TO_ONE = new Scaling(0, 255);
  private static final int LEVELS = 256;
  private static final int ROWS_AT_ONCE = 256;

  /** Keeps a copy of the list. */
  public ImagePreprocessing {
    classes = List.copyOf(classes);
  }

  /**
   * Images of which some are for validation and test; the parts hold their share of each class, see {@link RowSplit#of}.
   *
   * @param images with {@link Field#FEATURES}, bytes, and {@link Field#TARGET}, classes
   * @param validation the fraction of the rows, from 0; 0 for none
   * @param test the fraction of the rows, from 0; both together below 1
   * @param normalization min-max: bytes from 0 to 255 become numbers from 0 to 1; standard: mean 0 and deviation 1 over all
   *     pixels of training
   * @throws DataException where no row of some class is left for training
   */
  public static Prepared<ImagePreprocessing> split(String source, Dataset images, double validation, double test,
      long seed, Normalization normalization) {
    Function<String, RuntimeException> unsuited = detail -> DataException.ofSource(source, detail);
    RowSplit rows = RowSplit.of(images, validation, test, seed, unsuited);
    Dataset training = images.select(rows.training());
    return new Prepared<>(training, images.select(rows.validation()), images.select(rows.test()),
        of(training, normalization));
  }

  /**
   * As {@link #split(String, Dataset, double, double, long, Normalization)}, where the test has images of its own.
   *
   * @throws DataException where those are of another size
   */
  public static Prepared<ImagePreprocessing> split(String source, Dataset images, double validation, Dataset test,
      long seed, Normalization normalization) {
    var prepared = split(source, images, validation, 0, seed, normalization);
    if (!test.fields().equals(images.fields())) {
      throw DataException.ofSource(source, "images of training are " + images.field(Field.FEATURES).row()
          + ", those of the test " + test.field(Field.FEATURES).row() + "; they need one size");
    }
    return new Prepared<>(prepared.training(), prepared.validation(), test, prepared.preprocessing());
  }

  private static ImagePreprocessing of(Dataset training, Normalization normalization) {
    int[] extents = training.field(Field.FEATURES).row().shape().extents();
    if (!(training.field(Field.TARGET).meaning() instanceof Meaning.Classes(var names))) {
      throw new IllegalArgumentException("field " + Field.TARGET + " of images must be classes");
    }
    Scaling scaling = switch (normalization) {
      case STANDARD -> standard(histogram(training));
      case MIN_MAX -> TO_ONE;
      case NONE -> Scaling.IDENTITY;
    };
    return new ImagePreprocessing(extents[0], extents[1], extents[2], names, scaling);
  }

  /** How many pixels have each level. */
  private static long[] histogram(Dataset images) {
    long[] counts = new long[LEVELS];
    int size = Math.toIntExact(images.field(Field.FEATURES).row().byteSize());
    for (int from = 0; from < images.rowCount(); from += ROWS_AT_ONCE) {
      int[] rows = IntStream.range(from, Math.min(images.rowCount(), from + ROWS_AT_ONCE)).toArray();
      byte[] pixels = new byte[Math.multiplyExact(rows.length, size)];
      images.read(rows, Map.of(Field.FEATURES, MemorySegment.ofArray(pixels)));
      for (byte pixel : pixels) {
        counts[Byte.toUnsignedInt(pixel)]++;
      }
    }
    return counts;
  }

  private static Scaling standard(long[] counts) {
    double pixels = LongStream.of(counts).sum();
    double sum = 0;
    for (int level = 0; level < LEVELS; level++) {
      sum += (double) counts[level] * level;
    }
    double mean = sum / pixels;
    double squares = 0;
    for (int level = 0; level < LEVELS; level++) {
      squares += counts[level] * (level - mean) * (level - mean);
    }
    double deviation = Math.sqrt(squares / pixels);
    return new Scaling(mean, deviation > 0 ? deviation : 1);
  }

  @Override
  public List<Field> fields() {
    return List.of(Field.bytes(Field.FEATURES, channels, height, width),
        Field.integers(Field.TARGET).meaning(new Meaning.Classes(classes)));
  }
}
