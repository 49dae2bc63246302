package dev.sinabro.cli.terminal;

import dev.sinabro.train.TrainingEvent;
import java.io.PrintWriter;

/** A line with each epoch, but no more than about twenty in all and one a second besides. */
public final class ProgressLines implements ProgressView {
  private static final int LINES = 20;

  private final PrintWriter out;
  private final ProgressState state = new ProgressState();
  private double lastLine;

  ProgressLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(TrainingEvent event) {
    state.take(event, System.nanoTime() * 1e-9);
    switch (event) {
      case TrainingEvent.Begun begun -> streamed(begun, out);
      case TrainingEvent.EpochEnded ended -> {
        if (isDue(ended, state.begun().orElseThrow())) {
          lastLine = ended.seconds();
          out.println("epoch    " + state.counted(ended.epoch()) + "   " + String.join("   ", state.figures()));
        }
      }
      case TrainingEvent.Profiled profiled -> out.print(ProfileTable.of(profiled));
      case TrainingEvent.Progress _, TrainingEvent.Watched _, TrainingEvent.Ended _ -> {
        // what ends says enough
      }
    }
    out.flush();
  }

  /** Says where data does not fit on the device. */
  static void streamed(TrainingEvent.Begun begun, PrintWriter out) {
    if (begun.streamedBytes() > 0) {
      out.println("memory   data streamed: " + Figures.bytes(begun.streamedBytes()) + " do not fit beside the model");
    }
  }

  private boolean isDue(TrainingEvent.EpochEnded ended, TrainingEvent.Begun begun) {
    int done = ended.epoch() - begun.firstEpoch() + 1;
    int every = Math.max(1, (begun.lastEpoch() - begun.firstEpoch() + LINES) / LINES);
    return done % every == 0 || ended.epoch() == begun.lastEpoch() || done == 1 || ended.seconds() - lastLine > 1;
  }

  @Override
  public void close() {
    // the writer is not ours
  }
}
