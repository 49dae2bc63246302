package dev.sinabro.cli.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Small images side by side, as one picture.
 *
 * @param channels 1 for gray, 3 for red, green and blue
 * @param height of an image in pixels
 * @param width of an image in pixels
 * @param rows of images, each [channels, height, width], 0 black to 1 white
 */
public record ImageGrid(int channels, int height, int width, List<List<float[]>> rows) {
  private static final int GAP = 2;
  private static final int LEAST = 64;

  /** Checks the sizes, and keeps copies of the lists. */
  public ImageGrid {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("an image of " + channels + " channels; it takes 1 or 3");
    }
    int size = channels * height * width;
    for (List<float[]> row : rows) {
      for (float[] image : row) {
        if (image.length != size) {
          throw new IllegalArgumentException("an image of " + image.length + " numbers; " + channels + " x " + height
              + " x " + width + " are " + size);
        }
      }
    }
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** Writes it as PNG; a pixel of a small image becomes a square. */
  public void write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      write(out);
    }
  }

  /** The same to a stream, which stays open. */
  public void write(OutputStream out) throws IOException {
    int scale = Math.max(1, LEAST / Math.max(height, width));
    int across = rows.stream().mapToInt(List::size).max().orElse(0);
    int cellWidth = width * scale + GAP;
    int cellHeight = height * scale + GAP;
    var picture = new BufferedImage(Math.max(1, across * cellWidth - GAP), Math.max(1, rows.size() * cellHeight - GAP),
        BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < rows.get(row).size(); column++) {
        draw(picture, column * cellWidth, row * cellHeight, scale, rows.get(row).get(column));
      }
    }
    if (!ImageIO.write(picture, "png", out)) {
      throw new IOException("there is no writer of PNG images in this Java");
    }
  }

  private void draw(BufferedImage picture, int left, int top, int scale, float[] image) {
    for (int y = 0; y < height * scale; y++) {
      for (int x = 0; x < width * scale; x++) {
        picture.setRGB(left + x, top + y, color(image, y / scale * width + x / scale));
      }
    }
  }

  private int color(float[] image, int pixel) {
    int plane = height * width;
    int red = level(image[pixel]);
    return channels == 1
        ? red << 16 | red << 8 | red
        : red << 16 | level(image[plane + pixel]) << 8 | level(image[2 * plane + pixel]);
  }

  private static int level(float value) {
    return Math.round(255 * Math.clamp(value, 0, 1));
  }
}
