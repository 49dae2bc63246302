package dev.sinabro.onnx;

/** A model has something that an ONNX file cannot say: the message names it. */
public final class ExportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with the whole message. */
  public ExportException(String message) {
    super(message);
  }
}
