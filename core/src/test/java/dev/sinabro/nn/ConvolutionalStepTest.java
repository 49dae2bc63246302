package dev.sinabro.nn;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.adaptiveAvgPool2d;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.maxPool2d;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.compile.Step;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a training step of a convolutional network takes: six 3 x 3 convolutions with batch norm, 32 x 32, 128 images. */
final class ConvolutionalStepTest {
  private static final int BATCH = 128;

  private final Program program = program();

  private static Layer normed(int channels) {
    return Sequential.of(conv2d(channels, 3).same().withoutBias(), batchNorm(), RELU);
  }

  private static Program program() {
    Model model = new Model(Sequential.of(normed(64), normed(64), maxPool2d(2), normed(128), normed(128), maxPool2d(2),
        normed(256), normed(256), adaptiveAvgPool2d(1, 1), flatten(), dense(10)));
    Graph graph = new Graph();
    Tensor logits = model.train(graph.input("x", TensorType.f32(BATCH, 3, 32, 32)),
        new Model.RandomSource(graph.constant(0), graph.constant(0)));
    Tensor loss = logits.softmaxCrossEntropy(graph.input("labels", TensorType.i32(BATCH))).mean();
    List<Tensor> weights = model.parameters().stream().map(parameter -> graph.read(parameter.variable())).toList();
    Gradients gradients = Gradients.of(loss, weights);
    List<Variable> variables = new ArrayList<>(model.variables());
    for (Parameter parameter : model.parameters()) {
      Tensor weight = graph.read(parameter.variable());
      graph.assign(parameter.variable(), weight.sub(gradients.of(weight).mul(0.01)));
    }
    return Compiler.compile(graph, Map.of("loss", loss), new StateLayout(variables, DType.F32), _ -> true);
  }

  /** A gradient needs what each convolution gave and what each took. */
  private static long activations() {
    long ofBlocks = 2L * 2 * (64 * 32 * 32 + 128 * 16 * 16 + 256 * 8 * 8);
    long ofPools = 64 * 16 * 16 + 128 * 8 * 8;
    return 4L * BATCH * (3 * 32 * 32 + ofBlocks + ofPools);
  }

  @Test
  void temporariesAreBelowTwiceTheActivations() {
    long arena = program.byteSize(Region.ARENA);
    assertTrue(arena < 2 * activations(), arena + " bytes for " + activations() + " of activations");
  }

  /** The smallest columns of a 3 x 3 convolution, of the last block's input, are larger than any tensor. */
  @Test
  void noColumnsAreStored() {
    long largest = 4L * BATCH * 64 * 32 * 32;
    long larger = program.steps().stream().flatMap(step -> step.outputs().stream())
        .filter(view -> view.byteSize() > largest).count();
    assertEquals(0, larger, program::text);
  }

  /** Two forward, which find the largest and keep nothing else, and two back, behind the folds that they go on from. */
  @Test
  void aPoolIsOneSweepForwardAndOneBack() {
    List<Step> pools = program.steps().stream().filter(step -> step.origin().scope().contains("maxPool2d")).toList();
    assertEquals(4, pools.size(), program::text);
    List<Set<Op>> operations = pools.stream()
        .map(step -> step instanceof Step.WithEpilogue both ? both.epilogue() : step)
        .map(step -> step instanceof Step.Fused fused
            ? fused.instructions().stream().<Op>map(Instruction::op).collect(Collectors.toSet())
            : Set.<Op>of())
        .toList();
    assertEquals(2, operations.stream().filter(Set.of(new Op.Binary(BinaryFn.MAX))::equals).count(), program::text);
    assertEquals(2,
        operations.stream().filter(Set.of(new Op.Binary(BinaryFn.EQUAL), new Op.Select())::equals).count(),
        program::text);
  }
}
