package dev.sinabro.cli.output;

import java.io.IOException;

/** Standard output takes nothing any more, so that the rest of a command's work would be for nobody. */
public final class OutputLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean readerGone;

  OutputLostException(IOException cause, boolean readerGone) {
    super("standard output cannot be written: " + cause.getMessage()
        + "; what was printed before is incomplete", cause);
    this.readerGone = readerGone;
  }

  /** Whether it was a pipe whose reader has seen enough, as {@code head} does: that is no failure. */
  public boolean readerGone() {
    return readerGone;
  }
}
