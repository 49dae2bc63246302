package dev.sinabro.cli.terminal;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.StepCost;
import dev.sinabro.train.TrainingEvent;
import java.util.List;
import java.util.Locale;

/** The times of a program's steps: a line a step. */
public final class ProfileTable {
  private ProfileTable() {}

  /** Microseconds, share, arithmetic and memory traffic a second, and what the step is. */
  static String of(TrainingEvent.Profiled profiled) {
    List<Step> steps = profiled.program().steps();
    double all = profiled.microseconds().stream().mapToDouble(Double::doubleValue).sum();
    StringBuilder text = new StringBuilder(
        String.format(Locale.ROOT, "steps    %d, each timed by itself; %.1f us in all; median of %d runs%n",
            steps.size(), all, profiled.runs()));
    text.append("      us     %  GFLOP/s     GB/s  step\n");
    for (int index = 0; index < steps.size(); index++) {
      double microseconds = profiled.microseconds().get(index);
      StepCost cost = StepCost.of(steps.get(index));
      text.append(String.format(Locale.ROOT, "%8.1f %5.1f %8s %8s  %s%n", microseconds, 100 * microseconds / all,
          rate(cost.flops(), microseconds), rate(cost.bytes(), microseconds), steps.get(index).text()));
    }
    return text.toString();
  }

  /** Billions a second; nothing where there is nothing to do. */
  private static String rate(long amount, double microseconds) {
    return amount == 0 || microseconds == 0 ? "" : String.format(Locale.ROOT, "%.1f", amount / microseconds / 1e3);
  }
}
