package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.optim.WeightFilter;
import dev.sinabro.train.TrainingEvent.Watched;
import dev.sinabro.train.Watch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How large the gradient is at each layer's weights: the mean norm over the first steps that were watched, and its course
 * as {@code gradient-norms.svg}.
 *
 * @param every how many steps lie between two that are watched, at least 1
 */
public record GradientNorms(int every) implements Show {
  private static final WeightFilter.Named WEIGHTS = new WeightFilter.Named("*.weight");
  private static final int FIRST = 10;

  @Override
  public Optional<Watch> watch() {
    return Optional.of(Watch.every(every).gradientNorms(WEIGHTS.form()));
  }

  @Override
  public List<String> of(Trained trained) throws IOException {
    // Others may be watched for other reasons.
    List<Watched> steps = trained.watched().stream().filter(step -> step.step() % every == 0).toList();
    if (steps.isEmpty()) {
      throw new ShowException("no step was watched: the training has fewer than " + every + "; make 'every' smaller");
    }
    List<String> names = steps.getFirst().readings().keySet().stream()
        .filter(reading -> reading.quantity() == Watch.Quantity.GRADIENT_NORM
            && WEIGHTS.matches(reading.name()))
        .map(Watch.Reading::name)
        .sorted(Comparator.comparing(GradientNorms::padded)).toList();
    List<Series> series = new ArrayList<>();
    StringBuilder norms = new StringBuilder("gradient norms from the first layer to the last:");
    for (String name : names) {
      series.add(new Series(name, steps.stream().mapToDouble(Watched::step).toArray(),
          steps.stream().mapToDouble(step -> Math.max(step.gradientNorm(name), 1e-30)).toArray(), Series.Style.LINE,
          series.size()));
      norms.append(" %.2g".formatted(mean(steps, name)));
    }
    new Chart("norms of the gradients", "step", "norm", true, series)
        .write(trained.folder().resolve("gradient-norms.svg"));
    return List.of(norms.toString(), "gradient-norms.svg: the same at each step; first to last layer: %.2g"
        .formatted(mean(steps, names.getFirst()) / mean(steps, names.getLast())));
  }

  private static double mean(List<Watched> steps, String name) {
    return steps.stream().limit(FIRST).mapToDouble(step -> step.gradientNorm(name)).average().orElseThrow();
  }

  /** With numbers of one length, by which layer 10 comes after 9. */
  private static String padded(String name) {
    return Pattern.compile("\\d+").matcher(name)
        .replaceAll(number -> "%06d".formatted(Integer.parseInt(number.group())));
  }
}
