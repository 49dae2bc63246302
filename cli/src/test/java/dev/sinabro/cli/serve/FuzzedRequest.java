package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.graph.HostTensor;
import java.util.List;
import java.util.Map;

/** The body of a request from whoever likes to send one, without a network between. */
public final class FuzzedRequest {
  private FuzzedRequest() {}

  /** Reads a body, and makes rows of it for each of some models; only a refusal may come of it. */
  public static void read(byte[] body, List<Preprocessing> models) {
    try {
      InferenceRequest request = RequestReader.read(body);
      for (Preprocessing model : models) {
        try {
          HostTensor all = new Joined(List.of(Signature.of(model).rows(request))).values("features");
          if (all.shape().extent(0) != request.rows()) {
            throw new AssertionError("a request of " + request.rows() + " rows became " + all.shape());
          }
        } catch (Refusal refused) {
          requireMessage(refused);
        }
      }
    } catch (Refusal refused) {
      requireMessage(refused);
    }
  }

  /** Bodies to begin with. */
  public static Map<String, String> seeds() {
    String tensor = "{\"name\": \"%s\", \"shape\": %s, \"datatype\": \"%s\", \"data\": %s}";
    return Map.of(
        "columns", "{\"id\": \"1\", \"inputs\": [" + tensor.formatted("x", "[2]", "FP64", "[1, 2.5]") + ", "
            + tensor.formatted("color", "[2, 1]", "BYTES", "[[\"red\"], [\"blue\"]]")
            + "], \"outputs\": [{\"name\": \"class\"}]}",
        "together", "{\"inputs\": [" + tensor.formatted("features", "[1, 2]", "INT64", "[[1, 2]]")
            + "], \"parameters\": {\"a\": 1}}",
        "image", "{\"inputs\": [" + tensor.formatted("image", "[1, 1, 2, 2]", "UINT8", "[0, 255, 3, 4]") + "]}",
        "text", "{\"inputs\": [" + tensor.formatted("text", "[2]", "BYTES", "[\"ab\", \"\"]") + "]}",
        "series", "{\"inputs\": [" + tensor.formatted("sold", "[1, 2]", "FP32", "[1e3, -2]") + "]}");
  }

  private static void requireMessage(Refusal refused) {
    if (refused.getMessage() == null || refused.getMessage().length() > 4000 || refused.status() < 400
        || refused.status() >= 500) {
      throw new AssertionError("a poor refusal: " + refused.status(), refused);
    }
  }
}
