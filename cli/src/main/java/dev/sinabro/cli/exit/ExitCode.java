package dev.sinabro.cli.exit;

/** What the process ends with. */
public enum ExitCode {
  DONE(0),
  /** A defect of the program. */
  INTERNAL(1),
  /** The command line cannot be understood. */
  USAGE(2),
  /** The configuration is invalid. */
  CONFIGURATION(3),
  /** The data cannot be read or used. */
  DATA(4),
  /** The device that was asked for cannot be used. */
  DEVICE(5),
  /** Memory does not suffice. */
  MEMORY(6),
  /** The loss became NaN or infinite. */
  DIVERGED(7),
  /** A check was not met. */
  CHECK(8),
  /** By SIGINT, after a checkpoint was written. */
  INTERRUPTED(130),
  /** By SIGTERM, or by SIGHUP as a terminal is lost, after a checkpoint was written. */
  TERMINATED(143);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the shell sees. */
  public int code() {
    return code;
  }
}
