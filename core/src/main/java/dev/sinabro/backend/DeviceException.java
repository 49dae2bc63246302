package dev.sinabro.backend;

/** A device cannot be used, or failed: the message says which, why, and what mends it. */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with the whole message. */
  public DeviceException(String message) {
    super(message);
  }

  /** An exception with the whole message and what caused it. */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
