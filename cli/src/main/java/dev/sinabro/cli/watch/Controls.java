package dev.sinabro.cli.watch;

/** What a page can have a training of this process do. */
public interface Controls {
  /** Ends it after its present step, with a checkpoint. */
  void stop();

  /** Writes a checkpoint after its present step. */
  void checkpoint();
}
