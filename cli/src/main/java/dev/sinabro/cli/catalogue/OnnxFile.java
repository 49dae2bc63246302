package dev.sinabro.cli.catalogue;

import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Scope;
import dev.sinabro.onnx.OnnxLayer;
import dev.sinabro.onnx.OnnxModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A layer that stands in an ONNX file, which is read when it is asked for.
 *
 * @param path of the file
 * @param output the value of its graph that the layer gives; none: its first output
 */
public record OnnxFile(String path, Optional<String> output) implements Layer {

  /**
   * The layer as it is in the file now.
   *
   * @throws IOException where there is no such file, or none of ONNX
   * @throws dev.sinabro.onnx.OnnxException where it cannot be a layer
   */
  public OnnxLayer read() throws IOException {
    Path file = Path.of(path);
    return OnnxLayer.of(name(), OnnxModel.read(file), output);
  }

  /** The file without its folder. */
  public String name() {
    return String.valueOf(Path.of(path).getFileName());
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    try {
      return read().apply(x, scope);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
