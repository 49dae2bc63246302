package dev.sinabro.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Images of CIFAR-10 in its binary version: files of records of 3,073 bytes, the class from 0 to 9 and three planes, red,
 * green and blue, of 32 x 32 pixels. Described by A. Krizhevsky with the data.
 */
public final class Cifar {
  /** The classes in the order of their numbers. */
  public static final List<String> CLASSES =
      List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
  /** The files of training, in a folder {@code cifar-10-batches-bin}. */
  public static final List<String> TRAINING = List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
      "data_batch_4.bin", "data_batch_5.bin");
  /** The file of the test. */
  public static final String TEST = "test_batch.bin";

  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int RECORD = 1 + PIXELS;

  private Cifar() {}

  /**
   * The images of some files, one after the other: {@link Field#FEATURES}, bytes [3, 32, 32], and {@link Field#TARGET}, one
   * of {@link #CLASSES}.
   *
   * @throws DataException where a file is none of records, or has a class beyond 9
   */
  public static InMemory images(List<Path> files) {
    List<MemorySegment> records = files.stream().map(Cifar::records).toList();
    long rows = records.stream().mapToLong(segment -> segment.byteSize() / RECORD).sum();
    if (rows > Integer.MAX_VALUE) {
      throw DataException.ofSource(files.getFirst().toString(), rows + " images are more than 2^31");
    }
    MemorySegment pixels = Arena.ofAuto().allocate(rows * PIXELS, Long.BYTES);
    int[] classes = new int[(int) rows];
    int row = 0;
    for (int file = 0; file < files.size(); file++) {
      MemorySegment segment = records.get(file);
      for (long at = 0; at < segment.byteSize(); at += RECORD) {
        int label = Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, at));
        if (label >= CLASSES.size()) {
          throw DataException.ofByte(files.get(file).toString(), at, "expected a class from 0 to 9, found " + label
              + "; is it the binary version of CIFAR-10?");
        }
        classes[row] = label;
        MemorySegment.copy(segment, at + 1, pixels, (long) row * PIXELS, PIXELS);
        row++;
      }
    }
    return InMemory.rows(row).with(Field.bytes(Field.FEATURES, 3, SIDE, SIDE), pixels)
        .with(Field.integers(Field.TARGET).meaning(new Meaning.Classes(CLASSES)), classes);
  }

  private static MemorySegment records(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      if (all.byteSize() == 0 || all.byteSize() % RECORD != 0) {
        throw DataException.ofByte(file.toString(), all.byteSize(), "the file ends within a record of " + RECORD
            + " bytes, a class and 32 x 32 x 3 pixels; fetch it again, unpacked");
      }
      return all;
    } catch (IOException e) {
      throw Csv.unreadable(file.toString(), e);
    }
  }
}
