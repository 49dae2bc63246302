package dev.sinabro.cli.experiment;

/** What can be done with a training while it runs, by any thread. */
public interface RunningTraining {
  /** Ends it after its present step, with a checkpoint. */
  void stop();

  /** Has it write a checkpoint after its present step. */
  void takeCheckpoint();

  /** The steps that the last checkpoint is of; 0 where none was written since the training began or went on. */
  int lastCheckpoint();
}
