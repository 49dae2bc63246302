package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.train.TrainingEvent.EpochEnded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The loss after each epoch, of training and validation rows: {@code cost-curve.svg}.
 *
 * @param logarithmic whether the loss is drawn by its logarithm
 */
public record CostCurve(boolean logarithmic) implements Show {

  @Override
  public List<String> of(Trained trained) throws IOException {
    List<EpochEnded> epochs = trained.epochs();
    if (epochs.isEmpty()) {
      throw new ShowException("no cost curve is drawn: not one epoch was completed");
    }
    List<Series> series = new ArrayList<>(List.of(line("training", epochs, epoch -> epoch.training().loss(), 0)));
    if (epochs.stream().allMatch(epoch -> epoch.validation().isPresent())) {
      series.add(line("validation", epochs, epoch -> epoch.validation().orElseThrow().loss(), 1));
    }
    new Chart("loss by epoch", "epoch", "loss", logarithmic, series).write(trained.folder().resolve("cost-curve.svg"));
    return List.of("cost-curve.svg: the loss after each epoch, from %.4g to %.4g".formatted(
        epochs.getFirst().training().loss(), epochs.getLast().training().loss()));
  }

  private static Series line(String name, List<EpochEnded> epochs, ToDoubleFunction<EpochEnded> loss, int color) {
    return new Series(name, epochs.stream().mapToDouble(EpochEnded::epoch).toArray(),
        epochs.stream().mapToDouble(loss).toArray(), Series.Style.LINE, color);
  }
}
