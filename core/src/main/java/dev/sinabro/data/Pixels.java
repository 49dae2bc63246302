package dev.sinabro.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A picture in bytes, channel after channel, each row-major from the upper left.
 *
 * @param channels 1 for gray, 3 for red, green and blue
 * @param values [channels, height, width]
 */
record Pixels(int channels, int height, int width, byte[] values) {

  /** The pixels of a decoded picture; how opaque they are is not looked at. */
  static Pixels of(BufferedImage image, Colors colors) {
    int height = image.getHeight();
    int width = image.getWidth();
    int channels = colors.channels();
    byte[] values = new byte[Math.multiplyExact(channels, Math.multiplyExact(height, width))];
    // Gray levels are taken as they are stored: getRGB would take them for linear light and change them.
    boolean gray = image.getRaster().getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      if (gray) {
        grays(image.getRaster(), y, row);
      } else {
        image.getRGB(0, y, width, 1, row, 0, width);
      }
      for (int x = 0; x < width; x++) {
        put(row[x], colors, values, y * width + x, height * width);
      }
    }
    return new Pixels(channels, height, width, values);
  }

  private static void grays(Raster raster, int y, int[] row) {
    int depth = raster.getSampleModel().getSampleSize(0);
    raster.getSamples(0, y, row.length, 1, 0, row);
    for (int x = 0; x < row.length; x++) {
      int level = depth <= 8 ? row[x] * 255 / ((1 << depth) - 1) : row[x] >>> depth - 8;
      row[x] = level * 0x010101;
    }
  }

  private static void put(int rgb, Colors colors, byte[] values, int at, int plane) {
    int red = rgb >> 16 & 255;
    int green = rgb >> 8 & 255;
    int blue = rgb & 255;
    switch (colors) {
      // Luma of ITU-R BT.601; the weights make 1000, so that gray stays as it is.
      case GRAY -> values[at] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      case RGB -> {
        values[at] = (byte) red;
        values[plane + at] = (byte) green;
        values[2 * plane + at] = (byte) blue;
      }
    }
  }

  /**
   * The same picture with another number of pixels: first along rows, then along columns, each new pixel a mean of the old
   * ones around its center with weights that fall off linearly, over two old pixels, or over two new ones where these are
   * larger.
   */
  Pixels resized(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    float[][] along = weights(width, newWidth);
    float[][] down = weights(height, newHeight);
    byte[] scaled = new byte[Math.multiplyExact(channels, Math.multiplyExact(newHeight, newWidth))];
    float[][] rows = new float[height][newWidth];
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < newWidth; x++) {
          float sum = 0;
          int first = (int) along[x][0];
          for (int i = 1; i < along[x].length; i++) {
            sum += along[x][i] * Byte.toUnsignedInt(values[(channel * height + y) * width + first + i - 1]);
          }
          rows[y][x] = sum;
        }
      }
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          float sum = 0;
          int first = (int) down[y][0];
          for (int i = 1; i < down[y].length; i++) {
            sum += down[y][i] * rows[first + i - 1][x];
          }
          scaled[(channel * newHeight + y) * newWidth + x] = (byte) Math.clamp(Math.round(sum), 0, 255);
        }
      }
    }
    return new Pixels(channels, newHeight, newWidth, scaled);
  }

  /** For each new pixel the number of the first old one that counts, and the weights of that and the next ones. */
  private static float[][] weights(int from, int to) {
    double ratio = (double) from / to;
    double reach = Math.max(1, ratio);
    float[][] all = new float[to][];
    for (int i = 0; i < to; i++) {
      double center = (i + 0.5) * ratio;
      int first = (int) Math.max(0, Math.ceil(center - reach - 0.5));
      int last = (int) Math.min(from - 1, Math.floor(center + reach - 0.5));
      all[i] = new float[last - first + 2];
      all[i][0] = first;
      double sum = 0;
      for (int old = first; old <= last; old++) {
        sum += reach - Math.abs(old + 0.5 - center);
      }
      for (int old = first; old <= last; old++) {
        all[i][old - first + 1] = (float) ((reach - Math.abs(old + 0.5 - center)) / sum);
      }
    }
    return all;
  }
}
