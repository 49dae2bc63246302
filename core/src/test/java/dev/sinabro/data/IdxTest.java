package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir
  private Path folder = Path.of("");

  /** An IDX file whose elements count up from {@code first}. */
  private static byte[] idx(int first, int... extents) {
    int count = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    var bytes = ByteBuffer.allocate(4 + 4 * extents.length + count).put(new byte[] {0, 0, 8, (byte) extents.length});
    Arrays.stream(extents).forEach(bytes::putInt);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (first + i));
    }
    return bytes.array();
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private Path file(String name, byte... bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private void assertRefused(String message, Runnable read) {
    var refused = assertThrows(DataException.class, read::run);
    assertEquals(message, String.valueOf(refused.getMessage()).replace(folder + "/", ""));
  }

  @Test
  void imagesStayBytesAndLabelsBecomeClasses() throws IOException {
    var images = file("images", idx(250, 3, 2, 4));
    var labels = file("labels", idx(0, 3));
    for (var data : List.of(Idx.images(images, labels),
        Idx.images(file("images.gz", packed(idx(250, 3, 2, 4))), file("l.gz", packed(idx(0, 3)))))) {
      assertEquals(TensorType.u8(1, 2, 4), data.field(Field.FEATURES).row());
      assertEquals(new Meaning.Classes(List.of("0", "1", "2")), data.field(Field.TARGET).meaning());
      assertArrayEquals(new int[] {250, 251, 252, 253, 254, 255, 0, 1},
          Arrays.copyOf(data.values(Field.FEATURES).ints(), 8));
      assertArrayEquals(new int[] {0, 1, 2}, data.values(Field.TARGET).ints());
      assertEquals(17, data.select(2).values(Field.FEATURES).ints()[7]);
    }
    Files.delete(images);
    assertEquals(3, Idx.images(images).rowCount(), "the packed file is found by the name of the other");
  }

  @Test
  void whatIsNoIdxFileIsToldWithItsByte() throws IOException {
    assertRefused("none: there is no such file", () -> Idx.read(folder.resolve("none")));
    var cut = file("cut", (byte) 0, (byte) 0, (byte) 8);
    assertRefused("cut, byte 3: the file ends; expected 4 bytes that say what it is, and more", () -> Idx.read(cut));
    var text = file("text", "hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertRefused("text, byte 0: expected two bytes of 0, with which an IDX file begins, found 0x68 0x65",
        () -> Idx.read(text));
    var reals = file("reals", (byte) 0, (byte) 0, (byte) 13, (byte) 0);
    assertRefused("reals, byte 2: expected element type 0x08, unsigned bytes, found 0x0d", () -> Idx.read(reals));
    var header = file("header", (byte) 0, (byte) 0, (byte) 8, (byte) 3, (byte) 0);
    assertRefused("header, byte 5: the file ends within the extents of its 3 axes", () -> Idx.read(header));
    var negative = file("negative", (byte) 0, (byte) 0, (byte) 8, (byte) 1, (byte) -1, (byte) -1, (byte) -1, (byte) -2);
    assertRefused("negative, byte 4: expected the extent of axis 0, found -2", () -> Idx.read(negative));
  }

  @Test
  void anEndAtAnotherPlaceIsTold() throws IOException {
    byte[] whole = idx(0, 3, 2, 4);
    var cut = file("cut", Arrays.copyOf(whole, 39));
    assertRefused("cut, byte 39: the file ends, but its 3 x 2 x 4 elements reach to byte 40; fetch it again",
        () -> Idx.read(cut));
    var more = file("more", Arrays.copyOf(whole, 42));
    assertRefused("more, byte 40: expected the end behind 3 x 2 x 4 elements, found 2 bytes more",
        () -> Idx.read(more));
    var huge = file("huge",
        ByteBuffer.allocate(16).put(new byte[] {0, 0, 8, 3}).putInt(1 << 30).putInt(1 << 30).putInt(1 << 30).array());
    assertRefused("huge, byte 16: the file ends, but its 1073741824 x 1073741824 x 1073741824 elements reach to byte "
        + "1237940039285380300000000000; fetch it again", () -> Idx.read(huge));
    var dense = file("dense.gz", packed(new byte[60_000_000]));
    assertTrue(dense.toFile().length() < 100_000);
    assertRefused(
        "dense.gz: was packed by gzip and unpacks to more than 500 times its size, as data hardly does; where it"
            + " is what it should be, unpack it first (gunzip)",
        () -> Idx.read(dense));
    byte[] random = new byte[100_000];
    new java.util.Random(1).nextBytes(random);
    byte[] gzip = packed(random);
    var damaged = file("damaged.gz", Arrays.copyOf(gzip, gzip.length / 2));
    var refused = assertThrows(DataException.class, () -> Idx.read(damaged));
    assertTrue(
        String.valueOf(refused.getMessage()).matches(".*damaged.gz, byte \\d{5}: counted unpacked, the gzip file is"
            + " cut off or damaged \\(Unexpected end of ZLIB input stream\\); fetch it again"),
        refused.getMessage());
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefused() throws IOException {
    var images = file("images", idx(0, 3, 2, 2));
    var labels = file("labels", idx(0, 3));
    assertRefused("labels, byte 3: expected 3 axes of images: count, height and width, found 1",
        () -> Idx.images(labels));
    assertRefused("images, byte 3: expected 1 axis of labels: their count, found 3", () -> Idx.images(images, images));
    var four = file("four", idx(0, 4));
    assertRefused("four, byte 4: counts 4 labels, but images counts 3 images; take two files that belong together",
        () -> Idx.images(images, four));
    assertRefused("labels, byte 10: expected a label from 0 to 1, as in training, found 2",
        () -> Idx.images(images, labels, 2));
    assertEquals(4, ((Meaning.Classes) Idx.images(images, labels, 4).field(Field.TARGET).meaning()).names().size());
    var none = file("none", idx(0, 0, 2, 2));
    assertRefused("none, byte 4: expected 1 at least, found 0: the file holds nothing", () -> Idx.images(none));
  }

  @Test
  void aFileThatBecomesShorterIsTold() throws IOException {
    var data = Idx.images(file("images", idx(0, 64, 32, 32)));
    try (var channel = FileChannel.open(folder.resolve("images"), StandardOpenOption.WRITE)) {
      channel.truncate(100);
    }
    assertRefused(
        "field features: its file has become shorter since it was opened, or its disk fails; begin again with the"
            + " whole file",
        () -> data.values(Field.FEATURES));
  }
}
