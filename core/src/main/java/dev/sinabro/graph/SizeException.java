package dev.sinabro.graph;

/** A tensor would have more elements than a tensor can have. */
public final class SizeException extends GraphException {
  private static final long serialVersionUID = 1L;

  SizeException(String what, Number elements) {
    super(what + " has " + elements + " elements; a tensor holds at most " + Integer.MAX_VALUE);
  }

  SizeException(String message, SizeException cause) {
    super(message, cause);
  }

  /** The same where it is known who asked for the tensor. */
  public SizeException of(String place) {
    return new SizeException(place + ": " + getMessage(), this);
  }
}
