package dev.sinabro.cli.terminal;

import dev.sinabro.cli.terminal.TextChart.Curve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A training as a terminal shows it: how far it is in one line, and where there is room, its losses as curves and what memory it
 * takes. No line is longer than the terminal is wide, whatever its width.
 *
 * @param charts whether curves are wanted
 * @param colors whether there may be colors
 */
public record Dashboard(boolean charts, boolean colors) {
  private static final int WIDE = 100;
  private static final int BAR = 24;
  private static final int LEAST_BAR = 4;
  /** Curves of a training that is over at once would only flash. */
  private static final double LEAST_SECONDS = 2;
  /** Below this a chart would leave no room for what was printed before. */
  private static final int LEAST_ROWS = 18;
  private static final int LEAST_COLUMNS = 40;
  private static final int MOST_COLUMNS = 120;
  private static final int MOST_CHART = 12;

  /** The lines, from top to bottom; the last one is the bar. */
  List<String> lines(ProgressState state, Terminal.Size size) {
    // In the last column terminals wrap before or after, as they like.
    int width = Math.max(1, size.columns() - 1);
    List<String> lines = new ArrayList<>();
    if (charts && size.rows() >= LEAST_ROWS && width >= LEAST_COLUMNS && state.losses().length > 1
        && state.last().orElseThrow().seconds() > LEAST_SECONDS) {
      lines.addAll(chart(state, Math.min(width, MOST_COLUMNS), Math.min(size.rows() / 3, MOST_CHART)));
      lines.add(fitted("memory   ", memory(state), width));
    }
    lines.add(bar(state, width));
    return lines;
  }

  private List<String> chart(ProgressState state, int width, int height) {
    List<Curve> curves =
        Stream.of(new Curve("training", state.losses()), new Curve("validation", state.validationLosses()))
            .filter(curve -> curve.y().length > 0).toList();
    List<String> chart = new TextChart(width, height, colors).lines(curves);
    if (chart.isEmpty()) {
      return chart;
    }
    StringBuilder legend = new StringBuilder("loss    ");
    for (int number = 0; number < curves.size(); number++) {
      String mark = colors || number == 0 ? "⠤" : "×";
      String key = mark + " " + curves.get(number).name();
      legend.append(' ').append(colors ? Curve.colored(number, key) : key).append(' ');
    }
    List<String> lines = new ArrayList<>(List.of("", legend.toString().stripTrailing()));
    lines.addAll(chart);
    lines.add("");
    return lines;
  }

  private static List<String> memory(ProgressState state) {
    List<String> pieces = new ArrayList<>();
    state.begun().ifPresent(begun -> pieces.add(
        Figures.bytes(begun.stateBytes() + begun.arenaBytes() + begun.inputBytes()) + " on the device"));
    long resident = residentBytes();
    if (resident > 0) {
      pieces.add(Figures.bytes(resident) + " of the process");
    }
    state.last().ifPresent(epoch -> pieces.add("learning rate %.3g".formatted(epoch.learningRate())));
    state.last().ifPresent(epoch -> pieces.add(Figures.seconds(epoch.seconds()) + " so far"));
    return pieces;
  }

  /** What the process has in memory; 0 where the system does not say. */
  private static long residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).orElse(0L);
    } catch (IOException | NumberFormatException notTold) {
      return 0;
    }
  }

  /** What there is no room for is left out, the least important first. */
  private static String bar(ProgressState state, int width) {
    String counted = state.counted();
    String percent = "%4.0f %%".formatted(100 * state.share());
    String head = width < LEAST_COLUMNS ? "" : "epoch    ";
    int room = width - head.length() - counted.length() - 2 - percent.length();
    String drawn = room < LEAST_BAR
        ? ""
        : "  " + drawn(state.share(), Math.min(room, width < WIDE ? BAR / 2 : BAR));
    List<String> pieces = new ArrayList<>(state.figures());
    state.left().ifPresent(left -> pieces.add(Math.min(2, pieces.size()), left));
    return fitted(head + counted + drawn + percent, pieces, width);
  }

  /** A beginning, and as many of the pieces as there is room for. */
  private static String fitted(String head, List<String> pieces, int width) {
    StringBuilder text = new StringBuilder(head.substring(0, Math.min(width, head.length())));
    for (String piece : pieces) {
      String gap = text.toString().endsWith(" ") ? "" : "   ";
      if (text.length() + gap.length() + piece.length() <= width) {
        text.append(gap).append(piece);
      }
    }
    return text.toString();
  }

  private static String drawn(double share, int width) {
    int halves = (int) Math.round(share * width * 2);
    String full = "━".repeat(halves / 2) + (halves % 2 == 1 ? "╸" : "");
    return full + " ".repeat(width - full.length());
  }
}
