package dev.sinabro.onnx;

import dev.sinabro.io.Protobuf;
import dev.sinabro.io.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An ONNX file: Open Neural Network Exchange.
 *
 * @param opset the version of ONNX's own operators that it is made of
 * @param graph what it computes
 * @param metadata texts by key
 */
public record OnnxModel(int opset, OnnxGraph graph, Map<String, String> metadata) {
  /** Keeps a copy of the metadata, in its order. */
  public OnnxModel {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Writes a file, all or nothing: it appears under its name when it is complete. The same model is always the same bytes.
   *
   * @throws IllegalArgumentException where it has 2 GiB or more, which the format does not hold
   */
  public void write(Path file) throws IOException {
    Protobuf message = message();
    WholeFile.write(file, message.size(), channel -> message.write(Channels.newOutputStream(channel)));
  }

  /**
   * Writes the bytes of a file.
   *
   * @throws IllegalArgumentException where it has 2 GiB or more, which the format does not hold
   */
  public void write(OutputStream out) throws IOException {
    message().write(out);
  }

  private Protobuf message() {
    Protobuf message = OnnxWriter.message(this);
    if (message.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("the model has " + message.size()
          + " bytes, and an ONNX file holds less than 2 GiB; export it as safetensors");
    }
    return message;
  }
}
