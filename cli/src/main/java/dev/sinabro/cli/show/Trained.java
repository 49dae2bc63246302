package dev.sinabro.cli.show;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Prepared;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A training that is done.
 *
 * @param trainer with the trained model
 * @param data that it was trained on
 * @param events of this training in order; where it went on from a checkpoint, those before are not among them
 * @param folder of the run
 * @param colors whether lines may hold the colors of a terminal
 */
public record Trained(Trainer trainer, Prepared<?> data, List<TrainingEvent> events, Path folder, boolean colors) {

  /** Keeps a copy of the events. */
  public Trained {
    events = List.copyOf(events);
  }

  /** The ends of its epochs. */
  public List<TrainingEvent.EpochEnded> epochs() {
    return of(TrainingEvent.EpochEnded.class);
  }

  /** Its steps that were watched. */
  public List<TrainingEvent.Watched> watched() {
    return of(TrainingEvent.Watched.class);
  }

  /** What it is judged by; see {@link Prepared#judged}. */
  public Dataset judged() {
    return data.judged().rows();
  }

  private <E> List<E> of(Class<E> type) {
    return events.stream().flatMap(event -> type.isInstance(event) ? Stream.of(type.cast(event)) : Stream.empty())
        .toList();
  }
}
