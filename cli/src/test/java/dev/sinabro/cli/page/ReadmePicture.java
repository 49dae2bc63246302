package dev.sinabro.cli.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** What a browser shows, as a picture of the README. */
public final class ReadmePicture {
  private static final Path FOLDER = Path.of("pictures");
  private static final int MOST_BYTES = 150_000;
  private static final int COLOR_STEP = 16;
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 760;

  private ReadmePicture() {}

  /** Makes its window as large as the picture will be, in light colors. */
  public static void prepare(Browser browser) {
    browser.scheme("light");
    browser.picture(WIDTH, HEIGHT);
  }

  /** Writes it with fewer colors, by which it is half as large. */
  public static void write(Browser browser, String name) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(browser.picture(WIDTH, HEIGHT)));
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int color = picture.getRGB(x, y);
        picture.setRGB(x, y,
            0xff000000 | coarse(color >> 16 & 255) << 16 | coarse(color >> 8 & 255) << 8 | coarse(color & 255));
      }
    }
    Path file = FOLDER.resolve(name);
    ImageIO.write(picture, "png", file.toFile());
    assertTrue(Files.size(file) < MOST_BYTES, Files.size(file) + " bytes are too many for a README");
  }

  private static int coarse(int channel) {
    return Math.min(255, Math.round(channel / (float) COLOR_STEP) * COLOR_STEP);
  }
}
