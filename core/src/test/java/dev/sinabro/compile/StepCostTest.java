package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepCostTest {
  private static StepCost only(Tensor result) {
    StateLayout layout = new StateLayout(List.of(), DType.F32);
    Program program = Compiler.compile(result.graph(), Map.of("y", result), layout, _ -> true);
    assertEquals(1, program.steps().size(), program.text());
    return StepCost.of(program.steps().getFirst());
  }

  private static Tensor input(Graph graph, int... extents) {
    return graph.input("x" + graph.inputs().size(), new TensorType(DType.F32, Shape.of(extents)));
  }

  @Test
  void aProduct() {
    Graph graph = new Graph();
    assertEquals(new StepCost(2 * 3 * 4 * 5, 4 * (3 * 4 + 4 * 5 + 3 * 5)),
        only(input(graph, 3, 4).matmul(input(graph, 4, 5))));
  }

  @Test
  void aGroupComputesEachOfItsOperationsAndReadsOnce() {
    Graph graph = new Graph();
    assertEquals(new StepCost(2 * 10, 4 * (10 + 10 + 10)), only(input(graph, 10).add(input(graph, 10)).relu()));
  }

  @Test
  void ofATableOnlyTheRowsThatAreTakenAreRead() {
    Graph graph = new Graph();
    Tensor numbers = graph.input("numbers", new TensorType(DType.I32, Shape.of(3)));
    assertEquals(new StepCost(0, 4 * (3 * 7 + 3 + 3 * 7)), only(input(graph, 1000, 7).gather(numbers)));
  }
}
