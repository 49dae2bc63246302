package dev.sinabro.cli.exit;

/** An error that the user can mend: a message for people, and the exit code that goes with it. */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ExitCode exitCode;

  /** An error with the whole message. */
  public UserException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the command ends with. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
