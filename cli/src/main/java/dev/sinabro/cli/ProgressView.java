package dev.sinabro.cli;

import dev.sinabro.train.TrainingEvent;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/**
 * Shows a training as it goes: a bar that is drawn anew on a terminal, plain lines elsewhere.
 *
 * <p>Plain lines come with each epoch, but no more than about twenty in all and one a second besides.
 */
final class ProgressView implements Consumer<TrainingEvent>, AutoCloseable {
  private static final int BAR_WIDTH = 24;
  private static final int WIDE = 100;
  private static final int PLAIN_LINES = 20;
  private static final int REDRAW_MILLIS = 100;

  private final PrintWriter out;
  private final Optional<BarLine> line;
  private @Nullable ProgressBar bar;
  private int firstEpoch;
  private int lastEpoch;
  private int rows;
  private double lastLine;
  private String metric = "";
  private volatile String epoch = "";

  /** Set by the training, read by the thread that draws: loss; metric; speed. */
  private volatile List<String> figures = List.of();

  /** Asks the terminal for its width at once: that replaces handlers of signals, which are to be set after it. */
  ProgressView(PrintWriter out, boolean terminal) {
    this.out = out;
    this.line = terminal ? Optional.of(new BarLine(out)) : Optional.empty();
  }

  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Begun begun -> begin(begun);
      case TrainingEvent.Progress progress -> progress(progress);
      case TrainingEvent.EpochEnded ended -> endEpoch(ended);
      case TrainingEvent.Profiled profiled -> {
        close();
        out.print(ProfileTable.of(profiled));
        out.flush();
      }
      case TrainingEvent.Watched _ -> {
        // nothing is watched in a training from the command line
      }
      case TrainingEvent.Ended _ -> close();
    }
  }

  private void begin(TrainingEvent.Begun begun) {
    firstEpoch = begun.firstEpoch();
    lastEpoch = begun.lastEpoch();
    rows = begun.rows();
    metric = begun.metrics().getFirst();
    epoch = counted(firstEpoch);
    if (begun.streamedBytes() > 0) {
      out.println("memory   data streamed: " + Figures.bytes(begun.streamedBytes()) + " do not fit beside the model");
      out.flush();
    }
    line.ifPresent(shown -> bar = new ProgressBarBuilder()
        .setInitialMax((long) (lastEpoch - firstEpoch + 1) * rows)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setRenderer(this::draw)
        .setConsumer(shown)
        .clearDisplayOnFinish()
        .build());
  }

  private void progress(TrainingEvent.Progress progress) {
    epoch = counted(progress.epoch());
    String quality =
        figures.isEmpty() ? metric + " " + Figures.metric(progress.training().metric(metric)) : figures.get(1);
    show(progress.training().loss(), quality, progress.rowsPerSecond());
    if (bar != null) {
      bar.stepTo((long) (progress.epoch() - firstEpoch) * rows + progress.epochRows());
    }
  }

  private void endEpoch(TrainingEvent.EpochEnded ended) {
    String quality = ended.validation()
        .map(evaluation -> "validation " + metric + " " + Figures.metric(evaluation.metric(metric)))
        .orElseGet(() -> metric + " " + Figures.metric(ended.training().metric(metric)));
    epoch = counted(Math.min(ended.epoch() + 1, lastEpoch));
    show(ended.training().loss(), quality, ended.rowsPerSecond());
    if (bar != null) {
      bar.stepTo((long) (ended.epoch() - firstEpoch + 1) * rows);
    } else if (line.isEmpty() && isDue(ended)) {
      lastLine = ended.seconds();
      out.println("epoch    " + counted(ended.epoch()) + "   " + String.join("   ", figures));
      out.flush();
    }
  }

  private void show(double loss, String quality, double rowsPerSecond) {
    figures = List.of("loss " + Figures.loss(loss), quality, Figures.scaled(rowsPerSecond) + "rows/s");
  }

  /** Such as {@code  4/30}, as wide as the last one, so that lines do not jump. */
  private String counted(int number) {
    String all = Integer.toString(lastEpoch);
    String one = Integer.toString(number);
    return " ".repeat(all.length() - one.length()) + one + "/" + all;
  }

  private boolean isDue(TrainingEvent.EpochEnded ended) {
    int done = ended.epoch() - firstEpoch + 1;
    int every = Math.max(1, (lastEpoch - firstEpoch + PLAIN_LINES) / PLAIN_LINES);
    return done % every == 0 || ended.epoch() == lastEpoch || done == 1 || ended.seconds() - lastLine > 1;
  }

  /** What the terminal has no room for is left out, the least important first. */
  private String draw(ProgressState progress, int width) {
    double share = progress.getMax() == 0 ? 0 : (double) progress.getCurrent() / progress.getMax();
    double elapsed = progress.getElapsedAfterStart().toMillis() / 1000.0;
    List<String> pieces = new ArrayList<>(figures);
    if (share > 0) {
      pieces.add(Math.min(2, pieces.size()), Figures.seconds(elapsed * (1 - share) / share) + " left");
    }
    StringBuilder text = new StringBuilder("epoch    ").append(epoch)
        .append("  ")
        .append(drawn(share, width < WIDE ? BAR_WIDTH / 2 : BAR_WIDTH))
        .append("%4.0f %%".formatted(100 * share));
    for (String piece : pieces) {
      if (text.length() + 3 + piece.length() <= width) {
        text.append("   ").append(piece);
      }
    }
    return text.toString();
  }

  private static String drawn(double share, int width) {
    int halves = (int) Math.round(share * width * 2);
    String full = "━".repeat(halves / 2) + (halves % 2 == 1 ? "╸" : "");
    return full + " ".repeat(width - full.length());
  }

  @Override
  public void close() {
    ProgressBar open = bar;
    bar = null;
    if (open != null) {
      open.close();
    }
  }
}
