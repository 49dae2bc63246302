package dev.sinabro.cli.show;

import dev.sinabro.train.Watch;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Something to be seen of a training when it is done. */
public interface Show {

  /** What must be looked at while it trains. Each step that is watched so stays in memory until the training is over. */
  default Optional<Watch> watch() {
    return Optional.empty();
  }

  /**
   * Writes its files into the run folder.
   *
   * @return lines that say what is to be seen, and in which file
   * @throws ShowException where it cannot be shown of this model or these data
   */
  List<String> of(Trained trained) throws IOException;
}
