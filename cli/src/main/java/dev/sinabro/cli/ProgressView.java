package dev.sinabro.cli;

import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.io.PrintWriter;
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
  private static final int PLAIN_LINES = 20;
  private static final int REDRAW_MILLIS = 100;

  private final PrintWriter out;
  private final boolean terminal;
  private @Nullable ProgressBar bar;
  private int epochs;
  private int rows;
  private int epochsEnded;
  private double lastLine;
  private String metric = "";
  private volatile String epoch = "";
  private volatile String state = "";

  ProgressView(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void accept(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Begun begun -> begin(begun);
      case TrainingEvent.Progress progress -> progress(progress);
      case TrainingEvent.EpochEnded ended -> endEpoch(ended);
      case TrainingEvent.Ended _ -> close();
    }
  }

  private void begin(TrainingEvent.Begun begun) {
    epochs = begun.epochs();
    rows = begun.rows();
    metric = begun.metric();
    epoch = counted(1);
    if (terminal) {
      bar = new ProgressBarBuilder().setInitialMax((long) epochs * rows)
          .setUpdateIntervalMillis(REDRAW_MILLIS)
          .setRenderer(this::draw)
          .setConsumer(new BarLine(out))
          .clearDisplayOnFinish()
          .build();
    }
  }

  private void progress(TrainingEvent.Progress progress) {
    epoch = counted(progress.epoch());
    state = "loss " + Figures.loss(progress.loss()) + "   " + metric + " " + Figures.metric(progress.metric()) + "   "
        + Figures.scaled(progress.rowsPerSecond()) + "rows/s";
    if (bar != null) {
      bar.stepTo((long) (progress.epoch() - 1) * rows + progress.epochRows());
    }
  }

  private void endEpoch(TrainingEvent.EpochEnded ended) {
    epochsEnded++;
    Optional<Evaluation> validation = ended.validation();
    String shown = validation.map(evaluation -> "validation " + Figures.metric(evaluation.value()))
        .orElseGet(() -> metric + " " + Figures.metric(ended.training().value()));
    epoch = counted(Math.min(epochsEnded + 1, epochs));
    state = "loss " + Figures.loss(ended.training().loss()) + "   " + shown + "   "
        + Figures.scaled(epochsEnded * (double) rows / ended.seconds()) + "rows/s";
    if (bar != null) {
      bar.stepTo((long) epochsEnded * rows);
    } else if (!terminal && isDue(ended.seconds())) {
      lastLine = ended.seconds();
      out.println("epoch    " + counted(epochsEnded) + "   " + state);
      out.flush();
    }
  }

  /** Such as {@code  4/30}, as wide as the last one, so that lines do not jump. */
  private String counted(int number) {
    String all = Integer.toString(epochs);
    String one = Integer.toString(number);
    return " ".repeat(all.length() - one.length()) + one + "/" + all;
  }

  private boolean isDue(double seconds) {
    int every = Math.max(1, (epochs + PLAIN_LINES - 1) / PLAIN_LINES);
    return epochsEnded % every == 0 || epochsEnded == epochs || epochsEnded == 1 || seconds - lastLine > 1;
  }

  private String draw(ProgressState progress, int width) {
    double share = progress.getMax() == 0 ? 0 : (double) progress.getCurrent() / progress.getMax();
    int halves = (int) Math.round(share * BAR_WIDTH * 2);
    String drawn = "━".repeat(halves / 2) + (halves % 2 == 1 ? "╸" : "");
    double elapsed = progress.getElapsedAfterStart().toMillis() / 1000.0;
    String left = share > 0 ? "   " + Figures.seconds(elapsed * (1 - share) / share) + " left" : "";
    String line = "epoch    %s  %s %3.0f %%   %s%s".formatted(epoch,
        drawn + " ".repeat(BAR_WIDTH - drawn.length()), 100 * share, state, left);
    return line.length() > width && width > 0 ? line.substring(0, width) : line;
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
