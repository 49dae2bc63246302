package dev.sinabro.cli.program;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.picture.ImageGrid;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Idx;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.train.StepGraph;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The digits of MNIST: bytes of 28 x 28 pixels and their classes, one batch after the other. */
final class Digits {
  static final int SIDE = 28;
  static final int PIXELS = SIDE * SIDE;
  private static final double WHITE = 255;
  private static final int ACROSS = 10;

  private final Dataset rows;

  private Digits(Dataset rows) {
    this.rows = rows;
  }

  /** Those to learn from. */
  static Digits training(Path folder) {
    return of(folder, "train");
  }

  /** Those that are not learned from. */
  static Digits test(Path folder) {
    return of(folder, "t10k");
  }

  private static Digits of(Path folder, String part) {
    Path images = folder.resolve(part + "-images-idx3-ubyte");
    InMemory rows = Idx.images(images, folder.resolve(part + "-labels-idx1-ubyte"), 10);
    if (rows.field(Field.FEATURES).row().shape().count() != PIXELS) {
      throw new UserException(ExitCode.DATA, images + ": expected images of 28 x 28 bytes, found "
          + rows.field(Field.FEATURES).row());
    }
    return new Digits(rows);
  }

  /** Images and classes by name. */
  Dataset rows() {
    return rows;
  }

  /** The images of a batch where a step reads them, [batch, 1, 28, 28], as numbers from 0 to 1. */
  static Tensor images(StepGraph step, int batch) {
    return step.input("images", TensorType.u8(batch, 1, SIDE, SIDE)).cast(DType.F32).mul(1 / WHITE);
  }

  /** Their classes, [batch]. */
  static Tensor classes(StepGraph step, int batch) {
    return step.input("classes", TensorType.i32(batch));
  }

  /** The largest batch that these digits fill, up to one. */
  int batch(int most) {
    return Math.min(most, rows.rowCount());
  }

  /** How many whole batches there are. */
  int batches(int batch) {
    return rows.rowCount() / batch;
  }

  /** The numbers of all digits in an order that is drawn, batch by batch; what fills no last one is left out. */
  List<int[]> order(int batch, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows.rowCount()).boxed().toList());
    Collections.shuffle(order, random);
    return IntStream.range(0, batches(batch)).mapToObj(
        i -> order.subList(i * batch, (i + 1) * batch).stream().mapToInt(Integer::intValue).toArray()).toList();
  }

  /** Some digits, as a step takes {@code images} and {@code classes}. */
  Map<String, Object> batch(int... numbers) {
    int[] classes = rows.values(Field.TARGET).ints();
    return Map.of("images", pixels(numbers), "classes", IntStream.of(numbers).map(i -> classes[i]).toArray());
  }

  /** The pixels of some digits, from 0 to 255. */
  byte[] pixels(int... numbers) {
    byte[] pixels = new byte[numbers.length * PIXELS];
    rows.read(numbers, Map.of(Field.FEATURES, MemorySegment.ofArray(pixels)));
    return pixels;
  }

  /** Numbers from 0 to 1 as bytes. */
  static byte[] bytes(float[] levels) {
    byte[] bytes = new byte[levels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(WHITE * Math.clamp(levels[i], 0, 1));
    }
    return bytes;
  }

  /** Bytes as numbers from 0 to 1. */
  static float[] levels(byte[] pixels) {
    float[] levels = new float[pixels.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (float) (Byte.toUnsignedInt(pixels[i]) / WHITE);
    }
    return levels;
  }

  /** Draws digits from 0 to 1, ten in a line; each part begins a new one. */
  static void draw(Path file, float[]... parts) throws IOException {
    List<List<float[]>> lines = new ArrayList<>();
    for (float[] part : parts) {
      for (int from = 0; from < part.length; from += PIXELS) {
        if (from % (ACROSS * PIXELS) == 0) {
          lines.add(new ArrayList<>());
        }
        lines.getLast().add(Arrays.copyOfRange(part, from, from + PIXELS));
      }
    }
    new ImageGrid(1, SIDE, SIDE, lines).write(file);
  }
}
