package dev.sinabro.testkit;

import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.compile.Step;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Programs that views make short and small, for each backend's test to count. */
public final class ViewPrograms {
  private ViewPrograms() {}

  /** Attention of several heads and its gradients: projections, scores, values, and one projection behind. */
  public static Program attention(Predicate<Step> supports) {
    int batch = 3;
    int length = 20;
    int heads = 4;
    int width = heads * 16;
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(batch, length, width));
    List<Tensor> weights = new ArrayList<>();
    List<Tensor> split = new ArrayList<>();
    for (String name : List.of("query", "key", "value")) {
      Tensor weight = g.input(name, TensorType.f32(width, width));
      weights.add(weight);
      split.add(x.reshape(batch * length, width).matmul(weight, false, true).reshape(batch, length, heads, 16)
          .transpose(0, 2, 1, 3));
    }
    Tensor scores = split.get(0).matmul(split.get(1), false, true).mul(0.25).softmax();
    Tensor joined = scores.matmul(split.get(2)).transpose(0, 2, 1, 3).reshape(batch * length, width);
    Tensor last = g.input("output", TensorType.f32(width, width));
    weights.add(last);
    weights.add(x);
    Tensor loss = joined.matmul(last, false, true).square().sum();
    return gradients(loss, weights, supports);
  }

  /**
   * A recurrent network of the shape of an LSTM over a sequence that is cut into steps, and its gradients.
   *
   * @param length steps
   */
  public static Program unrolled(int length, Predicate<Step> supports) {
    int batch = 4;
    int width = 32;
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(length, batch, width));
    Tensor w = g.input("w", TensorType.f32(4 * width, width));
    Tensor u = g.input("u", TensorType.f32(4 * width, width));
    Tensor h = g.input("h", TensorType.f32(batch, width));
    Tensor c = g.input("c", TensorType.f32(batch, width));
    List<Tensor> all = new ArrayList<>();
    for (int step = 0; step < length; step++) {
      Tensor now = x.slice(0, step, step + 1).reshape(batch, width);
      Tensor gates = now.matmul(w, false, true).add(h.matmul(u, false, true));
      Tensor input = gates.slice(1, 0, width).sigmoid();
      Tensor forget = gates.slice(1, width, 2 * width).sigmoid();
      Tensor cell = gates.slice(1, 2 * width, 3 * width).tanh();
      Tensor output = gates.slice(1, 3 * width, 4 * width).sigmoid();
      c = forget.mul(c).add(input.mul(cell));
      h = output.mul(c.tanh());
      all.add(h.reshape(1, batch, width));
    }
    return gradients(g.concat(0, all).square().sum(), List.of(x, w, u), supports);
  }

  /** Softmax of heads, which are a part of something and in another order, cross-entropy and sums of parts. */
  public static Program rowsOfParts(Predicate<Step> supports) {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(3, 20, 3, 16));
    Tensor logits = g.input("logits", TensorType.f32(40, 30));
    Tensor labels = g.input("labels", TensorType.i32(32));
    Map<String, Tensor> results = new LinkedHashMap<>();
    results.put("softmax", x.slice(2, 1, 3).transpose(0, 2, 1, 3).softmax());
    results.put("losses", logits.slice(0, 4, 36).slice(1, 2, 12).softmaxCrossEntropy(labels));
    results.put("rows", logits.slice(1, 1, 29).sum(1));
    results.put("columns", logits.slice(1, 1, 29).sum(0));
    return Compiler.compile(g, results, new StateLayout(List.of(), DType.F32), supports);
  }

  private static Program gradients(Tensor loss, List<Tensor> by, Predicate<Step> supports) {
    Gradients gradients = Gradients.of(loss, by);
    Map<String, Tensor> results = new LinkedHashMap<>();
    by.forEach(tensor -> results.put("y" + results.size(), gradients.of(tensor)));
    return Compiler.compile(loss.graph(), results, new StateLayout(List.of(), DType.F32), supports);
  }

  /** How many steps move elements and compute nothing. */
  public static long copies(Program program) {
    return program.steps().stream().filter(Step.Copy.class::isInstance).count();
  }
}
