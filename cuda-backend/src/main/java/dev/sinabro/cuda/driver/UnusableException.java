package dev.sinabro.cuda.driver;

/** CUDA cannot be used on this machine, or not yet: a later try may succeed. */
public final class UnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String remedy;

  UnusableException(String reason, String remedy) {
    super(reason + "; " + remedy);
    this.reason = reason;
    this.remedy = remedy;
  }

  /** Why, in one sentence. */
  public String reason() {
    return reason;
  }

  /** The line that mends it. */
  public String remedy() {
    return remedy;
  }
}
