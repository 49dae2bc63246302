package dev.sinabro.cli.experiment;

import dev.sinabro.cli.config.CheckpointSection;
import dev.sinabro.cli.log.JsonLog;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a training loop of its own keeps in its run folder, and goes on from: checkpoints, {@code metrics.csv} and {@code
 * metrics.jsonl}. Used by one thread, but for {@link #stop}.
 */
public final class LoopKeeper implements AutoCloseable {
  private static final CheckpointSection RULES = new CheckpointSection(10, Optional.empty(), 2, false);

  private final RunFolder folder;
  private final Optional<Safetensors> kept;
  private final CheckpointWriter checkpoints;
  private final JsonLog log;
  private volatile boolean stopped;
  private int steps;

  LoopKeeper(RunFolder folder, Optional<Safetensors> kept) {
    this.folder = folder;
    this.kept = kept;
    this.checkpoints = new CheckpointWriter(folder, RULES, false, Safetensors::write);
    this.log = new JsonLog(folder.path());
  }

  /** What was kept last; empty where the loop begins. */
  public Optional<Safetensors> kept() {
    return kept;
  }

  /** Tells what happens, {@code Begun} first. */
  public void happened(TrainingEvent event) {
    try {
      if (event instanceof TrainingEvent.Begun begun) {
        checkpoints.accept(begun);
        if (kept.isPresent()) {
          folder.metrics().cut(begun.firstEpoch() - 1);
        } else {
          folder.metrics().begin(begun.metrics());
        }
      } else if (event instanceof TrainingEvent.EpochEnded epoch) {
        folder.metrics().add(epoch);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    log.accept(event);
  }

  /**
   * A step is done, or nothing is left to do: keeps the state where that is due, and where the loop is to end.
   *
   * @param last whether no step is left
   * @param tensors all that steps go on from
   * @param metadata what else the loop goes on from
   * @return whether it goes on; otherwise it is stopped
   */
  public boolean done(int epochs, int steps, boolean last, Supplier<Map<String, StoredTensor>> tensors,
      Supplier<Map<String, String>> metadata) {
    this.steps = steps;
    boolean stops = stopped;
    if (last || stops || checkpoints.isDue(epochs, steps)) {
      checkpoints.take(epochs, steps, tensors.get(), metadata.get());
    }
    return !stops;
  }

  /** Has it end after its present step; any thread may. */
  public void stop() {
    stopped = true;
  }

  /** Steps done. */
  int steps() {
    return steps;
  }

  @Override
  public void close() {
    log.close();
  }
}
