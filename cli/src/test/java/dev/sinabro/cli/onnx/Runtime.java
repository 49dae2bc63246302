package dev.sinabro.cli.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.sinabro.onnx.OnnxModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model in ONNX Runtime, which judges what is exported. */
final class Runtime implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession session;

  Runtime(byte[] file) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      session = ENVIRONMENT.createSession(file, options);
    } catch (OrtException refused) {
      throw new AssertionError(refused);
    }
  }

  static byte[] bytes(OnnxModel model) {
    var bytes = new ByteArrayOutputStream();
    try {
      model.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Values with their extents. */
  record Given(Object values, long... extents) {
    private OnnxTensor tensor() throws OrtException {
      return switch (values) {
        case float[] reals -> OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(reals), extents);
        case int[] integers -> OnnxTensor.createTensor(ENVIRONMENT, IntBuffer.wrap(integers), extents);
        case byte[] bytes ->
          OnnxTensor.createTensor(ENVIRONMENT, ByteBuffer.wrap(bytes), extents, OnnxJavaType.UINT8);
        case Object other -> throw new IllegalArgumentException("no tensor of " + other);
      };
    }
  }

  /** The values of all outputs by name. */
  Map<String, float[]> run(Map<String, Given> inputs) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (var input : inputs.entrySet()) {
        tensors.put(input.getKey(), input.getValue().tensor());
      }
      Map<String, float[]> results = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(tensors)) {
        for (var output : result) {
          results.put(output.getKey(), floats((OnnxTensor) output.getValue()));
        }
      }
      return results;
    } catch (OrtException failed) {
      throw new AssertionError(failed);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static float[] floats(OnnxTensor tensor) {
    return switch (tensor.getInfo().type) {
      case FLOAT -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        yield values;
      }
      case INT32 -> {
        int[] values = new int[tensor.getIntBuffer().remaining()];
        tensor.getIntBuffer().get(values);
        float[] reals = new float[values.length];
        for (int i = 0; i < values.length; i++) {
          reals[i] = values[i];
        }
        yield reals;
      }
      default -> throw new IllegalArgumentException("an output of " + tensor.getInfo());
    };
  }

  Map<String, String> metadata() {
    try {
      return session.getMetadata().getCustomMetadata();
    } catch (OrtException failed) {
      throw new AssertionError(failed);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException failed) {
      throw new AssertionError(failed);
    }
  }
}
