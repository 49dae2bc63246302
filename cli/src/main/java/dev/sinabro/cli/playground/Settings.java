package dev.sinabro.cli.playground;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.sinabro.cli.http.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is chosen on the page. All of it is bounded, so that nobody can ask for more than a small training.
 *
 * @param data the name of a {@link PlaneData}, or {@code csv}
 * @param rows of generated data
 * @param noise of generated data, the standard deviation of what is added
 * @param sample the seed of the points, and of their split
 * @param test the share of rows that is not trained on
 * @param features what the network sees of a generated point
 * @param axes of a user's table: x, y, and the column to be learned
 * @param units of each hidden layer
 * @param activation behind each hidden layer, by its name in a configuration
 * @param loss by its name in a configuration
 * @param optimizer by its name in a configuration
 * @param keys of the optimizer, by their names in a configuration
 * @param l1 times the sum of the sizes of weights, added to the loss
 * @param l2 times the sum of the squares of weights, added to the loss
 * @param batch rows of a step
 * @param seed of the training
 * @param device by its name
 */
record Settings(String data, int rows, double noise, long sample, double test, List<PlaneFeature> features,
    List<String> axes, List<Integer> units, String activation, String loss, String optimizer, Map<String, Double> keys,
    double l1, double l2, int batch, long seed, String device) {
  static final String CSV = "csv";
  static final List<String> ACTIVATIONS =
      List.of("tanh", "relu", "sigmoid", "identity", "leaky-relu", "elu", "gelu", "silu", "softplus", "step");
  static final List<String> CLASS_LOSSES =
      List.of("binary-cross-entropy", "softmax-cross-entropy", "hinge", "perceptron");
  static final List<String> VALUE_LOSSES = List.of("mse", "mae", "huber");

  private static final int MOST_ROWS = 2_000;
  private static final int MOST_LAYERS = 12;
  private static final int MOST_UNITS = 16;
  private static final int MOST_KEYS = 16;

  /**
   * Reads them.
   *
   * @throws Refusal where one is missing, or beyond its bounds
   */
  static Settings of(JsonObject json) {
    try {
      return new Settings(text(json, "data"), (int) within(json, "rows", 10, MOST_ROWS), within(json, "noise", 0, 1),
          (long) within(json, "sample", 0, Integer.MAX_VALUE), within(json, "test", 0, 0.9), features(json),
          texts(json, "axes", 3), units(json), oneOf(json, "activation", ACTIVATIONS),
          oneOf(json, "loss", join(CLASS_LOSSES, VALUE_LOSSES)), oneOf(json, "optimizer", OptimizerChoices.names()),
          keys(json), within(json, "l1", 0, 10), within(json, "l2", 0, 10),
          (int) within(json, "batch", 1, MOST_ROWS), (long) within(json, "seed", 0, Integer.MAX_VALUE),
          text(json, "device"));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException
        | NumberFormatException malformed) {
      throw new Refusal(Refusal.MALFORMED, "these are no settings of the playground: " + malformed.getMessage());
    }
  }

  private static List<String> join(List<String> some, List<String> others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static JsonElement element(JsonObject json, String name) {
    JsonElement element = json.get(name);
    if (element == null) {
      throw new Refusal(Refusal.MALFORMED, name + " is missing");
    }
    return element;
  }

  private static String text(JsonObject json, String name) {
    return element(json, name).getAsString();
  }

  private static double within(JsonObject json, String name, double least, double most) {
    double value = element(json, name).getAsDouble();
    if (!(value >= least && value <= most)) {
      throw new Refusal(Refusal.UNUSABLE, name + " " + value + " must be from " + least + " to " + most);
    }
    return value;
  }

  private static String oneOf(JsonObject json, String name, List<String> known) {
    String text = text(json, name);
    if (!known.contains(text)) {
      throw new Refusal(Refusal.UNUSABLE, name + " must be one of " + String.join(", ", known));
    }
    return text;
  }

  private static List<String> texts(JsonObject json, String name, int most) {
    List<String> texts = element(json, name).getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    if (texts.size() > most) {
      throw new Refusal(Refusal.UNUSABLE, name + " has more than " + most);
    }
    return texts;
  }

  private static List<PlaneFeature> features(JsonObject json) {
    List<PlaneFeature> features = texts(json, "features", PlaneFeature.values().length).stream()
        .map(name -> constant(PlaneFeature.values(), name)).distinct().toList();
    if (features.isEmpty()) {
      throw new Refusal(Refusal.UNUSABLE, "the network must see something; choose a feature");
    }
    return features;
  }

  static <E extends Enum<E>> E constant(E[] all, String name) {
    for (E one : all) {
      if (word(one).equals(name)) {
        return one;
      }
    }
    throw new Refusal(Refusal.UNUSABLE, "there is no " + name + " here");
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<Integer> units(JsonObject json) {
    List<Integer> units = element(json, "units").getAsJsonArray().asList().stream().map(JsonElement::getAsInt).toList();
    if (units.size() > MOST_LAYERS || units.stream().anyMatch(count -> count < 1 || count > MOST_UNITS)) {
      throw new Refusal(Refusal.UNUSABLE, String.format(Locale.ROOT,
          "a network of about %,.0f parameters is not for a page, which draws every weight: up to %d hidden layers of 1 to"
              + " %d units; sinabro train takes larger ones",
          parameters(units), MOST_LAYERS, MOST_UNITS));
    }
    return units;
  }

  /** Of the hidden layers behind the first one; the others are few beside these. */
  private static double parameters(List<Integer> units) {
    double all = 0;
    for (int i = 1; i < units.size(); i++) {
      all += (units.get(i - 1) + 1.0) * units.get(i);
    }
    return all;
  }

  private static Map<String, Double> keys(JsonObject json) {
    Map<String, Double> keys = new LinkedHashMap<>();
    element(json, "keys").getAsJsonObject().entrySet()
        .forEach(entry -> keys.put(entry.getKey(), entry.getValue().getAsDouble()));
    if (keys.size() > MOST_KEYS || !keys.keySet().stream().allMatch(name -> name.matches("[a-z0-9-]{1,40}"))) {
      throw new Refusal(Refusal.UNUSABLE, "these are no keys of an optimizer");
    }
    return keys;
  }
}
