package dev.sinabro.onnx;

/** A model has something that an ONNX file cannot say, or a file something that a graph cannot: the message names it. */
public final class OnnxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An exception with the whole message. */
  public OnnxException(String message) {
    super(message);
  }
}
