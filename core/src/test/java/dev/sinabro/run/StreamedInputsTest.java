package dev.sinabro.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.compile.Region;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.testkit.LateBackend;
import dev.sinabro.testkit.WatchedBackend;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a device that is as late as the contract permits. */
class StreamedInputsTest {
  private static final Map<String, MemorySegment> TABLES = Map.of("x",
      MemorySegment.ofArray(new float[] {0, 0.5f, 10, 10.5f, 20, 20.5f, 30, 30.5f}), "labels",
      MemorySegment.ofArray(new int[] {0, 100, 200, 300}));

  private static Consumer<Map<String, MemorySegment>> rows(int... rows) {
    return into -> into.forEach((name, memory) -> {
      MemorySegment table = Objects.requireNonNull(TABLES.get(name));
      long bytes = table.byteSize() / 4;
      for (int i = 0; i < rows.length; i++) {
        MemorySegment.copy(table, rows[i] * bytes, memory, i * bytes, bytes);
      }
    });
  }

  private final Variable sum = new Variable("sum", TensorType.f32(2));
  private WatchedBackend backend = new WatchedBackend(new LateBackend(new ReferenceBackend()));

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, backend.liveBytes());
    assertEquals(0, backend.liveStagingBytes());
    assertEquals(List.of(), backend.faults());
    backend.close();
  }

  private Session session() {
    return new Session(new Device(backend, ""), List.of(sum));
  }

  /** Adds features and labels of its rows to the sum, which it doubles before. */
  private Graph step(int rows) {
    Graph graph = new Graph();
    var x = graph.input("x", TensorType.f32(rows, 2));
    var labels = graph.input("labels", TensorType.i32(rows)).cast(DType.F32);
    graph.assign(sum, graph.read(sum).mul(2).add(x.sum(0)).add(labels.sum()));
    return graph;
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void eachRunSeesItsRowsInPrograms(DType floatType) {
    backend = new WatchedBackend(new LateBackend(new ReferenceBackend()), floatType);
    try (Session session = session()) {
      Execution two = session.prepare(step(2), Map.of());
      Execution one = session.prepare(step(1), Map.of());
      try (StreamedInputs inputs = session.streamedInputs(two.program().byteSize(Region.INPUTS))) {
        double[] expected = new double[2];
        for (int i = 0; i < 10; i++) {
          int first = i % 4;
          int second = (3 * i + 1) % 4;
          int[] rows = i % 3 == 2 ? new int[] {first} : new int[] {first, second};
          Execution step = rows.length == 2 ? two : one;
          inputs.send(step, rows(rows));
          step.run();
          for (int column = 0; column < 2; column++) {
            expected[column] *= 2;
            for (int row : rows) {
              expected[column] += 110 * row + 0.5 * column;
            }
          }
        }
        assertArrayEquals(expected, session.read(sum));
      }
    }
  }

  @Test
  void itIsClosedWhileUploadsAreUnderWay() {
    try (Session session = session()) {
      Execution step = session.prepare(step(1), Map.of());
      StreamedInputs inputs = session.streamedInputs(step.program().byteSize(Region.INPUTS));
      inputs.send(step, rows(3));
      step.run();
      inputs.send(step, rows(2));
      inputs.close();
      inputs.close();
      assertArrayEquals(new double[] {330, 330.5}, session.read(sum));
    }
  }

  @Test
  void aSourceThatFailsCostsNoStagingMemory() {
    try (Session session = session()) {
      Execution step = session.prepare(step(2), Map.of());
      try (StreamedInputs inputs = session.streamedInputs(step.program().byteSize(Region.INPUTS))) {
        for (int again = 0; again < 5; again++) {
          assertThrows(IllegalStateException.class, () -> inputs.send(step, _ -> {
            throw new IllegalStateException("the file is gone");
          }));
        }
        inputs.send(step, rows(0, 3));
        step.run();
        assertArrayEquals(new double[] {330, 331}, session.read(sum));
      }
    }
  }

  @Test
  void memoryThatIsNotThereIsRefusedBeforeItIsTaken() {
    backend.limitedTo(4096, true);
    try (Session session = session()) {
      assertThrows(MemoryException.class, () -> session.streamedInputs(4096));
    }
  }

  /** The device memory is given back where there is no host memory for it. */
  @Test
  void missingStagingMemoryIsTold() {
    backend.withoutStaging();
    try (Session session = session()) {
      assertThrows(DeviceException.class, () -> session.streamedInputs(4096));
    }
  }
}
