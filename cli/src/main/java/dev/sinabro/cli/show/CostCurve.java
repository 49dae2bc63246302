package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The loss after each epoch, of training and validation rows: {@code cost-curve.svg}.
 *
 * @param logarithmic whether the loss is drawn by its logarithm
 */
public record CostCurve(boolean logarithmic) implements Show {

  @Override
  public List<String> of(Trained trained) throws IOException {
    Losses losses = trained.losses();
    if (losses.training().isEmpty()) {
      throw new ShowException("no cost curve is drawn: not one epoch was completed");
    }
    List<Series> series = new ArrayList<>(List.of(line("training", losses.training(), 0)));
    if (!losses.validation().isEmpty()) {
      series.add(line("validation", losses.validation(), 1));
    }
    new Chart("loss by epoch", "epoch", "loss", logarithmic, series).write(trained.folder().resolve("cost-curve.svg"));
    return List.of("cost-curve.svg: the loss after each epoch, from %.4g to %.4g".formatted(
        losses.training().getFirst(), losses.training().getLast()));
  }

  private static Series line(String name, List<Double> losses, int color) {
    return Series.line(name, losses.stream().mapToDouble(Double::doubleValue).toArray(), color);
  }
}
