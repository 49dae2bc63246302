package dev.sinabro.cli;

import dev.sinabro.cli.catalogue.Words;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import dev.sinabro.cli.config.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A configuration that comes with the program. */
public enum Example {
  GATES, LINEAR_REGRESSION, LOGISTIC_REGRESSION, CATS, LINEAR_MAP, GAUSS, XOR_CLOUD, CIRCLE, SPIRAL,
  VANISHING_GRADIENTS, OPTIMIZERS, DIGITS, IRIS, BREAST_CANCER, XOR, DIGITS_CNN, PASSENGERS_RNN, PASSENGERS_CNN1D,
  CHAR_RNN, CHAR_GPT, SHAKESPEARE_GPT, DIGITS_AUTOENCODER, KARATE_GCN, MNIST_MLP, LENET, MNIST_DROPOUT;

  /** The name that commands take, such as {@code breast-cancer}. */
  public String title() {
    return Words.of(this);
  }

  /** What it learns, in one sentence: the comment at the beginning of its configuration. */
  public String sentence() {
    return text().lines().findFirst().orElseThrow().substring(2);
  }

  /** Its configuration as YAML. */
  public String text() {
    var resource = "examples/" + title() + ".yaml";
    try (var stream = Objects.requireNonNull(Example.class.getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its configuration with settings of the command line. */
  public ConfigurationFile configuration(List<Setting> settings) {
    return ConfigurationReader.read(title() + ".yaml", title(), Path.of(""), text(), settings);
  }

  public static Optional<Example> of(String title) {
    return Arrays.stream(values()).filter(example -> example.title().equals(title)).findFirst();
  }

  public static List<String> titles() {
    return Arrays.stream(values()).map(Example::title).toList();
  }
}
