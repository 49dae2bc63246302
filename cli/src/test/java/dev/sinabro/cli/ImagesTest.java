package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.data.DataException;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.io.Safetensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images through the command: in IDX files and in folders, small ones that the test makes. */
class ImagesTest {
  private static final int SIZE = 6;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Random random = new Random(5);

  @TempDir
  private Path folder = Path.of("");

  private String sinabro(int code, Object... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    assertEquals(code, Sinabro.run(new PrintWriter(out), new PrintWriter(err), texts), err.toString());
    return out.toString();
  }

  /** Noise, which is brighter in the upper, or left, or lower half: that is the class. */
  private int level(int label, int y, int x) {
    boolean bright = label == 0 ? y < SIZE / 2 : label == 1 ? x < SIZE / 2 : y >= SIZE / 2;
    return random.nextInt(120) + (bright ? 120 : 0);
  }

  private void idx(String part, int count) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIZE * SIZE).put(new byte[] {0, 0, 8, 3}).putInt(count)
        .putInt(SIZE).putInt(SIZE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).put(new byte[] {0, 0, 8, 1}).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 3));
      for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
        images.put((byte) level(i % 3, pixel / SIZE, pixel % SIZE));
      }
    }
    try (OutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("idx/" + part + "-images-idx3-ubyte.gz")))) {
      gzip.write(images.array());
    }
    Files.write(folder.resolve("idx/" + part + "-labels-idx1-ubyte"), labels.array());
  }

  private void pictures(String part, int count, int size) throws IOException {
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < size * size; pixel++) {
        image.setRGB(pixel % size, pixel / size,
            0x010101 * level(i % 3, pixel / size * SIZE / size, pixel % size * SIZE / size));
      }
      Path file = folder.resolve(part + "/" + List.of("a", "b", "c").get(i % 3) + "/" + i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
  }

  private Path configuration(String data) throws IOException {
    return Files.writeString(folder.resolve("c.yaml"), "data: " + data + """

        model:
          - conv2d: {channels: 4, kernel: 3, padding: 1}
          - relu
          - flatten
          - dense: {}
        optimizer: {adam: {learning-rate: 0.01}}
        train: {epochs: 6, batch-size: 8}
        """);
  }

  @Test
  void idxFilesAreLearnedFromAsBytes() throws IOException {
    Files.createDirectories(folder.resolve("idx"));
    idx("train", 120);
    idx("t10k", 30);
    Path file = configuration("{kind: idx, path: elsewhere}");
    Path run = folder.resolve("run");
    String told = sinabro(0, "train", file, "--data", folder.resolve("idx"), "--out", run, "--device", "cpu");
    assertTrue(told.contains("150 rows · 108 train · 12 validation · 30 test"), told);
    assertTrue(told.contains("model    conv2d 4 3x3 · relu · flatten · dense 3 · "), told);
    assertTrue(told.contains("test accuracy 1.0000"), told);
    assertEquals(List.of("0.weight", "0.bias", "3.weight", "3.bias"),
        List.copyOf(Safetensors.read(run.resolve("model.safetensors")).tensors().keySet()),
        "the scaling takes no place");
    assertTrue(sinabro(0, "evaluate", run).contains("confusion matrix"), out.toString());
    assertTrue(sinabro(0, "evaluate", run, "--data", folder.resolve("idx")).contains("30 rows"), out.toString());
    List<String> lines =
        sinabro(0, "predict", run, "--input", folder.resolve("idx/t10k-images-idx3-ubyte")).lines().toList();
    assertEquals(31, lines.size());
    assertEquals("image,class,probability", lines.getFirst());
    assertTrue(lines.get(2).startsWith("2,1,"), lines.get(2));
    assertTrue(sinabro(0, "summary", run).contains("[1, 6, 6]"), out.toString());
    sinabro(0, "gradcheck", file, "--data", folder.resolve("idx"));
  }

  @Test
  void foldersOfPicturesAreLearnedFrom() throws IOException {
    pictures("pets/train", 90, SIZE);
    pictures("pets/test", 30, SIZE);
    Path run = folder.resolve("run");
    String told = sinabro(0, "train", configuration("{kind: images, path: pets, colors: gray, normalize: standard}"),
        "--out", run, "--device", "cpu");
    assertTrue(told.contains("120 rows · 81 train · 9 validation · 30 test"), told);
    assertTrue(told.contains("test accuracy 1.0000"), told);
    List<String> lines = sinabro(0, "predict", run, "--input", folder.resolve("pets/test/b")).lines().toList();
    assertEquals(11, lines.size());
    assertTrue(lines.get(1).startsWith("1.png,b,"), lines.get(1));
    assertTrue(sinabro(0, "evaluate", run, "--data", folder.resolve("pets")).contains("30 rows"), out.toString());
    pictures("large/train", 3, 2 * SIZE);
    sinabro(4, "predict", run, "--input", folder.resolve("large/train/a"));
    assertTrue(
        err.toString().endsWith("holds images [1, 12, 12] of channels, height and width, but the model learned from"
            + " [1, 6, 6]; have them resized to that\n"),
        err.toString());
    picturesAreDecodedWhenTheyAreAskedFor(run, folder.resolve("pets/test/c"));
    sinabro(4, "predict", run, "--input", folder.resolve("large"));
    assertTrue(err.toString().endsWith("large: has no PNG or JPEG file\n"), err.toString());
  }

  /** Those that are gone by then are missing. */
  private static void picturesAreDecodedWhenTheyAreAskedFor(Path run, Path pictures) throws IOException {
    try (Device device = Devices.open("cpu"); TrainedModel model = TrainedModel.load(run, device)) {
      var found = model.file().images()
          .unlabeled((ImagePreprocessing) model.file().preprocessing(), pictures);
      assertEquals(10, found.rows().rowCount());
      String last = found.names().getLast();
      model.predict(found.rows().select(0, 1));
      Files.delete(pictures.resolve(last));
      var missing = assertThrows(DataException.class, () -> model.predict(found.rows()));
      assertTrue(String.valueOf(missing.getMessage()).contains(last), missing.getMessage());
    }
  }

  @Test
  void oneFolderIsPartedAndSizesAreBroughtToOne() throws IOException {
    pictures("mixed", 60, SIZE);
    pictures("mixed", 30, 3 * SIZE);
    String told = sinabro(0, "train", configuration("{kind: images, path: mixed, resize: 6}"), "--out",
        folder.resolve("run"), "--device", "cpu");
    assertTrue(told.contains("60 rows · 42 train · 6 validation · 12 test"), told);
    assertTrue(sinabro(0, "summary", folder.resolve("run")).contains("[3, 6, 6]"), out.toString());
  }
}
