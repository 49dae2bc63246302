package dev.sinabro.train;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that a training takes between its steps, and trainings that go on from each of them. */
class CheckpointsTest {
  private static final Dataset DATA = Dataset.of(
      new float[][] {{1, 5}, {3, 4}, {-5, 6}, {7, 8}, {9, -1}, {2, 2}, {4, 0}, {-1, 3}},
      new int[] {0, 1, 0, 1, 0, 1, 1, 0}, 2);
  private static final Dataset VALIDATION = DATA.select(0, 3, 5);
  private static final int EPOCHS = 4;

  private final Device device = new Device(new ReferenceBackend(), "");

  @AfterEach
  void close() {
    device.close();
  }

  /** The lowest loss so far, with the epoch that had it. */
  private static final class Best implements Consumer<TrainingEvent>, Remembered {
    private double loss = Double.POSITIVE_INFINITY;
    private int epoch;

    @Override
    public void accept(TrainingEvent event) {
      if (event instanceof TrainingEvent.EpochEnded ended && ended.validation().orElseThrow().loss() < loss) {
        loss = ended.validation().orElseThrow().loss();
        epoch = ended.epoch();
      }
    }

    @Override
    public String name() {
      return "best";
    }

    @Override
    public String remembered() {
      return loss + " " + epoch;
    }

    @Override
    public void recall(String remembered) {
      loss = Double.parseDouble(remembered.split(" ")[0]);
      epoch = Integer.parseInt(remembered.split(" ")[1]);
    }
  }

  /** One at each step. */
  private record Each(List<Safetensors> taken, List<String> places) implements Checkpoints {
    @Override
    public boolean isDue(int epochs, int steps) {
      return true;
    }

    @Override
    public void take(int epochs, int steps, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
      Map<String, HostTensor> copies = new LinkedHashMap<>();
      tensors.forEach((name, tensor) -> {
        byte[] bytes = new byte[(int) tensor.type().byteSize()];
        tensor.read(0, MemorySegment.ofArray(bytes));
        copies.put(name, new HostTensor(tensor.type(), MemorySegment.ofArray(bytes)));
      });
      taken.add(new Safetensors(copies, metadata));
      places.add(epochs + "/" + steps);
    }
  }

  private TrainerBuilder builder(Best best) {
    return Trainer.builder(Sequential.of(dense(4, RELU), batchNorm(), dropout(0.3), dense(2)))
        .optimizer(Optimizer.adam(0.05).averaged(0.9)).schedule(new Schedule.ReduceOnPlateau(0.5, 1, 0.2))
        .seed(5).listener(best).remember(best);
  }

  private static Map<String, String> bits(Safetensors checkpoint) {
    Map<String, String> bits = new TreeMap<>(checkpoint.metadata());
    checkpoint.tensors()
        .forEach((name, tensor) -> bits.put(name, Arrays.toString(tensor.bytes().toArray(ValueLayout.JAVA_BYTE))));
    return bits;
  }

  /** Batches of two rows: an epoch has four steps, or two of which each is made of two, or of three and one batch. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aTrainingGoesOnFromAnyStepToTheSameBits(int accumulated) {
    Each each = new Each(new ArrayList<>(), new ArrayList<>());
    Fit fit = Fit.epochs(EPOCHS).batch(2).accumulate(accumulated);
    Map<String, String> whole;
    try (Trainer trainer = builder(new Best()).checkpoints(each).on(device)) {
      trainer.fit(DATA, VALIDATION, fit);
      whole = bits(trainer.checkpoint());
    }
    int steps = EPOCHS * ((4 + accumulated - 1) / accumulated);
    assertEquals(steps, each.taken.size());
    for (Safetensors checkpoint : each.taken.subList(0, steps - 1)) {
      try (Trainer trainer = builder(new Best()).on(device)) {
        trainer.restore(checkpoint);
        int done = trainer.epochsDone(DATA);
        trainer.fit(DATA, VALIDATION, Fit.epochs(EPOCHS - done).batch(2).accumulate(accumulated));
        assertEquals(whole, bits(trainer.checkpoint()), "from epoch " + done);
      }
    }
  }

  /** That of an epoch's last step comes when the epoch has ended, with the validation of it remembered. */
  @Test
  void theyTellHowFarTheTrainingIs() {
    Each each = new Each(new ArrayList<>(), new ArrayList<>());
    try (Trainer trainer = builder(new Best()).checkpoints(each).on(device)) {
      trainer.fit(DATA, VALIDATION, Fit.epochs(2).batch(3));
    }
    assertEquals(List.of("0/1", "0/2", "1/3", "1/4", "1/5", "2/6"), each.places);
    assertEquals("Infinity 0", each.taken.get(1).metadata().get("remembered.best"));
    assertTrue(each.taken.get(2).metadata().getOrDefault("remembered.best", "").endsWith(" 1"));
  }

  /** The parameters of a diverged training are of no use. */
  @Test
  void noneIsTakenOfATrainingThatDiverged() {
    Each each = new Each(new ArrayList<>(), new ArrayList<>());
    try (Trainer trainer = Trainer.builder(Sequential.of(dense(4), dense(4), dense(2))).optimizer(Optimizer.sgd(1e200))
        .checkpoints(each).on(device)) {
      assertThrows(DivergedException.class, () -> trainer.fit(DATA, Fit.epochs(9).batch(2)));
    }
    assertTrue(each.taken.size() < 3, "taken: " + each.places);
  }

  @Test
  void namesOfWhatIsRememberedDiffer() {
    TrainerBuilder builder = builder(new Best());
    assertEquals("two parts of a training are remembered as best; rename one",
        assertThrows(IllegalArgumentException.class, () -> builder.remember(new Best())).getMessage());
  }
}
