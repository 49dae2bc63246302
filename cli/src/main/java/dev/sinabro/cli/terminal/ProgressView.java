package dev.sinabro.cli.terminal;

import dev.sinabro.cli.log.JsonLog;
import dev.sinabro.train.TrainingEvent;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Shows a training as it goes. */
public interface ProgressView extends Consumer<TrainingEvent>, AutoCloseable {

  @Override
  void close();

  /**
   * A view.
   *
   * @param terminal whether lines can be drawn anew
   */
  static ProgressView of(ProgressKind kind, PrintWriter out, boolean terminal) {
    return switch (kind) {
      case AUTO -> terminal ? live(out, true) : new ProgressLines(out);
      case BAR -> terminal ? live(out, false) : new ProgressLines(out);
      case LINES -> new ProgressLines(out);
      case JSON -> plain(event -> JsonLog.line(event).ifPresent(line -> {
        out.println(line);
        out.flush();
      }));
      case NONE -> plain(_ -> {});
    };
  }

  private static ProgressView live(PrintWriter out, boolean charts) {
    return new LiveProgress(out, new Dashboard(charts, Terminal.hasColors()), Terminal::size);
  }

  private static ProgressView plain(Consumer<TrainingEvent> shown) {
    return new ProgressView() {
      @Override
      public void accept(TrainingEvent event) {
        shown.accept(event);
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
