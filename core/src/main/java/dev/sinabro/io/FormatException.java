package dev.sinabro.io;

import java.io.IOException;

/** A file is not what its format asks for: the message names the file, what is wrong and where. */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An exception with the whole message. */
  public FormatException(String message) {
    super(message);
  }
}
