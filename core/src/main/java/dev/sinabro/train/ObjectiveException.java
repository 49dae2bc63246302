package dev.sinabro.train;

/** Model, loss, metric and data do not go together: the message says which, and what mends it. */
public final class ObjectiveException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  ObjectiveException(String message) {
    super(message);
  }
}
