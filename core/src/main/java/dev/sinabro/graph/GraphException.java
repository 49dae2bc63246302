package dev.sinabro.graph;

/** An operation cannot be built: the message names it, its operands, the lines that built them, and the remedy. */
public sealed class GraphException extends IllegalArgumentException permits SizeException {
  private static final long serialVersionUID = 1L;

  /** An exception with the whole message. */
  public GraphException(String message) {
    super(message);
  }

  /** An exception with the whole message, for what a layer refused. */
  public GraphException(String message, IllegalArgumentException cause) {
    super(message, cause);
  }
}
