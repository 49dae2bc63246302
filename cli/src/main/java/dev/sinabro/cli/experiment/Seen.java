package dev.sinabro.cli.experiment;

import dev.sinabro.cli.show.Show;
import dev.sinabro.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What of the events of a training is needed when it is over. A training of days has millions of them: of epochs there is the
 * last one alone, for the others are in the files of the run.
 */
final class Seen implements Consumer<TrainingEvent> {
  private final boolean keepsWatched;
  private final List<TrainingEvent.Watched> watched = new ArrayList<>();
  private TrainingEvent.@Nullable EpochEnded last;

  /** @param shows that take what they watch from here; what only logs watch is not kept */
  Seen(List<Show> shows) {
    keepsWatched = shows.stream().anyMatch(show -> show.watch().isPresent());
  }

  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.EpochEnded epoch -> last = epoch;
      case TrainingEvent.Watched step -> {
        if (keepsWatched) {
          watched.add(step);
        }
      }
      case TrainingEvent.Begun _, TrainingEvent.Progress _, TrainingEvent.Profiled _, TrainingEvent.Ended _ -> {
        // the files of the run have what is needed of them
      }
    }
  }

  /** The epoch that ended last in this training. */
  Optional<TrainingEvent.EpochEnded> lastEpoch() {
    return Optional.ofNullable(last);
  }

  /** The steps that shows watched. */
  List<TrainingEvent.Watched> watched() {
    return watched;
  }
}
