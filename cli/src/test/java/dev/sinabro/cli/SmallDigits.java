package dev.sinabro.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** The four files of MNIST, with a few images of its size: a bar, in another place for each class. */
final class SmallDigits {
  private static final int SIDE = 28;

  private SmallDigits() {}

  static Path write(Path folder, int training, int test) throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(3);
    write(folder, "train", training, random);
    write(folder, "t10k", test, random);
    return folder;
  }

  private static void write(Path folder, String part, int count, Random random) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE).put(new byte[] {0, 0, 8, 3}).putInt(count)
        .putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).put(new byte[] {0, 0, 8, 1}).putInt(count);
    for (int i = 0; i < count; i++) {
      int label = i % 10;
      labels.put((byte) label);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          boolean bar = y > 3 && y < 24 && (x - 4) / 2 == label;
          images.put((byte) (bar ? 200 + random.nextInt(56) : 0));
        }
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }
}
