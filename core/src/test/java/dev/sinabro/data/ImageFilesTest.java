package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.sinabro.graph.TensorType;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  @TempDir
  private Path folder = Path.of("");

  /** A picture of the colors of a function of row and column. */
  private Path picture(String name, int height, int width, int type, IntBinaryOperator rgb) throws IOException {
    var image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb.applyAsInt(y, x));
      }
    }
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()));
    return file;
  }

  private Path color(String name, int height, int width) throws IOException {
    return picture(name, height, width, BufferedImage.TYPE_INT_RGB, (y, x) -> 0x102030 + 0x010101 * (y * width + x));
  }

  private static int[] pixels(Dataset data) {
    return data.values(Field.FEATURES).ints();
  }

  private void assertRefused(String message, Runnable read) {
    var refused = assertThrows(DataException.class, read::run);
    assertEquals(message, String.valueOf(refused.getMessage()).replace(folder + "/", ""));
  }

  @Test
  void eachFolderIsAClassAndChannelsComeFirst() throws IOException {
    color("dog/2.png", 1, 2);
    color("cat/b.PNG".toLowerCase(java.util.Locale.ROOT), 1, 2);
    picture("cat/a.png", 1, 2, BufferedImage.TYPE_INT_ARGB, (_, _) -> 0x00ff8001);
    Files.writeString(folder.resolve("cat/.hidden.png"), "no picture");
    Files.writeString(folder.resolve("notes.txt"), "no class");
    var data = ImageFiles.of(Colors.RGB).folder(folder);
    assertEquals(TensorType.u8(3, 1, 2), data.field(Field.FEATURES).row());
    assertEquals(new Meaning.Classes(List.of("cat", "dog")), data.field(Field.TARGET).meaning());
    assertArrayEquals(new int[] {0, 0, 1}, data.values(Field.TARGET).ints());
    assertArrayEquals(new int[] {255, 255, 128, 128, 1, 1, 16, 17, 32, 33, 48, 49, 16, 17, 32, 33, 48, 49},
        pixels(data),
        "of a pixel that is not opaque the color counts");
    var some = ImageFiles.of(Colors.RGB).folder(folder, List.of("bird", "cat", "dog"));
    assertArrayEquals(new int[] {1, 1, 2}, some.values(Field.TARGET).ints());
  }

  @Test
  void whatIsMoreThanIsKeptIsDecodedWheneverItIsAskedFor() throws IOException {
    for (int i = 0; i < 40; i++) {
      int level = i;
      picture("%s/%02d.png".formatted(i % 2 == 0 ? "a" : "b", i), 2, 3, BufferedImage.TYPE_INT_RGB,
          (y, x) -> level * 0x10101 + y * 3 + x);
    }
    var kept = ImageFiles.of(Colors.RGB).keeping(40 * 18).folder(folder);
    var decoded = ImageFiles.of(Colors.RGB).keeping(40 * 18 - 1).folder(folder);
    assertEquals(InMemory.class, kept.getClass());
    assertEquals(DecodedPictures.class, decoded.getClass());
    assertEquals(kept.fields(), decoded.fields());
    for (int[] rows : List.of(new int[] {7, 0, 39, 7, 21}, new int[] {3}, new int[0])) {
      for (String field : List.of(Field.FEATURES, Field.TARGET)) {
        assertArrayEquals(kept.select(rows).values(field).ints(), decoded.select(rows).values(field).ints());
      }
    }
    Files.writeString(folder.resolve("a/20.png"), "no picture");
    Files.writeString(folder.resolve("a/22.png"), "no picture");
    assertRefused("a/20.png: is no PNG or JPEG picture; replace or remove it", () -> decoded.values(Field.FEATURES));
  }

  @Test
  void grayLevelsAreThoseOfTheFileWhateverItsDepth() throws IOException {
    var gray = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    var deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 256; x++) {
      gray.getRaster().setSample(x, 0, 0, x);
      deep.getRaster().setSample(x, 0, 0, x << 8 | 77);
    }
    ImageIO.write(gray, "png", folder.resolve("gray.png").toFile());
    ImageIO.write(deep, "png", folder.resolve("deep.png").toFile());
    var levels = java.util.stream.IntStream.range(0, 256).toArray();
    assertArrayEquals(levels, pixels(ImageFiles.of(Colors.GRAY).files(List.of(folder.resolve("gray.png")))));
    assertArrayEquals(levels, pixels(ImageFiles.of(Colors.GRAY).files(List.of(folder.resolve("deep.png")))));
    assertArrayEquals(levels,
        Arrays.copyOfRange(pixels(ImageFiles.of(Colors.RGB).files(List.of(folder.resolve("gray.png")))), 512, 768));
    var bits = picture("bits.png", 1, 2, BufferedImage.TYPE_BYTE_BINARY, (_, x) -> x == 0 ? 0 : 0xffffff);
    assertArrayEquals(new int[] {0, 255}, pixels(ImageFiles.of(Colors.GRAY).files(List.of(bits))));
  }

  @Test
  void grayOfAColorIsItsLuma() throws IOException {
    var file = picture("c.png", 1, 4, BufferedImage.TYPE_INT_RGB,
        (_, x) -> x == 3 ? 0xc8c8c8 : 0xff << 8 * (2 - x));
    assertArrayEquals(new int[] {76, 150, 29, 200}, pixels(ImageFiles.of(Colors.GRAY).files(List.of(file))));
  }

  @Test
  void jpegIsReadUpToItsLoss() throws IOException {
    var file = picture("flat.jpg", 16, 16, BufferedImage.TYPE_INT_RGB, (_, _) -> 0x4080c0);
    int[] found = pixels(ImageFiles.of(Colors.RGB).files(List.of(file)));
    for (int channel = 0; channel < 3; channel++) {
      assertEquals(64 * (channel + 1), found[channel * 256 + 100], 3);
    }
  }

  /** By hand: of 4 pixels each half is weighted 3 : 3 : 1 within reach; twice as many lie at quarters between. */
  @Test
  void sizesAreBroughtToOne() throws IOException {
    var four = picture("four.png", 1, 4, BufferedImage.TYPE_BYTE_GRAY, (_, x) -> 0xffffff * (x / 2));
    assertArrayEquals(new int[] {Math.round(255 / 7f), Math.round(255 * 6 / 7f)},
        pixels(ImageFiles.of(Colors.GRAY).resized(1, 2).files(List.of(four))));
    var two = picture("two.png", 2, 1, BufferedImage.TYPE_BYTE_GRAY, (y, _) -> 0xffffff * y);
    assertArrayEquals(new int[] {0, 64, 191, 255},
        pixels(ImageFiles.of(Colors.GRAY).resized(4, 1).files(List.of(two))));
    var both = ImageFiles.of(Colors.RGB).resized(3, 5).files(List.of(four, two));
    assertEquals(TensorType.u8(3, 3, 5), both.field(Field.FEATURES).row());
    assertThrows(IllegalArgumentException.class, () -> ImageFiles.of(Colors.RGB).resized(0, 5));
  }

  @Test
  void whatCannotBeUsedIsNamed() throws IOException {
    assertRefused("a: there is no such file", () -> ImageFiles.of(Colors.RGB).folder(folder.resolve("a")));
    color("a/1.png", 2, 2);
    assertRefused(folder + ": expected a folder for each class, two at least, found [a]",
        () -> ImageFiles.of(Colors.RGB).folder(folder));
    color("b/1.png", 2, 3);
    assertRefused("b/1.png: is 2 x 3 pixels high and wide, but a/1.png 2 x 2; have them resized to one size",
        () -> ImageFiles.of(Colors.RGB).folder(folder));
    assertRefused("b: is no class known from training; expected one of a, c",
        () -> ImageFiles.of(Colors.RGB).folder(folder, List.of("a", "c")));
    Files.createDirectory(folder.resolve("c"));
    assertRefused("c: has no PNG or JPEG file; expected those of a class",
        () -> ImageFiles.of(Colors.RGB).folder(folder));
  }

  @Test
  void brokenPicturesAreNamed() throws IOException {
    var text = Files.writeString(folder.resolve("text.png"), "this is no picture");
    assertRefused("text.png: is no PNG or JPEG picture; replace or remove it",
        () -> ImageFiles.of(Colors.RGB).files(List.of(text)));
    for (var file : List.of(color("cut.png", 64, 64),
        picture("cut.jpg", 64, 64, BufferedImage.TYPE_INT_RGB, (y, x) -> y * x * 77))) {
      var bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));
      var refused = assertThrows(DataException.class, () -> ImageFiles.of(Colors.RGB).files(List.of(file)));
      assertTrue(String.valueOf(refused.getMessage()).startsWith(file + ": is damaged ("), refused.getMessage());
    }
  }

  @Test
  void partsShareOneScalingAndSurviveJson() throws IOException {
    for (int i = 0; i < 10; i++) {
      color("a/" + i + ".png", 2, 2);
      picture("b/" + i + ".png", 2, 2, BufferedImage.TYPE_INT_RGB, (_, _) -> 0);
    }
    var images = ImageFiles.of(Colors.GRAY).folder(folder);
    var data = ImagePreprocessing.split("f", images, 0.1, 0.2, 3, Normalization.MIN_MAX);
    assertEquals(List.of(14, 2, 4),
        List.of(data.training().rowCount(), data.validation().rowCount(), data.test().rowCount()));
    assertEquals(new ImagePreprocessing(1, 2, 2, List.of("a", "b"), new Scaling(0, 255)), data.preprocessing());
    assertEquals(data.preprocessing().fields(), data.test().fields());
    // Gray of the colors is 29, 30, 31 and 32; one half of the rows is black.
    var standard = ImagePreprocessing.split("f", images, 0.1, images, 3, Normalization.STANDARD);
    assertEquals(20, standard.test().rowCount());
    assertEquals(15.25, standard.preprocessing().scaling().shift(), 1e-12);
    assertEquals(Math.sqrt((29 * 29 + 30 * 30 + 31 * 31 + 32 * 32) / 8.0 - 15.25 * 15.25),
        standard.preprocessing().scaling().scale(), 1e-12);
    assertEquals(standard.preprocessing(), Preprocessing.fromJson(
        JsonParser.parseString(standard.preprocessing().toJson().toString()).getAsJsonObject()));
    var other = ImageFiles.of(Colors.GRAY).resized(3, 3).folder(folder);
    assertRefused("f: images of training are u8[1, 2, 2], those of the test u8[1, 3, 3]; they need one size",
        () -> ImagePreprocessing.split("f", images, 0.1, other, 3, Normalization.NONE));
  }

  @Test
  void anotherFormatIsNoPictureHoweverItIsNamed() throws IOException {
    for (var format : List.of("gif", "bmp")) {
      var file = folder.resolve(format + ".png");
      assertTrue(ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), format, file.toFile()));
      assertRefused(format + ".png: is no PNG or JPEG picture; replace or remove it",
          () -> ImageFiles.of(Colors.RGB).files(List.of(file)));
    }
  }

  @Test
  void aFewBytesThatPromiseABillionPixelsAreRefusedBeforeAnyIsRead() throws IOException {
    var file = color("large.png", 1, 1);
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    int header = 8 + Integer.BYTES; // behind the signature and the length of the first chunk
    bytes.putInt(header + 4, 32_768).putInt(header + 8, 32_768);
    var check = new CRC32();
    check.update(bytes.array(), header, 4 + 13);
    bytes.putInt(header + 4 + 13, (int) check.getValue());
    Files.write(file, bytes.array());
    assertRefused(
        "large.png: is 32768 x 32768 pixels high and wide, but 67108864 are the most that are read; have it made"
            + " smaller",
        () -> ImageFiles.of(Colors.RGB).files(List.of(file)));
  }
}
