package dev.sinabro.cli.option;

import dev.sinabro.cli.config.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that change a configuration. Their values are checked as those of a file are. */
public final class OverrideOptions {
  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training rows (train.epochs).")
  private @Nullable String epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Rows of a step (train.batch-size).")
  private @Nullable String batchSize;

  @Option(names = "--learning-rate", paramLabel = "X", description = "Of the optimizer that the configuration has.")
  private @Nullable String learningRate;

  @Option(names = "--seed", paramLabel = "N",
      description = "Of first weights, order, dropout, split and all else that is drawn (train.seed).")
  private @Nullable String seed;

  @Option(names = "--data", paramLabel = "FILE|DIR",
      description = "Where the data is (data.path), from this folder on.")
  private @Nullable Path data;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any key of the configuration, for example"
      + " model[0].dense.units=32. Can be repeated.")
  private List<String> settings = new ArrayList<>();

  /** Whether the seed is said, by whichever option. */
  public boolean hasSeed() {
    return settings().stream().anyMatch(setting -> setting.key().equals(Setting.SEED));
  }

  /** What they change, the options after {@code --set}. */
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>(settings.stream().map(Setting::parse).toList());
    if (epochs != null) {
      all.add(Setting.epochs(epochs));
    }
    if (batchSize != null) {
      all.add(Setting.batchSize(batchSize));
    }
    if (learningRate != null) {
      all.add(Setting.learningRate(learningRate));
    }
    if (seed != null) {
      all.add(Setting.seed(seed));
    }
    if (data != null) {
      all.add(Setting.data(data));
    }
    return all;
  }
}
