package dev.sinabro.data;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Arrays as rows, such as {@link Npy} reads: [rows, columns] of any type become a table whose columns are called {@code x0},
 * {@code x1} and so on; bytes [rows, height, width], [rows, channels, height, width] or [rows, height, width, channels], of
 * 1 or 3 channels, become images; of four axes the second one is that of the channels where it can be.
 *
 * @param source what errors call it
 * @param features of the rows
 * @param target a number or a class a row, [rows] or [rows, 1]; empty where there is nothing to be learned
 */
public record ArrayRows(String source, HostTensor features, Optional<HostTensor> target) {
  /** The column that the target becomes. */
  public static final String TARGET = "y";

  /** Checks that both have as many rows, one at least. */
  public ArrayRows {
    if (features.shape().rank() == 0 || features.shape().extent(0) == 0 || features.type().byteSize() == 0) {
      throw DataException.ofSource(source, "expected rows along the first axis of the features, found none in "
          + features.type());
    }
    if (features.type().byteSize() / features.type().dtype().byteSize() > Integer.MAX_VALUE) {
      throw DataException.ofSource(source, features.type() + " are more than 2^31 numbers; use fewer rows at a time");
    }
    int rows = features.shape().extent(0);
    target.ifPresent(values -> {
      int[] extents = values.shape().extents();
      if (extents.length == 0 || extents.length > 2 || extents.length == 2 && extents[1] != 1) {
        throw DataException.ofSource(source, "expected a target of shape [rows] or [rows, 1], found " + values.type());
      }
      if (extents[0] != rows) {
        throw DataException.ofSource(source, "has " + rows + " rows of features, but " + extents[0]
            + " of the target; take two arrays that belong together");
      }
    });
  }

  /** Whether the rows are images; else they are those of a table. */
  public boolean areImages() {
    return features.type().dtype() == DType.U8 && features.shape().rank() >= 3;
  }

  /**
   * The rows as a table; a NaN is a missing value.
   *
   * @throws DataException where the features have more than two axes, or a number is infinite or beyond float32
   */
  public Table table() {
    int rank = features.shape().rank();
    if (rank > 2) {
      throw DataException.ofSource(source, "expected features of shape [rows, columns], or images of bytes, found "
          + features.type() + "; reshape them, or save images as unsigned bytes");
    }
    int rows = features.shape().extent(0);
    int width = rank == 1 ? 1 : features.shape().extent(1);
    List<Column> columns = new ArrayList<>();
    for (int column = 0; column < width; column++) {
      columns.add(column("x" + column, features, column, width));
    }
    target.ifPresent(values -> columns.add(column(TARGET, values, 0, 1)));
    return new Table(source, columns, IntStream.rangeClosed(1, rows).toArray());
  }

  private Column column(String name, HostTensor values, int offset, int stride) {
    int rows = values.shape().extent(0);
    for (int row = 0; row < rows; row++) {
      double value = values.value(row * stride + offset);
      if (Math.abs(value) > Float.MAX_VALUE) {
        throw DataException.ofCell(source, row + 1, name, "expected a finite number up to 3.4e38, found " + value
            + "; remove the row or correct the value");
      }
    }
    return new Column.Numbers(name, row -> values.value(row * stride + offset));
  }

  /**
   * The rows as images: {@link Field#FEATURES}, and where there is a target {@link Field#TARGET}, classes from 0 on.
   *
   * @param classes how many; empty: as many as the largest target tells
   * @throws DataException where they are none, or a target is no class
   */
  public InMemory images(Optional<Integer> classes) {
    if (!areImages()) {
      throw DataException.ofSource(source,
          "expected images, bytes [rows, height, width], [rows, channels, height, width] or"
              + " [rows, height, width, channels], found " + features.type());
    }
    int[] extents = features.shape().extents();
    int rows = extents[0];
    InMemory images;
    if (extents.length == 3) {
      images = InMemory.rows(rows).with(Field.bytes(Field.FEATURES, 1, extents[1], extents[2]), features.bytes());
    } else if (extents.length == 4 && isChannels(extents[1])) {
      images =
          InMemory.rows(rows).with(Field.bytes(Field.FEATURES, extents[1], extents[2], extents[3]), features.bytes());
    } else if (extents.length == 4 && isChannels(extents[3])) {
      images =
          InMemory.rows(rows).with(Field.bytes(Field.FEATURES, extents[3], extents[1], extents[2]), planes(extents));
    } else {
      throw DataException.ofSource(source, "expected images of 1 or 3 channels, found " + features.type());
    }
    return target.isPresent() ? labeled(images, target.get(), classes) : images;
  }

  private static boolean isChannels(int extent) {
    return extent == 1 || extent == 3;
  }

  /** The channels of each image one after the other, where they were beside each other in each pixel. */
  private MemorySegment planes(int[] extents) {
    int pixels = Math.multiplyExact(extents[1], extents[2]);
    int channels = extents[3];
    MemorySegment planes = Arena.ofAuto().allocate(features.type().byteSize(), Long.BYTES);
    MemorySegment mixed = features.bytes();
    for (long row = 0; row < extents[0]; row++) {
      long begin = row * pixels * channels;
      for (int pixel = 0; pixel < pixels; pixel++) {
        for (int channel = 0; channel < channels; channel++) {
          planes.set(ValueLayout.JAVA_BYTE, begin + (long) channel * pixels + pixel,
              mixed.get(ValueLayout.JAVA_BYTE, begin + (long) pixel * channels + channel));
        }
      }
    }
    return planes;
  }

  private InMemory labeled(InMemory images, HostTensor values, Optional<Integer> known) {
    int[] labels = new int[values.shape().extent(0)];
    int most = 0;
    for (int row = 0; row < labels.length; row++) {
      double label = values.value(row);
      if (!(label >= 0 && label == Math.rint(label) && label < known.orElse(65_536))) {
        throw DataException.ofCell(source, row + 1, TARGET, "expected a class from 0 to "
            + (known.orElse(65_536) - 1) + ", found " + label);
      }
      labels[row] = (int) label;
      most = Math.max(most, labels[row]);
    }
    var names = IntStream.range(0, known.orElse(most + 1)).mapToObj(Integer::toString).toList();
    return images.with(Field.integers(Field.TARGET).meaning(new Meaning.Classes(names)), labels);
  }
}
