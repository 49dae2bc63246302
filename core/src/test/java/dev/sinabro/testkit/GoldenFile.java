package dev.sinabro.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.Safetensors;
import dev.sinabro.run.Device;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What PyTorch computed in float64, from a file in the test resources. */
final class GoldenFile {
  private final Map<String, HostTensor> tensors;

  GoldenFile(String resource) throws IOException {
    Path copy = Files.createTempFile("golden", ".safetensors");
    try (InputStream stream = Objects.requireNonNull(GoldenFile.class.getResourceAsStream(resource), resource)) {
      Files.write(copy, stream.readAllBytes());
      tensors = Safetensors.read(copy).tensors();
    } finally {
      Files.delete(copy);
    }
  }

  Set<String> names() {
    return tensors.keySet();
  }

  /** The type of a tensor in a graph. */
  TensorType type(String name) {
    TensorType type = tensor(name).type();
    return new TensorType(type.dtype().isFloat() ? DType.F32 : type.dtype(), type.shape());
  }

  double[] values(String name) {
    HostTensor tensor = tensor(name);
    double[] values = new double[tensor.type().shape().count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (tensor.type().dtype()) {
        case F64 -> tensor.bytes()
            .getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), i);
        case I32 -> tensor.bytes().getAtIndex(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), i);
        case F32, U8, BOOL -> throw new IllegalStateException("the golden file has no " + tensor.type());
      };
    }
    return values;
  }

  HostTensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /**
   * Compares values of a device with those of a tensor: within 1e-9 in float64, within 1e-5 in float32. Differences are
   * maximum norms over that of the tensor, or over a floor where that is larger.
   */
  void requireClose(Device device, String name, double[] actual) {
    requireClose(device, name, actual, 1e-5);
  }

  /** The same with another tolerance in float32. */
  void requireClose(Device device, String name, double[] actual, double tolerance) {
    boolean exact = device.info().floatType() == DType.F64;
    double[] expected = values(name);
    double norm = exact ? 1e-10 : 1e-6;
    double difference = 0;
    assertEquals(expected.length, actual.length, name);
    for (int i = 0; i < expected.length; i++) {
      norm = Math.max(norm, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    assertTrue(difference <= (exact ? 1e-9 : tolerance) * norm,
        name + ": " + difference + " off, in a tensor of maximum " + norm);
  }
}
