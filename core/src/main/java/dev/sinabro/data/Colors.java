package dev.sinabro.data;

/** What a pixel of a picture is read as, whatever its file holds. */
public enum Colors {
  /** Red, green and blue; those of a gray picture are equal. */
  RGB,
  /** One gray level; that of a color is its luma, 0.299 red + 0.587 green + 0.114 blue. */
  GRAY;

  /** Bytes of a pixel. */
  public int channels() {
    return switch (this) {
      case RGB -> 3;
      case GRAY -> 1;
    };
  }
}
