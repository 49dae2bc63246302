package dev.sinabro.cli.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.cli.log.EventReader.Message;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import dev.sinabro.train.Watch.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {
  /** The first record of a file that TensorBoard's own writer wrote. */
  private static final String THEIRS =
      "4800000000000000fe92489d09a60006578cc0da411a0d627261696e2e4576656e743a32522e0a2c"
          + "74656e736f72626f6172642e73756d6d6172792e7772697465722e6576656e745f66696c655f777269746572c335f8cb";

  @TempDir
  private Path run;

  private static Evaluation evaluation(double loss, double accuracy) {
    return new Evaluation(10, loss, Map.of("accuracy", accuracy), Map.of());
  }

  private static TrainingEvent.Begun begun(int step) {
    return new TrainingEvent.Begun(1 + step / 4, 9, step, 10, List.of("accuracy"), 1, 2, 3, 0);
  }

  private static TrainingEvent.EpochEnded epoch(int number) {
    return new TrainingEvent.EpochEnded(number, 4 * number, evaluation(1.0 / number, 0.5),
        Optional.of(evaluation(2.0 / number, 0.25)), 0.125, number, 1000, 0);
  }

  private static TrainingEvent.Watched watched() {
    float[] histogram = new float[2 + Watch.BINS];
    histogram[0] = -1;
    histogram[1] = 3;
    histogram[2 + 5] = 7;
    Map<Watch.Reading, HostTensor> readings = new LinkedHashMap<>();
    readings.put(new Watch.Reading(Quantity.GRADIENT_NORM, "0.weight"), tensor(1.5f));
    readings.put(new Watch.Reading(Quantity.HISTOGRAM, "0.weight"), tensor(histogram));
    return new TrainingEvent.Watched(1, 3, 0.75, readings);
  }

  private static HostTensor tensor(float... values) {
    return new HostTensor(TensorType.f32(values.length), MemorySegment.ofArray(values));
  }

  private static Graph graph() {
    Graph graph = new Graph();
    var x = graph.input("features", TensorType.f32(2, 3));
    graph.scoped("0 (dense 3 [a])", () -> graph.scoped("0.1 (relu)", () -> x.relu().add(1)));
    return graph;
  }

  private List<Path> files(String part) throws IOException {
    try (var all = Files.list(run.resolve("tensorboard").resolve(part))) {
      return all.sorted().toList();
    }
  }

  private static List<String> scalars(Message event) {
    return event.message(5).messages(1).stream().filter(value -> value.has(2))
        .map(value -> event.integer(2) + " " + value.text(1) + " " + value.real(2)).toList();
  }

  @Test
  void theReaderTakesTheirsAndFindsFlippedBits() {
    byte[] theirs = HexFormat.of().parseHex(THEIRS);
    Message event = Message.of(EventReader.records(theirs).getFirst());
    assertEquals("brain.Event:2", event.text(3));
    for (int at : IntStream.of(0, 9, 20, theirs.length - 1).toArray()) {
      byte[] flipped = theirs.clone();
      flipped[at] ^= 4;
      assertThrows(AssertionError.class, () -> EventReader.records(flipped), "byte " + at);
    }
  }

  @Test
  void epochsAndWatchedStepsAreEvents() throws IOException {
    try (TensorBoardLog log = new TensorBoardLog(run, TensorBoardLogTest::graph)) {
      List.of(begun(0), watched(), epoch(1), epoch(2)).forEach(log);
    }
    List<Message> events = EventReader.read(files("train").getFirst());
    assertEquals("brain.Event:2", events.getFirst().text(3));
    assertEquals(List.of("3 step loss 0.75", "3 gradient norm/0.weight 1.5"), scalars(events.get(2)));
    assertEquals(
        List.of("4 loss 1.0", "4 accuracy 0.5", "4 learning rate 0.125", "4 rows per second 1000.0", "4 waiting 0.0"),
        scalars(events.get(3)));
    assertEquals(
        List.of("8 loss 0.5", "8 accuracy 0.5", "8 learning rate 0.125", "8 rows per second 1000.0", "8 waiting 0.0"),
        scalars(events.get(4)));
    assertEquals(5, events.size());
    List<Message> validation = EventReader.read(files("validation").getFirst());
    assertEquals(List.of("4 loss 2.0", "4 accuracy 0.25"), scalars(validation.get(1)));
  }

  /** As the plugin of histograms has it: a row a bin, of its borders and its count. */
  @Test
  void aHistogramIsATensorOfBins() throws IOException {
    try (TensorBoardLog log = new TensorBoardLog(run, TensorBoardLogTest::graph)) {
      List.of(begun(0), watched()).forEach(log);
    }
    Message value = EventReader.read(files("train").getFirst()).get(2).message(5).messages(1).get(2);
    assertEquals("values/0.weight", value.text(1));
    assertEquals("histograms", value.message(9).message(1).text(1));
    Message tensor = value.message(8);
    assertEquals(List.of(32L, 3L), tensor.message(2).messages(2).stream().map(size -> size.integer(1)).toList());
    double[] bins = tensor.doubles(6);
    assertEquals(3 * Watch.BINS, bins.length);
    assertArrayEquals(new double[] {-1, -0.875, 0, -0.875, -0.75, 0}, IntStream.range(0, 6).mapToDouble(i -> bins[i])
        .toArray());
    assertArrayEquals(new double[] {-0.375, -0.25, 7}, IntStream.range(15, 18).mapToDouble(i -> bins[i]).toArray());
    assertEquals(3, bins[3 * Watch.BINS - 2]);
  }

  @Test
  void theGraphHasLayersAndShapes() throws IOException {
    try (TensorBoardLog log = new TensorBoardLog(run, TensorBoardLogTest::graph)) {
      log.accept(begun(0));
    }
    List<Message> nodes = Message.of(EventReader.read(files("train").getFirst()).get(1).bytes(4)).messages(1);
    assertEquals(List.of("features input []", "0 (dense 3 [a])/0.1 (relu)/relu_1 relu [features]",
        "0 (dense 3 [a])/0.1 (relu)/add_3 add [0 (dense 3 [a])/0.1 (relu)/relu_1]"),
        nodes.stream().map(node -> node.text(1) + " " + node.text(2) + " " + node.texts(3)).toList());
    Message shapes = nodes.get(1).message(5);
    assertEquals("_output_shapes", shapes.text(1));
    assertEquals(List.of(2L, 3L), shapes.message(2).message(1).message(7).messages(2).stream()
        .map(size -> size.integer(1)).toList());
  }

  /** Readers drop what is at the step of such a mark or later, and take files in the order of their names. */
  @Test
  void aTrainingThatGoesOnHasAFileOfItsOwnWhichSaysFromWhere() throws IOException {
    try (TensorBoardLog log = new TensorBoardLog(run, TensorBoardLogTest::graph)) {
      List.of(begun(0), epoch(1), epoch(2)).forEach(log);
    }
    try (TensorBoardLog log = new TensorBoardLog(run, TensorBoardLogTest::graph)) {
      List.of(begun(4), epoch(2)).forEach(log);
    }
    assertEquals(2, files("train").size());
    assertFalse(EventReader.read(files("train").get(0)).stream().anyMatch(event -> event.has(7)));
    for (String part : List.of("train", "validation")) {
      List<Message> events = EventReader.read(files(part).get(1));
      assertEquals(1, events.get(1).message(7).integer(1), "status START");
      assertEquals(5, events.get(1).integer(2));
      assertEquals(3, events.size());
      assertEquals(8, events.get(2).integer(2));
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    Files.write(run.resolve("tensorboard"), "a file".getBytes(StandardCharsets.UTF_8));
    try (TensorBoardLog log = new TensorBoardLog(run, TensorBoardLogTest::graph)) {
      String message = assertThrows(UncheckedIOException.class, () -> log.accept(begun(0))).getMessage();
      assertEquals("a file in " + run.resolve("tensorboard") + " cannot be written", message.split(":")[0]);
    }
  }
}
