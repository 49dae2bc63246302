package dev.sinabro.cli.serve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.graph.HostTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A model under its name, as request threads see it.
 *
 * @param name in the paths of the protocol
 */
record ServedModel(String name, Signature signature, Limits limits, Batches batches) {

  /** Its metadata in the protocol's form. */
  JsonObject metadata() {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.add("versions", new JsonArray());
    json.addProperty("platform", "sinabro");
    json.add("inputs", specs(signature.inputs()));
    json.add("outputs", specs(signature.outputs()));
    return json;
  }

  private static JsonArray specs(List<TensorSpec> tensors) {
    JsonArray array = new JsonArray();
    tensors.forEach(tensor -> array.add(tensor.json()));
    return array;
  }

  /**
   * The answer to a request whose body was read, in the protocol's form. {@link Batches#approaches} was told of it.
   *
   * @param nanos time to wait for it
   * @throws Refusal where there is none
   */
  byte[] infer(byte[] body, long nanos) throws InterruptedException {
    InferenceRequest request;
    CompletableFuture<HostTensor> answer;
    boolean submitted = false;
    try {
      request = RequestReader.read(body);
      requireOutputs(request.outputs());
      requireRows(request.rows());
      var rows = signature.rows(request);
      submitted = true;
      answer = batches.submit(rows);
    } finally {
      if (!submitted) {
        batches.left();
      }
    }
    HostTensor output = waited(answer, nanos);
    requireFinite(output);
    return json(request, signature.answer(request, output));
  }

  private void requireOutputs(List<String> wanted) {
    List<String> outputs = signature.outputs().stream().map(TensorSpec::name).toList();
    for (String name : wanted) {
      if (!outputs.contains(name)) {
        throw Refusal.malformed("the model gives no output '" + Refusal.shown(name) + "'; it gives "
            + Refusal.shown(outputs));
      }
    }
  }

  private void requireRows(int rows) {
    int width = signature.outputs().stream().mapToInt(output -> Math.abs(output.shape().getLast())).max().orElse(1);
    int most = limits.rowsOfRequest(width);
    if (rows > most) {
      throw new Refusal(Refusal.TOO_LARGE,
          rows + " rows; a request has " + most + " at most: make several of it");
    }
  }

  private static HostTensor waited(CompletableFuture<HostTensor> answer, long nanos)
      throws InterruptedException {
    try {
      return answer.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      answer.cancel(false);
      throw new Refusal(Refusal.OVERLOADED, "the answer was not there in time; try again later");
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case OutOfMemoryError full -> throw full;
        case RuntimeException fault -> throw fault;
        case null, default -> throw new IllegalStateException(failure);
      }
    }
  }

  private static void requireFinite(HostTensor output) {
    int count = output.shape().count();
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(output.value(i))) {
        throw new Refusal(Refusal.UNUSABLE, "the model has no finite answer to row "
            + i / Math.max(1, count / output.shape().extent(0)) + "; are its values like those of the training?");
      }
    }
  }

  private byte[] json(InferenceRequest request, List<OutputTensor> outputs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonWriter json = new JsonWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
      json.beginObject().name("model_name").value(name);
      if (request.id().isPresent()) {
        json.name("id").value(request.id().get());
      }
      json.name("outputs").beginArray();
      for (OutputTensor output : outputs) {
        if (request.outputs().isEmpty() || request.outputs().contains(output.name())) {
          output.write(json);
        }
      }
      json.endArray().endObject();
    } catch (IOException impossible) {
      throw new AssertionError("bytes in memory take everything", impossible);
    }
    return bytes.toByteArray();
  }
}
