package dev.sinabro.cli.show;

/** Something cannot be shown of this model or these data; the message says why, and what could be. */
public final class ShowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the whole message. */
  public ShowException(String message) {
    super(message);
  }
}
