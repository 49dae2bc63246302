package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.graph.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
  @TempDir
  private Path folder = Path.of("");

  /** Records of the classes, whose pixels count up. */
  private Path file(String name, int... classes) throws IOException {
    byte[] bytes = new byte[3073 * classes.length];
    for (int record = 0; record < classes.length; record++) {
      bytes[3073 * record] = (byte) classes[record];
      for (int pixel = 0; pixel < 3072; pixel++) {
        bytes[3073 * record + 1 + pixel] = (byte) (record + pixel);
      }
    }
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void recordsBecomeImagesWithTheirClasses() throws IOException {
    var images = Cifar.images(List.of(file("1.bin", 3, 9), file("2.bin", 0)));
    assertEquals(TensorType.u8(3, 32, 32), images.field(Field.FEATURES).row());
    assertArrayEquals(new int[] {3, 9, 0}, images.values(Field.TARGET).ints());
    assertArrayEquals(new int[] {1, 2, 3}, Arrays.copyOf(images.select(1).values(Field.FEATURES).ints(), 3));
  }

  @Test
  void whatIsNoneIsToldWithItsByte() throws IOException {
    Path wrong = file("wrong.bin", 1, 10);
    assertEquals(wrong + ", byte 3073: expected a class from 0 to 9, found 10; is it the binary version of CIFAR-10?",
        assertThrows(DataException.class, () -> Cifar.images(List.of(wrong))).getMessage());
    Path cut = Files.write(folder.resolve("cut.bin"), new byte[3072]);
    assertEquals(
        cut + ", byte 3072: the file ends within a record of 3073 bytes, a class and 32 x 32 x 3 pixels; fetch it"
            + " again, unpacked",
        assertThrows(DataException.class, () -> Cifar.images(List.of(cut))).getMessage());
  }
}
