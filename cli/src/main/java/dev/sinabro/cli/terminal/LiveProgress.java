package dev.sinabro.cli.terminal;

import dev.sinabro.train.TrainingEvent;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;

/** A {@link Dashboard} that is drawn anew in its place at the end of what was printed, and is gone in the end. */
public final class LiveProgress implements ProgressView {
  private static final String COLOR = "\033\\[[0-9;]*m";
  private static final double LEAST_SECONDS = 0.1;

  private final PrintWriter out;
  private final Dashboard dashboard;
  private final Supplier<Terminal.Size> size;
  private final ProgressState state = new ProgressState();
  private List<String> shown = List.of();
  private double drawn = Double.NEGATIVE_INFINITY;

  /**
   * Nothing is drawn yet.
   *
   * @param size of the terminal, asked for at each drawing
   */
  LiveProgress(PrintWriter out, Dashboard dashboard, Supplier<Terminal.Size> size) {
    this.out = out;
    this.dashboard = dashboard;
    this.size = size;
  }

  @Override
  public void accept(TrainingEvent event) {
    draw(event, LEAST_SECONDS);
  }

  /** Takes an event, and draws unless the last drawing is less than some seconds ago. */
  void draw(TrainingEvent event, double least) {
    double now = System.nanoTime() * 1e-9;
    state.take(event, now);
    switch (event) {
      case TrainingEvent.Begun begun -> {
        ProgressLines.streamed(begun, out);
        draw(now);
      }
      case TrainingEvent.Progress _, TrainingEvent.EpochEnded _, TrainingEvent.Watched _ -> {
        if (now - drawn >= least) {
          draw(now);
        }
      }
      case TrainingEvent.Profiled profiled -> {
        close();
        out.print(ProfileTable.of(profiled));
        out.flush();
      }
      case TrainingEvent.Ended _ -> close();
    }
  }

  private void draw(double now) {
    Terminal.Size present = size.get();
    List<String> lines = dashboard.lines(state, present);
    out.print(erasing(present) + String.join("\r\n", lines));
    out.flush();
    shown = lines;
    drawn = now;
  }

  /** Back to where the last drawing began, and all behind it away; a terminal that became narrower has wrapped its lines. */
  private String erasing(Terminal.Size present) {
    int rows = shown.stream().map(line -> line.replaceAll(COLOR, "").length())
        .mapToInt(length -> Math.max(1, (length + present.columns() - 1) / present.columns())).sum();
    int up = Math.min(Math.max(0, rows - 1), present.rows() - 1);
    return "\r" + (up > 0 ? "\033[" + up + "A" : "") + "\033[J";
  }

  @Override
  public void close() {
    if (!shown.isEmpty()) {
      out.print(erasing(size.get()));
      out.flush();
      shown = List.of();
    }
  }
}
