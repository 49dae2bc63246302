package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples that learn from images, on a few small ones that the test makes; {@link LongExamplesTest} has the real ones. */
class MnistExamplesTest {
  @TempDir
  private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"mnist-mlp, 636010", "lenet, 61706", "mnist-dropout, 2913290"})
  void theNetworkIsBuiltAndLearns(String example, long parameters) throws IOException {
    Path digits = SmallDigits.write(folder.resolve("digits"), 400, 50);
    Path out = folder.resolve("run");
    CommandRun run = CommandRun.of("train", example, "--data", digits.toString(), "--device=cpu", "--epochs=4",
        "--batch-size=32", "--out=" + out);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("450 rows · 360 train · 40 validation · 50 test"), run.out());
    assertEquals(parameters, summary(out).get("parameters").getAsLong());
    assertTrue(summary(out).get("test_accuracy").getAsDouble() > 0.9, run.out());
  }

  @Test
  void catsAreToldByTwoNetworks() throws IOException {
    Random random = new Random(4);
    for (String part : new String[] {"train", "test"}) {
      for (String name : new String[] {"cat", "other"}) {
        picture(folder.resolve("cats/" + part + "/" + name), name.equals("cat") ? 1 : 0, 8, random);
      }
    }
    CommandRun run = CommandRun.of("train", "cats", "--data", folder.resolve("cats").toString(), "--max-steps=20",
        "--device=cpu", "--out=" + folder.resolve("run"));
    assertEquals(0, run.code(), run.err());
    assertTrue(Files.exists(folder.resolve("run/logistic-regression/weights.png")), run.out());
    assertEquals(12_289, summary(folder.resolve("run/logistic-regression")).get("parameters").getAsLong());
    assertEquals(1.0, summary(folder.resolve("run/logistic-regression")).get("test_accuracy").getAsDouble());
    assertEquals(5_601, summary(folder.resolve("run/small-cnn")).get("parameters").getAsLong());
  }

  private static void picture(Path folder, int red, int count, Random random) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 64 * 64; pixel++) {
        image.setRGB(pixel % 64, pixel / 64, random.nextInt(0x80) << 16 | random.nextInt(0x80) | red * 0x800000);
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
    }
  }

  @Test
  void digitsAreForged() throws IOException {
    Path out = folder.resolve("run");
    CommandRun run = program("mnist-gan", out, "--epochs=1");
    assertTrue(run.out().contains("epoch    1/1   discriminator "), run.out());
    assertTrue(summary(out).keySet().contains("recognized"), run.out());
    BufferedImage samples = ImageIO.read(out.resolve("samples.png").toFile());
    assertEquals(10 * (2 * 28 + 2) - 2, samples.getWidth());
  }

  @Test
  void digitsAreEncodedAndTheBoundFalls() throws IOException {
    Path out = folder.resolve("run");
    program("mnist-vae", out, "--epochs=2", "--seed=7");
    assertEquals(7, summary(out).get("seed").getAsInt());
    assertTrue(
        summary(out).get("test_nats").getAsDouble() < summary(out).get("test_nats_after_one_epoch").getAsDouble(),
        summary(out).toString());
    assertEquals(2 * (2 * 28 + 2) - 2, ImageIO.read(out.resolve("reconstructions.png").toFile()).getHeight());
    assertTrue(Files.exists(out.resolve("samples.png")));
  }

  private CommandRun program(String name, Path out, String... more) throws IOException {
    Path digits = SmallDigits.write(folder.resolve("digits"), 300, 20);
    String[] arguments = new String[6 + more.length];
    System.arraycopy(new String[] {"train", name, "--data", digits.toString(), "--device=cpu", "--out=" + out}, 0,
        arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.code(), run.err());
    return run;
  }

  @Test
  void aProgramSaysThatItIsOne() {
    CommandRun init = CommandRun.of("init", "mnist-gan");
    assertEquals(0, init.code());
    assertTrue(init.out().contains("cli/src/main/java/dev/sinabro/cli/program/MnistGan.java"), init.out());
    assertTrue(Files.exists(Path.of("../cli/src/main/java/dev/sinabro/cli/program/MnistGan.java")));
    assertRefused("mnist-gan is a program and has no configuration; 'sinabro train mnist-gan' runs it", "summary",
        "mnist-gan");
    assertRefused("--batch-size 3: mnist-vae is a program, which takes --data, --epochs, --seed, --out and the device",
        "train", "mnist-vae", "--batch-size=3");
    assertRefused("--epochs 0: expected a whole number of at least 1", "train", "mnist-vae", "--epochs=0");
    assertRefused("mnist-vae is a program; it takes neither --seeds nor --variant, --require, --validate,"
        + " --dry-run or --watch", "train", "mnist-vae", "--seeds=0..1");
  }

  private static void assertRefused(String message, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(2, run.code(), run.out());
    assertEquals("sinabro: " + message, run.err().lines().findFirst().orElseThrow());
  }

  private static JsonObject summary(Path run) throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("summary.json"))).getAsJsonObject();
  }
}
