package dev.sinabro.cli.show;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Prepared;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent.Watched;
import java.nio.file.Path;
import java.util.List;

/**
 * A training that is done.
 *
 * @param trainer with the trained model
 * @param data that it was trained on
 * @param watched its steps that shows watched; where it went on from a checkpoint, those before are not among them
 * @param losses after each epoch, those before a checkpoint that it went on from too
 * @param folder of the run
 * @param colors whether lines may hold the colors of a terminal
 */
public record Trained(Trainer trainer, Prepared<?> data, List<Watched> watched, Losses losses, Path folder,
    boolean colors) {

  /** Keeps a copy of the list. */
  public Trained {
    watched = List.copyOf(watched);
  }

  /** What it is judged by; see {@link Prepared#judged}. */
  public Dataset judged() {
    return data.judged().rows();
  }
}
