package dev.sinabro.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DashboardTest {
  private static Evaluation evaluation(double loss) {
    return new Evaluation(100, loss, Map.of("accuracy", 1 - loss / 2), Map.of());
  }

  private static List<TrainingEvent> events(int epochs) {
    List<TrainingEvent> events =
        new ArrayList<>(List.of(new TrainingEvent.Begun(1, epochs, 0, 100, List.of("accuracy"), 1000, 2000, 3000, 0)));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      events.add(new TrainingEvent.Progress(epoch, 50, evaluation(1.0 / epoch), 4321));
      events.add(new TrainingEvent.EpochEnded(epoch, 4 * epoch, evaluation(1.0 / epoch),
          Optional.of(evaluation(epoch == 3 ? Double.NaN : 1.5 / epoch)), 0.001, 3 + epoch, 4321, 0));
    }
    return events;
  }

  private static ProgressState state(List<TrainingEvent> events) {
    ProgressState state = new ProgressState();
    double seconds = 0;
    for (TrainingEvent event : events) {
      state.take(event, seconds);
      seconds += 0.5;
    }
    return state;
  }

  private static String plain(String line) {
    return line.replaceAll("\033\\[[0-9;]*m", "");
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (int epochs : new int[] {1, 30, 2000}) {
      ProgressState state = state(events(epochs).subList(0, epochs * 2));
      for (int columns = 1; columns <= 300; columns += columns < 60 ? 1 : 24) {
        for (int rows : new int[] {1, 18, 50}) {
          for (boolean colors : new boolean[] {false, true}) {
            List<String> lines = new Dashboard(true, colors).lines(state, new Terminal.Size(columns, rows));
            assertTrue(lines.size() <= rows, lines.size() + " lines of " + rows);
            for (String line : lines) {
              assertTrue(plain(line).length() < Math.max(2, columns), columns + " columns: " + line);
              assertEquals(colors ? plain(line) : line, plain(line));
            }
          }
        }
      }
    }
  }

  @Test
  void aNarrowTerminalShowsTheShareDone() {
    ProgressState state = state(events(30).subList(0, 30));
    Dashboard dashboard = new Dashboard(true, false);
    assertEquals(List.of("15/30  ━━━━━       48 %"), dashboard.lines(state, new Terminal.Size(24, 50)));
    assertEquals(List.of("15/30  48 %"), dashboard.lines(state, new Terminal.Size(14, 50)));
    assertEquals(List.of("epoch    15/30  ━━━━━━        48 %   loss 0.0667"),
        dashboard.lines(state, new Terminal.Size(50, 10)));
  }

  @Test
  void aLargeTerminalShowsCurvesAndMemory() {
    List<String> lines =
        new Dashboard(true, false).lines(state(events(30).subList(0, 30)), new Terminal.Size(100, 30));
    assertEquals("loss     ⠤ training  × validation", lines.get(1));
    assertTrue(lines.get(2).startsWith("  1.5000 ×"), lines.get(2));
    assertEquals(2 + 10 + 1 + 2, lines.size());
    assertTrue(lines.get(11).startsWith("  0.0714 "), lines.get(11));
    assertTrue(lines.get(11).matches(".*[⠁-⣿]+×+"), lines.get(11));
    assertTrue(lines.get(13).matches("memory   6.0 kB on the device   .* of the process   learning rate 0.00100"
        + "   17 s so far"), lines.get(13));
    assertTrue(lines.get(14).startsWith("epoch    15/30  "), lines.get(14));
    assertEquals(1, new Dashboard(false, false).lines(state(events(30)), new Terminal.Size(80, 30)).size());
  }

  @Test
  void aCurveOfManyEpochsIsTheirMeansAndNoLonger() {
    LossCurve curve = new LossCurve();
    for (int epoch = 0; epoch < LossCurve.MOST - 1; epoch++) {
      curve.add(epoch);
    }
    assertArrayEquals(IntStream.range(0, LossCurve.MOST - 1).asDoubleStream().toArray(), curve.points());
    curve.add(LossCurve.MOST - 1);
    assertArrayEquals(IntStream.range(0, LossCurve.MOST / 2).mapToDouble(point -> 2 * point + 0.5).toArray(),
        curve.points());
    for (int epoch = LossCurve.MOST; epoch < 1_000_000; epoch++) {
      curve.add(epoch);
      assertTrue(epoch % 1000 != 0 || curve.points().length <= LossCurve.MOST);
    }
    double[] points = curve.points();
    assertTrue(points.length >= LossCurve.MOST / 2, "points " + points.length);
    assertEquals((2048 - 1) / 2.0, points[0]);
    assertEquals(999_999, points[points.length - 1], 2048);
  }

  /** Whatever the size, what was printed before stays, and nothing is left of the drawing. */
  @Test
  void nothingIsLeftInTheEndAndNothingElseIsErased() {
    for (int rows : new int[] {3, 18, 40}) {
      for (int columns = 20; columns <= 300; columns += 40) {
        Terminal.Size size = new Terminal.Size(columns, rows);
        Screen screen = new Screen(columns, rows);
        screen.print("before\r\n");
        StringWriter text = new StringWriter();
        boolean drawn = false;
        try (LiveProgress live = new LiveProgress(new PrintWriter(text), new Dashboard(true, true), () -> size)) {
          for (TrainingEvent event : events(8)) {
            live.draw(event, 0);
            screen.print(text.toString());
            text.getBuffer().setLength(0);
            drawn |= screen.text().size() > 1 && screen.text().getLast().contains("%");
            assertEquals("before", screen.text().getFirst());
          }
        }
        screen.print(text + "after");
        assertTrue(drawn);
        assertEquals(List.of("before", "after"), screen.text(), columns + " x " + rows);
      }
    }
  }

  /** The first steps take as long as a hundred others. */
  @Test
  void theFirstEstimateIsNotThatOfTheFirstSteps() {
    TimeLeft left = new TimeLeft();
    assertFalse(left.at(0, 0, 10_000).isPresent());
    assertFalse(left.at(0.1, 1, 10_000).isPresent());
    left.at(5, 1, 10_000);
    for (int i = 1; i <= 50; i++) {
      left.at(5 + i * 0.1, 1 + i * 10, 10_000);
    }
    assertEquals(95, left.at(10.1, 511, 10_000).orElseThrow(), 5);
  }

  @Test
  void anEstimateOfALongTrainingKeepsFewSamples() {
    TimeLeft left = new TimeLeft();
    for (int event = 0; event < 1_000_000; event++) {
      left.at(event * 0.02, event, 2_000_000);
      assertTrue(left.kept() <= 130, left.kept() + " samples after " + event + " events");
    }
    assertEquals(20_000, left.at(20_000, 1_000_000, 2_000_000).orElseThrow(), 1);
  }

  @Test
  void anEstimateFollowsTheSpeed() {
    TimeLeft left = new TimeLeft();
    for (int second = 0; second <= 100; second++) {
      left.at(second, second < 50 ? second : 50 + 10L * (second - 50), 1050);
    }
    assertEquals(50, left.at(101, 560, 1050).orElseThrow(), 2);
  }
}
