package dev.sinabro.data;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes in the IDX format, that of the MNIST files: two bytes of 0, the element type (8), the number of
 * axes, the extent of each axis as a big-endian integer of 32 bits, and the elements, row-major. The format is described by
 * Y. LeCun, C. Cortes and C. J. C. Burges with the MNIST database. A file that was packed by gzip is unpacked, however it is
 * named; another one is mapped.
 *
 * <pre>{@code
 * var train = Idx.images(Path.of("train-images-idx3-ubyte.gz"), Path.of("train-labels-idx1-ubyte.gz"));
 * var test = Idx.images(Path.of("t10k-images-idx3-ubyte.gz"), Path.of("t10k-labels-idx1-ubyte.gz"));
 * }</pre>
 *
 * @param source what errors call it
 * @param extents of the axes
 * @param bytes the elements, row-major
 */
public record Idx(String source, List<Integer> extents, MemorySegment bytes) {
  private static final ValueLayout.OfInt EXTENT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int UNSIGNED_BYTES = 8;
  private static final int FIRST_EXTENT = 4;

  /** Keeps a copy of the list. */
  public Idx {
    extents = List.copyOf(extents);
  }

  /**
   * The array of a file; where there is none of this name, of that with {@code .gz} behind it.
   *
   * @throws DataException where it cannot be read, is no IDX file of unsigned bytes, is cut off, or goes on behind its end
   */
  public static Idx read(Path file) {
    Path packed = file.resolveSibling(file.getFileName() + ".gz");
    return Files.exists(file) || !Files.exists(packed) ? readExactly(file) : readExactly(packed);
  }

  private static Idx readExactly(Path file) {
    String source = file.toString();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return parse(source, isPacked(all) ? MemorySegment.ofArray(unpacked(file)) : all);
    } catch (IOException e) {
      throw Csv.unreadable(source, e);
    }
  }

  private static boolean isPacked(MemorySegment all) {
    return all.byteSize() >= 2
        && all.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 0) == (short) Gzip.MAGIC;
  }

  private static byte[] unpacked(Path file) throws IOException {
    var all = new ByteArrayOutputStream();
    try (InputStream stream = Gzip.unpacked(Files.newInputStream(file))) {
      byte[] chunk = new byte[1 << 16];
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        all.write(chunk, 0, read);
      }
      return all.toByteArray();
    } catch (EOFException | ZipException damaged) {
      throw DataException.ofByte(file.toString(), all.size(),
          "counted unpacked, the gzip file is cut off or damaged (" + damaged.getMessage() + "); fetch it again");
    }
  }

  private static Idx parse(String source, MemorySegment all) {
    if (all.byteSize() < FIRST_EXTENT) {
      throw DataException.ofByte(source, all.byteSize(),
          "the file ends; expected 4 bytes that say what it is, and more");
    }
    int zeros = Short.toUnsignedInt(all.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0));
    if (zeros != 0) {
      throw DataException.ofByte(source, 0,
          "expected two bytes of 0, with which an IDX file begins, found 0x%02x 0x%02x"
              .formatted(all.get(ValueLayout.JAVA_BYTE, 0), all.get(ValueLayout.JAVA_BYTE, 1)));
    }
    int type = all.get(ValueLayout.JAVA_BYTE, 2);
    if (type != UNSIGNED_BYTES) {
      throw DataException.ofByte(source, 2,
          "expected element type 0x08, unsigned bytes, found 0x%02x".formatted(type));
    }
    int axes = Byte.toUnsignedInt(all.get(ValueLayout.JAVA_BYTE, 3));
    long header = FIRST_EXTENT + 4L * axes;
    if (all.byteSize() < header) {
      throw DataException.ofByte(source, all.byteSize(), "the file ends within the extents of its " + axes + " axes");
    }
    List<Integer> extents = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      extents.add(all.get(EXTENT, FIRST_EXTENT + 4L * axis));
    }
    requireLength(source, all.byteSize(), header, extents);
    return new Idx(source, extents, all.asSlice(header));
  }

  private static void requireLength(String source, long present, long header, List<Integer> extents) {
    double wanted = header + extents.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    int negative = extents.indexOf(extents.stream().filter(extent -> extent < 0).findFirst().orElse(1));
    if (negative >= 0 && extents.get(negative) < 0) {
      throw DataException.ofByte(source, FIRST_EXTENT + 4L * negative,
          "expected the extent of axis " + negative + ", found " + extents.get(negative));
    }
    if (present != wanted) {
      String axes = extents.stream().map(Object::toString).collect(Collectors.joining(" x "));
      throw DataException.ofByte(source, (long) Math.min(present, wanted),
          present < wanted
              ? "the file ends, but its %s elements reach to byte %.0f; fetch it again".formatted(axes, wanted)
              : "expected the end behind %s elements, found %.0f bytes more".formatted(axes, present - wanted));
    }
  }

  /**
   * Images of one channel as rows of {@link Field#FEATURES}, bytes [1, height, width].
   *
   * @throws DataException where the file is no IDX file of images
   */
  public static InMemory images(Path file) {
    Idx images = read(file);
    requireAxes(images, 3, "images: count, height and width");
    int count = images.extents().getFirst();
    return InMemory.rows(count)
        .with(Field.bytes(Field.FEATURES, 1, images.extents().get(1), images.extents().get(2)), images.bytes());
  }

  /**
   * Images with the classes of another file: {@link Field#FEATURES}, bytes [1, height, width], and {@link Field#TARGET}, a
   * class from 0 to the largest label.
   *
   * @throws DataException where one of the files is none of its kind, or their counts differ
   */
  public static InMemory images(Path images, Path labels) {
    Idx classes = labels(labels);
    int most = 0;
    for (int row = 0; row < classes.extents().getFirst(); row++) {
      most = Math.max(most, classes.label(row));
    }
    return labeled(images(images), images, classes, most + 1);
  }

  /**
   * As {@link #images(Path, Path)}, with a known number of classes.
   *
   * @throws DataException where a label is none of them, too
   */
  public static InMemory images(Path images, Path labels, int classes) {
    return labeled(images(images), images, labels(labels), classes);
  }

  private static Idx labels(Path file) {
    Idx labels = read(file);
    requireAxes(labels, 1, "labels: their count");
    return labels;
  }

  private static InMemory labeled(InMemory images, Path source, Idx labels, int classes) {
    int count = labels.extents().getFirst();
    if (count != images.rowCount()) {
      throw DataException.ofByte(labels.source(), FIRST_EXTENT,
          "counts " + count + " labels, but " + source + " counts " + images.rowCount()
              + " images; take two files that belong together");
    }
    int[] target = new int[count];
    for (int row = 0; row < count; row++) {
      target[row] = labels.label(row);
      if (target[row] >= classes) {
        throw DataException.ofByte(labels.source(), FIRST_EXTENT + 4L + row,
            "expected a label from 0 to " + (classes - 1) + ", as in training, found " + target[row]);
      }
    }
    var names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return images.with(Field.integers(Field.TARGET).meaning(new Meaning.Classes(names)), target);
  }

  private int label(int row) {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, row));
  }

  private static void requireAxes(Idx array, int axes, String what) {
    if (array.extents().size() != axes) {
      throw DataException.ofByte(array.source(), 3,
          "expected " + axes + (axes == 1 ? " axis" : " axes") + " of " + what + ", found " + array.extents().size());
    }
    if (array.extents().contains(0)) {
      throw DataException.ofByte(array.source(), FIRST_EXTENT + 4L * array.extents().indexOf(0),
          "expected 1 at least, found 0: the file holds nothing");
    }
  }
}
