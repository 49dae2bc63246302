package dev.sinabro.cli;

import dev.sinabro.cli.catalogue.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What {@code explain} has a page of, in the order in which it is best read. */
public enum Topic {
  PERCEPTRON, ACTIVATION, LINEAR_MAP, LOSS, LOSS_OR_ACCURACY, REGRESSION_OR_CLASSIFICATION, LOGITS_AND_ODDS,
  SQUARED_ERROR_OR_CROSS_ENTROPY, GRADIENT_DESCENT, LEARNING_RATE, BATCH_KINDS, COMPUTATION_GRAPH, BACKPROPAGATION,
  GRADIENT_CHECK, VANISHING_GRADIENTS, PARAMS_AND_FLOPS, IMAGE_AS_VECTOR, CONVOLUTION, CONVOLUTION_AS_MATRIX,
  TRANSPOSED_CONVOLUTION, INDUCTIVE_BIAS, RECURRENT, EMBEDDING, ATTENTION, GRAPH_CONVOLUTION;

  /** A language that pages are written in; its lower-case name is the folder of its pages. */
  public enum Language {
    EN, KO
  }

  /** The name that the command takes, such as {@code learning-rate}. */
  public String title() {
    return Words.of(this);
  }

  /** What it is about: the first line of its page. */
  public String sentence(Language language) {
    return page(language).lines().findFirst().orElseThrow();
  }

  /** A screen of plain text: formulas, the lines of code that compute them, and an example to run. */
  public String page(Language language) {
    var resource = "explain/" + Words.of(language) + "/" + title() + ".txt";
    try (var stream = Objects.requireNonNull(Topic.class.getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Optional<Topic> of(String title) {
    return Arrays.stream(values()).filter(topic -> topic.title().equals(title)).findFirst();
  }

  public static List<String> titles() {
    return Arrays.stream(values()).map(Topic::title).toList();
  }
}
