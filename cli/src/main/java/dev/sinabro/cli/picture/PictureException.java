package dev.sinabro.cli.picture;

import java.nio.file.Path;

/** A picture cannot be drawn; the message says what mends it. */
public final class PictureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private PictureException(String message, Throwable cause) {
    super(message, cause);
  }

  static PictureException noFonts(Path file, Throwable cause) {
    return new PictureException(file.getFileName() + " was not drawn, because this machine has no fonts for its text;"
        + " install the packages fontconfig and fonts-dejavu-core", cause);
  }
}
