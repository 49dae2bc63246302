package dev.sinabro.cli.log;

import dev.sinabro.train.TrainingEvent;
import java.util.function.Consumer;

/**
 * A file, or several, that hold what happened in a training. Where the training goes on from a checkpoint, the first event
 * says from which step, and what the file holds of later ones is dropped.
 *
 * <p>Used by one thread. What cannot be written ends with an {@link java.io.UncheckedIOException} that names the file.
 */
public interface TrainingLog extends Consumer<TrainingEvent>, AutoCloseable {
  @Override
  void close();
}
