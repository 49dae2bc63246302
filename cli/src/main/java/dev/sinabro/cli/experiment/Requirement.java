package dev.sinabro.cli.experiment;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sinabro.cli.config.Nearest;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.Prepared;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must hold of a figure of a run's summary.
 *
 * @param text as the user wrote it
 * @param figure its name, such as {@code test_accuracy}
 * @param atLeast whether the bound is the least that is allowed; else it is the most
 * @param bound of the figure
 */
public record Requirement(String text, String figure, boolean atLeast, double bound) {
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\w[^<>=]*?)\\s*(>=|<=)\\s*([-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?)\\s*");
  private static final List<String> ALWAYS =
      List.of("train_loss", "epochs", "steps", "seconds", "samples_per_second", "parameters");

  /**
   * Reads one.
   *
   * @param text such as {@code test_accuracy>=0.97} or {@code validation_loss<=0.1}
   */
  public static Requirement parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new UserException(ExitCode.USAGE, "--require " + text
          + ": expected FIGURE>=NUMBER or FIGURE<=NUMBER, such as --require \"test_accuracy>=0.97\", in quotes");
    }
    return new Requirement(text, parts.group(1), parts.group(2).equals(">="), Double.parseDouble(parts.group(3)));
  }

  /** Refuses, before the training, a figure that its summary will not have. */
  public void requireKnown(Experiment experiment) {
    List<String> known = figures(experiment);
    if (!known.contains(figure)) {
      throw new UserException(ExitCode.USAGE,
          "--require " + text + ": the summary of this run has no '" + figure + "'; " + Nearest.hint(figure, known));
    }
  }

  private static List<String> figures(Experiment experiment) {
    Prepared<?> data = experiment.data();
    List<String> names = new ArrayList<>();
    List<String> metrics =
        experiment.configuration().metrics().stream().map(measure -> measure.metric().name()).toList();
    List<String> parts = new ArrayList<>(List.of(data.judged().part().replace("training", "train")));
    if (!data.validation().isEmpty() && !parts.contains("validation")) {
      parts.add("validation");
    }
    for (String part : parts) {
      names.add(part + "_loss");
      metrics.forEach(metric -> names.add(part + "_" + metric));
    }
    ALWAYS.stream().filter(name -> !names.contains(name)).forEach(names::add);
    return names;
  }

  /**
   * Refuses a run that does not meet it.
   *
   * @param run which one, for the message
   * @throws UserException with what was found
   */
  public void requireMet(JsonObject summary, String run) {
    JsonElement found = summary.get(figure);
    double value = found == null ? Double.NaN : found.getAsDouble();
    if (!(atLeast ? value >= bound : value <= bound)) {
      throw new UserException(ExitCode.CHECK, "--require " + text + " is not met: "
          + (found == null ? "no epoch was finished, so " + figure + " is not known" : figure + " is " + found) + "; "
          + run);
    }
  }
}
