package dev.sinabro.train;

/**
 * What takes part in a training and remembers something of it on the host, such as the best result so far. Checkpoints hold
 * it beside the tensors, as metadata {@code remembered.NAME}, so that a training that goes on from one decides as the
 * uninterrupted one does. A {@link TrainerBuilder#listener listener} mostly, which is told to the builder twice:
 *
 * <pre>{@code
 * var patience = new Patience(5);    // implements Consumer<TrainingEvent>, Remembered
 * Trainer.builder(model).listener(patience).remember(patience)
 * }</pre>
 */
public interface Remembered {
  /** What it is kept under; no two of a training have the same. */
  String name();

  /** All that it remembers, as a short text: a number, or JSON. Asked on the training thread, between two steps. */
  String remembered();

  /**
   * Takes over what {@link #remembered} told of the training that goes on. It is not called where the checkpoint has nothing
   * of this name, as weights alone have not.
   *
   * @throws IllegalArgumentException where this is none of its texts
   */
  void recall(String remembered);
}
