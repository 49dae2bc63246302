package dev.sinabro.cli.experiment;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.config.CheckpointSection;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.train.Checkpoints;
import dev.sinabro.train.Remembered;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the checkpoints of a run: when one is due, at its end, and that of the best validation so far, which it remembers
 * as {@code best}.
 */
final class CheckpointWriter implements Checkpoints, Remembered, RunningTraining, Consumer<TrainingEvent> {
  /** Times that writing one takes, which must pass before the next one. */
  private static final int SHARE = 50;
  /** Larger states are written at once where they are the best, rather than kept in memory until writing is due. */
  private static final long HELD_BYTES = 1L << 26;

  /** How a checkpoint is written. */
  @FunctionalInterface
  interface Form {
    /** Writes a file, all or nothing. */
    void write(Path file, Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata)
        throws IOException;
  }

  private final RunFolder folder;
  private final CheckpointSection rules;
  private final boolean largerIsBetter;
  private final Form form;
  private final Turn turn = new Turn();
  private final Turn turnOfBest = new Turn();
  private volatile int lastSteps = -1;
  private volatile boolean asked;
  private int bestEpoch;
  private double best = Double.NaN;
  private @Nullable Safetensors held;
  private @Nullable Trainer trainer;

  /** When it was written last, and how long that took. */
  private static final class Turn {
    private long end = System.nanoTime();
    private long nanos;

    boolean hasCome(double seconds) {
      return System.nanoTime() - end >= Math.max(seconds * 1e9, SHARE * nanos);
    }

    void taken(long begin) {
      end = System.nanoTime();
      nanos = end - begin;
    }
  }

  /** @param largerIsBetter of the first metric */
  CheckpointWriter(RunFolder folder, CheckpointSection rules, boolean largerIsBetter, Form form) {
    this.folder = folder;
    this.rules = rules;
    this.largerIsBetter = largerIsBetter;
    this.form = form;
  }

  /** Names the trainer whose checkpoints they are. */
  void of(Trainer trainer) {
    this.trainer = trainer;
  }

  private Trainer trainer() {
    return Objects.requireNonNull(trainer, "no trainer yet");
  }

  @Override
  public void stop() {
    trainer().stop();
  }

  @Override
  public void takeCheckpoint() {
    asked = true;
  }

  @Override
  public int lastCheckpoint() {
    return Math.max(0, lastSteps);
  }

  @Override
  public boolean isDue(int epochs, int steps) {
    return asked || rules.steps().filter(every -> steps % every == 0).isPresent()
        || rules.seconds() > 0 && turn.hasCome(rules.seconds());
  }

  @Override
  public void take(int epochs, int steps, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
    try {
      write(steps, tensors, metadata);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private void write(int steps, Map<String, StoredTensor> tensors, Map<String, String> metadata) throws IOException {
    asked = false;
    writeHeld();
    long begin = System.nanoTime();
    folder.metrics().sync();
    form.write(folder.checkpoints().at(steps), tensors, metadata);
    folder.checkpoints().keep(rules.keep());
    lastSteps = steps;
    turn.taken(begin);
  }

  /** Keeps the state at the end of a training, where that is not there already. */
  void end(int steps) throws IOException {
    if (steps != lastSteps) {
      write(steps, trainer().storedCheckpoint(), trainer().remembered());
    }
    writeHeld();
  }

  /** Keeps the state at the end in place of any other after so many steps: it has weights of before. */
  void restored(int steps) throws IOException {
    lastSteps = -1;
    end(steps);
  }

  /** Keeps the state after an epoch, where its validation is the best so far. */
  @Override
  public void accept(TrainingEvent event) {
    if (event instanceof TrainingEvent.Begun) {
      turn.taken(System.nanoTime());
      turnOfBest.taken(System.nanoTime());
    } else if (event instanceof TrainingEvent.EpochEnded epoch) {
      try {
        judge(epoch, trainer());
      } catch (IOException unwritable) {
        throw new UncheckedIOException(unwritable);
      }
    }
  }

  private void judge(TrainingEvent.EpochEnded epoch, Trainer trainer) throws IOException {
    Optional<Double> value = epoch.validation().flatMap(found -> found.metrics().values().stream().findFirst());
    if (!rules.best() || value.isEmpty() || !isBetter(value.get())) {
      return;
    }
    best = value.get();
    bestEpoch = epoch.epoch();
    Map<String, StoredTensor> tensors = trainer.storedCheckpoint();
    long bytes = tensors.values().stream().mapToLong(tensor -> tensor.type().byteSize()).sum();
    if (bytes > HELD_BYTES || turnOfBest.hasCome(rules.seconds())) {
      held = null;
      writeBest(tensors, trainer.remembered());
    } else {
      held = trainer.checkpoint();
    }
  }

  private boolean isBetter(double value) {
    return !Double.isNaN(value) && (Double.isNaN(best) || (largerIsBetter ? value > best : value < best));
  }

  private void writeHeld() throws IOException {
    Safetensors present = held;
    if (present != null) {
      held = null;
      writeBest(present.tensors(), present.metadata());
    }
  }

  private void writeBest(Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata) throws IOException {
    long begin = System.nanoTime();
    form.write(folder.checkpoints().best(), tensors, metadata);
    turnOfBest.taken(begin);
  }

  @Override
  public String name() {
    return "best";
  }

  @Override
  public String remembered() {
    JsonObject json = new JsonObject();
    json.addProperty("epoch", bestEpoch);
    if (!Double.isNaN(best)) {
      json.addProperty("value", best);
    }
    return json.toString();
  }

  @Override
  public void recall(String remembered) {
    JsonObject json = JsonParser.parseString(remembered).getAsJsonObject();
    bestEpoch = json.get("epoch").getAsInt();
    best = json.has("value") ? json.get("value").getAsDouble() : Double.NaN;
  }
}
