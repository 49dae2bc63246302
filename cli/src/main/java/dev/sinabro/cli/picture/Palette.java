package dev.sinabro.cli.picture;

import java.awt.Color;

/** Eight colors that people with any color vision tell apart: Okabe and Ito, 2002. */
final class Palette {
  private static final int[] COLORS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0xF0E442, 0x000000};

  private Palette() {}

  /** The color of a class or a line; they repeat. */
  static Color of(int index) {
    return new Color(COLORS[index % COLORS.length]);
  }

  /** The same, as light as a background is. */
  static Color light(int index) {
    Color full = of(index);
    return new Color(lightened(full.getRed()), lightened(full.getGreen()), lightened(full.getBlue()));
  }

  /** From nearly white to a dark blue. */
  static Color shade(int level) {
    int light = 250 - 22 * Math.clamp(level, 0, Series.MOST_SHADE);
    return new Color(light, light, Math.min(255, light + 20));
  }

  private static int lightened(int part) {
    return 255 - (255 - part) * 2 / 5;
  }
}
