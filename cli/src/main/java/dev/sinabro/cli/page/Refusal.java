package dev.sinabro.cli.page;

/** A request that is not answered as it asks. */
public final class Refusal extends RuntimeException {
  /** The request cannot be understood. */
  public static final int MALFORMED = 400;
  /** The browser has not shown the token. */
  public static final int UNAUTHORIZED = 401;
  /** Another page sends it, or nobody says which page does. */
  public static final int FORBIDDEN = 403;
  /** There is nothing of this name. */
  public static final int NOT_FOUND = 404;
  /** That cannot be done with it. */
  public static final int METHOD = 405;
  /** It does not go with what is so at present. */
  public static final int CONFLICT = 409;
  /** Its body is too long. */
  public static final int TOO_LARGE = 413;
  /** It was sent to another host's name. */
  public static final int MISDIRECTED = 421;
  /** It can be understood, and asks for what cannot be. */
  public static final int UNUSABLE = 422;
  /** There are too many already. */
  public static final int TOO_MANY = 429;

  private static final long serialVersionUID = 1L;

  private final int status;

  /** With the status of HTTP, and what a person can do. */
  public Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Of HTTP. */
  public int status() {
    return status;
  }
}
