package dev.sinabro.cli.experiment;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationException;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.data.Field;
import dev.sinabro.data.Preprocessing;
import dev.sinabro.graph.Shape;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Network;
import dev.sinabro.onnx.OnnxLayer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the end of a model and the data must agree on, seen before anything is trained: a network with more outputs than
 * there are classes learns well enough, and then predicts classes without a name.
 *
 * @param file says where things are written
 * @param configuration resolved
 * @param learned what the data is for
 */
record OutputRules(ConfigurationFile file, Configuration configuration, Learned learned) {
  private static final Set<String> SUM_TO_ONE = Set.of("softmax", "log-softmax");
  private static final Map<String, String> ACTIVATIONS_OF_ONNX =
      Map.of("Softmax", "softmax", "LogSoftmax", "log-softmax",
          "Sigmoid", "sigmoid", "Tanh", "tanh", "Relu", "relu");

  /**
   * Refuses what does not fit.
   *
   * @throws ConfigurationException naming the layer
   */
  void require(Network network, Preprocessing preprocessing) {
    requireFreeOutput();
    Field target = preprocessing.fields().stream().filter(field -> field.name().equals(learned.compared().target()))
        .findFirst().orElseThrow();
    output(network, preprocessing).ifPresent(output -> requireWidth(output, target.row().shape()));
  }

  /** Of one number, softmax makes 1, whatever it was. */
  private void requireFreeOutput() {
    String last = configuration.lastActivation();
    if (learned.classes() == 0 && learned.numbers() == 1 && SUM_TO_ONE.contains(last)) {
      throw wrong(
          "of one output " + last + " makes the same number in every row, but the target is a number; remove it",
          configuration.model().size() - 1);
    }
  }

  /** Refuses a network of a file that ends with what the loss applies itself. */
  void requireBare(OnnxLayers onnx) {
    int end = configuration.model().size() - 1;
    Optional.ofNullable(onnx.byPlace().get(end)).flatMap(OnnxLayer::lastOperator).ifPresent(operator -> {
      Criterion criterion = configuration.loss().orElseThrow();
      String activation = ACTIVATIONS_OF_ONNX.getOrDefault(operator.op(), "identity");
      if (criterion.outputs().refused().contains(activation)) {
        throw wrong("ends with " + operator.op() + ", but " + criterion.loss().name() + " takes "
            + criterion.outputs().text() + ": take it up to output: " + operator.inputs().getFirst(), end);
      }
    });
  }

  private void requireWidth(Shape output, Shape target) {
    Criterion criterion = configuration.loss().orElseThrow();
    int needed = criterion.units(learned.classes(), learned.numbers());
    boolean classes = learned.classes() > 0;
    boolean fits = classes && output.equals(target) || output.rank() > 0 && output.lastExtent() == needed
        || learned.classes() == 2 && output.rank() > 0 && output.lastExtent() == 1
            && !criterion.outputs().areOfClasses();
    if (fits || output.rank() == 0) {
      return;
    }
    int width = output.lastExtent();
    String needs = classes
        ? "the target has " + learned.classes() + " classes, for which " + criterion.loss().name() + " takes "
            + outputs(needed)
        : "the target has " + (needed == 1 ? "one number" : needed + " numbers") + " a row";
    int layer = deciding(width);
    throw configuration.model().get(layer).entry().key(By.DATA).isPresent()
        ? wrong("has " + width + (width == 1 ? " unit" : " units") + ", but " + needs + ": give it " + needed
            + ", or add another layer at the end, - dense: {}", layer)
        : wrong("gives " + outputs(width) + ", but " + needs + ": add - dense: {} behind it", layer);
  }

  private static String outputs(int count) {
    return count + (count == 1 ? " output" : " outputs");
  }

  /** The layer that decides how many outputs there are: the last with as many units, or else the last of all. */
  private int deciding(int width) {
    List<Choice<Layer>> layers = configuration.model();
    int end = layers.size() - 1;
    return IntStream.rangeClosed(0, end).map(i -> end - i).filter(i -> units(layers.get(i)).isPresent()).findFirst()
        .stream().filter(i -> units(layers.get(i)).filter(units -> units.equals((long) width)).isPresent()).findFirst()
        .orElse(end);
  }

  private static Optional<Object> units(Choice<Layer> layer) {
    return layer.entry().key(By.DATA).map(key -> layer.values().get(key.name()));
  }

  /** The shape of the output for one row; empty where the network cannot be built, which its building will tell. */
  private static Optional<Shape> output(Network network, Preprocessing preprocessing) {
    try {
      return Optional.of(BuiltNetwork.of(network, preprocessing.fields()).output());
    } catch (IllegalArgumentException unsound) {
      return Optional.empty();
    }
  }

  private ConfigurationException wrong(String message, int layer) {
    Choice<Layer> named = configuration.model().get(layer);
    String units = named.entry().key(By.DATA).map(key -> key.name()).orElse("");
    return file.wrong(message, units.isEmpty()
        ? new String[] {"model", "[" + layer + "]", named.name()}
        : new String[] {"model", "[" + layer + "]", named.name(), units});
  }
}
