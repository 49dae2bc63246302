package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays of NumPy and images of CIFAR-10, from the file to the prediction. */
class ArraysTest {
  @TempDir
  private Path folder = Path.of("");

  private CommandRun done(Object... arguments) {
    CommandRun run = CommandRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    assertEquals(0, run.code(), run.err());
    return run;
  }

  /** As numpy.save writes it. */
  private static byte[] npy(String type, String shape, byte[] elements) throws IOException {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    String padded = header + " ".repeat((64 - (header.length() + 11) % 64) % 64) + "\n";
    var file = new ByteArrayOutputStream();
    file.write("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    file.write(padded.length());
    file.write(padded.length() >> 8);
    file.write(padded.getBytes(StandardCharsets.ISO_8859_1));
    file.write(elements);
    return file.toByteArray();
  }

  private static byte[] reals(float... values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private Path archive(String name, Map<String, byte[]> arrays) throws IOException {
    Path file = folder.resolve(name);
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var array : new TreeMap<>(arrays).entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  private double accuracy(Path run) throws IOException {
    JsonObject summary = JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject();
    return summary.get("test_accuracy").getAsDouble();
  }

  @Test
  void rowsOfNumbersAreLearned() throws IOException {
    Random random = new Random(2);
    float[] x = new float[400];
    byte[] y = new byte[200];
    for (int row = 0; row < 200; row++) {
      x[2 * row] = (float) random.nextGaussian();
      x[2 * row + 1] = (float) random.nextGaussian();
      y[row] = (byte) (x[2 * row] + x[2 * row + 1] > 0 ? 1 : 0);
    }
    archive("two.npz", Map.of("x", npy("<f4", "200, 2", reals(x)), "labels", npy("|u1", "200,", y)));
    Path configuration = Files.writeString(folder.resolve("two.yaml"), """
        data: {kind: arrays, path: two.npz, target: labels}
        model: [dense: {units: 8, activation: relu}, dense]
        optimizer: {adam: {learning-rate: 0.02}}
        train: {epochs: 30}
        """);
    Path run = folder.resolve("run");
    done("train", configuration, "--device", "cpu", "--quiet", "--out", run);
    assertTrue(accuracy(run) > 0.9, "accuracy " + accuracy(run));
    Path asked = Files.write(folder.resolve("asked.npy"), npy("<f4", "2, 2", reals(1, 1, -1, -1)));
    List<String> lines = done("predict", run, "--input", asked, "--device", "cpu").out().lines().toList();
    assertTrue(lines.get(1).startsWith("1,") && lines.get(2).startsWith("0,"), lines.toString());
    assertTrue(
        done("evaluate", run, "--data", folder.resolve("two.npz"), "--device", "cpu").out().contains("200 rows"));

    CommandRun unknown =
        CommandRun.of("train", configuration.toString(), "--set", "data.features=z", "--device", "cpu");
    assertEquals(4, unknown.code());
    assertTrue(unknown.err().contains("two.npz: has no array 'z'; it has labels, x"), unknown.err());
  }

  /** Columns of arrays are told of as those of a table: here the class is the number of a category, of which some are missing. */
  @Test
  void columnsOfArraysAreTakenForWhatIsTold() throws IOException {
    float[] x = new float[240];
    byte[] y = new byte[120];
    for (int row = 0; row < 120; row++) {
      x[2 * row] = row % 12 == 5 ? Float.NaN : row % 3;
      x[2 * row + 1] = row % 10 == 0 ? Float.NaN : 100 + row;
      y[row] = (byte) (row % 3 == 1 ? 1 : 0);
    }
    archive("two.npz", Map.of("x", npy("<f4", "120, 2", reals(x)), "y", npy("|u1", "120,", y)));
    String data =
        "data: {kind: arrays, path: two.npz, missing: impute, columns: {x0: {categorical: {missing: {constant:"
            + " {value: '2'}}}}}}\nmodel: [dense]\noptimizer: {adam: {learning-rate: 0.1}}\ntrain: {epochs: 20}\n";
    Path configuration = Files.writeString(folder.resolve("two.yaml"), data);
    Path run = folder.resolve("run");
    done("train", configuration, "--device", "cpu", "--quiet", "--out", run);
    assertEquals(1, accuracy(run), "which no line through the numbers 0, 1 and 2 tells apart");
    Path asked = Files.write(folder.resolve("asked.npy"), npy("<f4", "3, 2", reals(1, Float.NaN, 2, 1, Float.NaN, 1)));
    List<String> lines = done("predict", run, "--input", asked, "--device", "cpu").out().lines().toList();
    assertTrue(lines.get(1).startsWith("1,") && lines.get(2).startsWith("0,") && lines.get(3).startsWith("0,"),
        lines.toString());
    for (String wrong : List.of("x2: numeric", "y: numeric")) {
      Files.writeString(configuration, data.replaceFirst("columns: .*", "columns: {" + wrong + "}}"));
      assertEquals(3, CommandRun.of("train", configuration.toString(), "--device", "cpu").code(), wrong);
    }
    archive("two.npz", Map.of("x", npy("|u1", "120, 2, 1", new byte[240]), "y", npy("|u1", "120,", y)));
    Files.writeString(configuration, data);
    CommandRun images = CommandRun.of("train", configuration.toString(), "--device", "cpu");
    assertEquals(3, images.code());
    assertTrue(
        images.err().contains("array x has images, which have no columns; take out columns, missing and unknown"),
        images.err());
  }

  @Test
  void imagesOfBytesAreLearned() throws IOException {
    byte[] train = squares(120, 1);
    byte[] test = squares(40, 2);
    Path arrays = Files.createDirectories(folder.resolve("arrays"));
    Files.write(arrays.resolve("x_train.npy"), npy("|u1", "120, 4, 4", train));
    Files.write(arrays.resolve("y_train.npy"), npy("|u1", "120,", halves(120)));
    Files.write(arrays.resolve("x_test.npy"), npy("|u1", "40, 4, 4", test));
    Files.write(arrays.resolve("y_test.npy"), npy("|u1", "40,", halves(40)));
    Path configuration = Files.writeString(folder.resolve("squares.yaml"), """
        data:
          kind: arrays
          path: arrays
          features: x_train
          target: y_train
          test-features: x_test
          test-target: y_test
          normalize: minmax
        model: [random-flip, noise, flatten, dense]
        optimizer: {adam: {learning-rate: 0.02}}
        train: {epochs: 15}
        """);
    Path run = folder.resolve("run");
    done("train", configuration, "--device", "cpu", "--quiet", "--out", run);
    assertEquals(1, accuracy(run));
    List<String> lines =
        done("predict", run, "--input", arrays.resolve("x_test.npy"), "--device", "cpu").out().lines().toList();
    assertEquals(41, lines.size());
    assertTrue(lines.get(2).startsWith("2,1,"), lines.toString());
    assertTrue(done("evaluate", run, "--data", arrays, "--device", "cpu").out().contains("40 rows"));
  }

  /** Images whose upper or lower half is bright, in turn. */
  private static byte[] squares(int count, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[16 * count];
    for (int i = 0; i < pixels.length; i++) {
      boolean bright = i / 16 % 2 == (i % 16) / 8;
      pixels[i] = (byte) ((bright ? 150 : 0) + random.nextInt(100));
    }
    return pixels;
  }

  private static byte[] halves(int count) {
    byte[] classes = new byte[count];
    for (int i = 0; i < count; i++) {
      classes[i] = (byte) (i % 2);
    }
    return classes;
  }

  @Test
  void cifarIsLearned() throws IOException {
    Path cifar = Files.createDirectories(folder.resolve("cifar"));
    for (int file = 1; file <= 5; file++) {
      Files.write(cifar.resolve("data_batch_" + file + ".bin"), records(20, file));
    }
    Files.write(cifar.resolve("test_batch.bin"), records(20, 9));
    Path configuration = Files.writeString(folder.resolve("cifar.yaml"), """
        data: {kind: cifar10, path: cifar}
        model: [flatten, dense]
        optimizer: {adam: {learning-rate: 0.001}}
        train: {epochs: 10, batch-size: 10}
        """);
    Path run = folder.resolve("run");
    done("train", configuration, "--device", "cpu", "--quiet", "--out", run);
    assertEquals(1, accuracy(run));
    List<String> lines = done("predict", run, "--input", cifar.resolve("test_batch.bin"), "--device", "cpu").out()
        .lines().toList();
    assertTrue(lines.get(1).startsWith("1,airplane,"), lines.toString());
    assertTrue(done("evaluate", run, "--data", cifar, "--device", "cpu").out().contains("20 rows"));
  }

  /** Records whose class, of two in turn, tells which of two planes is bright. */
  private static byte[] records(int count, long seed) {
    Random random = new Random(seed);
    byte[] records = new byte[3073 * count];
    for (int i = 0; i < records.length; i++) {
      int place = i % 3073;
      int label = i / 3073 % 2;
      records[i] = (byte) (place == 0 ? label : ((place - 1) / 1024 == label ? 120 : 0) + random.nextInt(100));
    }
    return records;
  }
}
