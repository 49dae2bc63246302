package dev.sinabro.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarConsumer;

/** A line of a terminal that is written again and again, and is gone in the end. */
final class BarLine implements ProgressBarConsumer {
  private static final String ERASE = "\r\033[K";

  private final PrintWriter out;

  /** Columns at the start; a line that is longer would wrap. */
  private final int width = new ConsoleProgressBarConsumer(System.err).getMaxRenderedLength();

  BarLine(PrintWriter out) {
    this.out = out;
  }

  @Override
  public int getMaxRenderedLength() {
    return width;
  }

  @Override
  public void accept(String line) {
    out.print(ERASE + line);
    out.flush();
  }

  @Override
  public void clear() {
    out.print(ERASE);
    out.flush();
  }

  @Override
  public void close() {
    // the line is erased already, and the writer is not ours
  }
}
