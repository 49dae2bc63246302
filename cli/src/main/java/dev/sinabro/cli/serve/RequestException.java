package dev.sinabro.cli.serve;

/** A request that is refused: an HTTP status from 400 on, and what is wrong with it. */
final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;
  static final int MALFORMED = 400;
  static final int NOT_FOUND = 404;
  static final int METHOD = 405;
  static final int TOO_SLOW = 408;
  static final int TOO_LARGE = 413;
  static final int MEDIA_TYPE = 415;
  static final int NOT_ANSWERABLE = 422;
  static final int INTERNAL = 500;
  static final int OVERLOADED = 503;

  private final int status;

  RequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The body cannot be used as it is. */
  static RequestException malformed(String message) {
    return new RequestException(MALFORMED, message);
  }

  int status() {
    return status;
  }
}
