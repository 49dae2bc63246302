package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How many steps the parts of networks take, counted in programs for a backend that refuses nothing. */
final class ReducingTest {
  private static final Predicate<Step> ANY = _ -> true;

  private static Program compile(Graph graph, Map<String, Tensor> outputs) {
    return Compiler.compile(graph, outputs, new StateLayout(List.of(), DType.F32), ANY);
  }

  private static Tensor layerNorm(Tensor x, Tensor gain, Tensor shift) {
    int last = x.shape().rank() - 1;
    var one = x.shape().with(last, 1);
    Tensor centered = x.sub(x.mean(-1).reshape(one));
    Tensor variance = centered.square().mean(-1).reshape(one);
    return centered.div(variance.add(1e-5).sqrt()).mul(gain).add(shift);
  }

  private static Tensor softmax(Tensor x) {
    var one = x.shape().with(x.shape().rank() - 1, 1);
    Tensor e = x.sub(x.reduce(ReduceFn.MAX, -1).reshape(one)).exp();
    return e.div(e.sum(-1).reshape(one));
  }

  private static Tensor batchNorm(Tensor x, Tensor gain, Tensor shift) {
    Tensor centered = x.sub(x.mean(0));
    return centered.div(centered.square().mean(0).add(1e-5).sqrt()).mul(gain).add(shift);
  }

  @Test
  void normsAndSoftmaxOfRowsAreOneStep() {
    for (int[] extents : new int[][] {{32, 64}, {4, 8, 64}}) {
      Graph g = new Graph();
      Tensor x = g.input("x", TensorType.f32(extents));
      Tensor gain = g.input("gain", TensorType.f32(64));
      Tensor shift = g.input("shift", TensorType.f32(64));
      for (Tensor y : List.of(layerNorm(x, gain, shift), softmax(x))) {
        Program program = compile(g, Map.of("y", y));
        assertEquals(1, program.steps().size(), program::text);
      }
    }
  }

  @Test
  void aBatchNormIsOneStep() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(32, 64));
    Program program =
        compile(g, Map.of("y", batchNorm(x, g.input("a", TensorType.f32(64)), g.input("b", TensorType.f32(64)))));
    assertEquals(1, program.steps().size(), program::text);
  }

  /** With the forward pass; a weighted sum stands for what follows. */
  @Test
  void aLayerNormAndItsGradientsAreThreeSteps() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(4, 8, 64));
    Tensor dy = g.input("dy", TensorType.f32(4, 8, 64));
    Tensor gain = g.input("gain", TensorType.f32(64));
    Tensor shift = g.input("shift", TensorType.f32(64));
    Tensor y = layerNorm(x, gain, shift);
    Gradients gradients = Gradients.of(y.mul(dy).sum(), x, gain, shift);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("y", y);
    outputs.put("dx", gradients.of(x));
    outputs.put("dgain", gradients.of(gain));
    outputs.put("dshift", gradients.of(shift));
    Program program = compile(g, outputs);
    assertTrue(program.steps().size() <= 3, program::text);
  }

  /** Where a product takes no epilogue. */
  @Test
  void aDenseLayerWithGeluIsAProductAndASweep() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(4, 8, 16));
    Tensor z = x.reshape(32, 16).matmul(g.input("w", TensorType.f32(16, 64))).reshape(4, 8, 64)
        .add(g.input("b", TensorType.f32(64)));
    Tensor inner = z.add(z.mul(z).mul(z).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    Program program = Compiler.compile(g, Map.of("y", z.mul(0.5).mul(inner.tanh().add(1)).reshape(32, 64).add(1)),
        new StateLayout(List.of(), DType.F32), step -> !(step instanceof Step.WithEpilogue));
    assertEquals(2, program.steps().size(), program::text);
    assertTrue(program.steps().getFirst() instanceof Step.Single single && single.op() instanceof Op.MatMul);
  }
}
