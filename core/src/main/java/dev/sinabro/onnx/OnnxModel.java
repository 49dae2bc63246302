package dev.sinabro.onnx;

import dev.sinabro.io.FormatException;
import dev.sinabro.io.Protobuf;
import dev.sinabro.io.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
   * Reads a file. Values stay where they are: the file is mapped into memory.
   *
   * @throws FormatException where it is no ONNX model, is cut off, or has values in other files
   */
  public static OnnxModel read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (FormatException damaged) {
      throw new FormatException(file + ": " + damaged.getMessage());
    }
  }

  /**
   * Reads the bytes of a file, which stay where they are.
   *
   * @throws FormatException as {@link #read(Path)}
   */
  public static OnnxModel read(MemorySegment file) throws FormatException {
    return OnnxReader.read(file);
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
