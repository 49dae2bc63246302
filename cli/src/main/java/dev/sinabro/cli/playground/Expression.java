package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The computation graph of J = 3(a + bc), with the value of each node and the derivative of J by it. */
final class Expression {
  private static final double LARGEST = 1e6;

  private Expression() {}

  static JsonObject of(double a, double b, double c) {
    if (!(Math.abs(a) <= LARGEST && Math.abs(b) <= LARGEST && Math.abs(c) <= LARGEST)) {
      throw new Refusal(Refusal.UNUSABLE, "a, b and c must be from -" + LARGEST + " to " + LARGEST);
    }
    Graph graph = new Graph();
    Map<String, Tensor> nodes = new LinkedHashMap<>();
    nodes.put("a", graph.scalar("a", a));
    nodes.put("b", graph.scalar("b", b));
    nodes.put("c", graph.scalar("c", c));
    nodes.put("u", node(nodes, "b").mul(node(nodes, "c")));
    nodes.put("v", node(nodes, "a").add(node(nodes, "u")));
    nodes.put("J", node(nodes, "v").mul(3));
    Tensor[] all = nodes.values().toArray(Tensor[]::new);
    Gradients gradients = Gradients.of(node(nodes, "J"), all);
    List<Tensor> asked = new ArrayList<>(nodes.values());
    nodes.values().forEach(node -> asked.add(gradients.of(node)));
    JsonArray told = new JsonArray();
    try (Device device = Devices.open("reference")) {
      Eval values = Eval.of(device, asked.toArray(Tensor[]::new));
      nodes.forEach((name, node) -> {
        JsonObject one = new JsonObject();
        one.addProperty("name", name);
        one.addProperty("value", values.scalar(node));
        one.addProperty("gradient", values.scalar(gradients.of(node)));
        told.add(one);
      });
    }
    JsonObject json = new JsonObject();
    json.add("nodes", told);
    return json;
  }

  private static Tensor node(Map<String, Tensor> nodes, String name) {
    Tensor node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(name);
    }
    return node;
  }
}
