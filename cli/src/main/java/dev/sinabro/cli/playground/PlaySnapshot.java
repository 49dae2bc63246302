package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.data.Dataset;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the page draws of a training: the plane as the network and each of its units see it, weights, and figures. */
final class PlaySnapshot {
  /** Cells of the plane along a side. */
  static final int CELLS = 72;
  /** Of these, one in so many is drawn of a unit. */
  static final int COARSE = 3;

  private static final double BYTE_MIDDLE = 127.5;

  private final Recipe recipe;
  private final Trainer trainer;
  private final Dataset plane;
  private int epochs;
  private int steps;

  PlaySnapshot(Recipe recipe, Trainer trainer, Dataset plane) {
    this.recipe = recipe;
    this.trainer = trainer;
    this.plane = plane;
  }

  int stepsDone() {
    return steps;
  }

  void advanced(TrainingEvent.Ended ended) {
    epochs = ended.epochs();
    steps = ended.steps();
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("epoch", epochs);
    json.addProperty("step", steps);
    json.addProperty("cells", CELLS);
    JsonArray layers = new JsonArray();
    Map<String, HostTensor> outputs = trainer.intermediates(plane).outputs();
    outputs.forEach((place, values) -> layers.add(layer(place, values)));
    json.add("layers", layers);
    json.add("parameters", parameters());
    json.add("plane", told());
    return json;
  }

  /** A picture for each unit of a layer: bytes around 127.5, which stands for 0, and what 127.5 above it stands for. */
  private static JsonObject layer(String place, HostTensor values) {
    int units = values.shape().lastExtent();
    float[] all = values.floats();
    int side = CELLS / COARSE;
    JsonArray pictures = new JsonArray();
    for (int unit = 0; unit < units; unit++) {
      float[] seen = new float[side * side];
      float most = 1e-6f;
      for (int cell = 0; cell < seen.length; cell++) {
        int row = cell / side * COARSE + COARSE / 2;
        int column = cell % side * COARSE + COARSE / 2;
        seen[cell] = all[(row * CELLS + column) * units + unit];
        most = Float.isFinite(seen[cell]) ? Math.max(most, Math.abs(seen[cell])) : most;
      }
      JsonObject picture = new JsonObject();
      picture.addProperty("scale", most);
      picture.addProperty("bytes", bytes(seen, most));
      pictures.add(picture);
    }
    JsonObject layer = new JsonObject();
    layer.addProperty("place", place);
    layer.add("units", pictures);
    return layer;
  }

  private static String bytes(float[] values, double scale) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(Math.clamp(BYTE_MIDDLE + BYTE_MIDDLE * values[i] / scale, 0, 255));
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** What the network tells of each cell: a side or height from -1 to 1, or the number of a class and how sure it is. */
  private JsonObject told() {
    float[][] predictions = trainer.predict(plane).rows();
    float[] height = new float[predictions.length];
    byte[] classes = new byte[predictions.length];
    for (int cell = 0; cell < height.length; cell++) {
      float[] prediction = predictions[cell];
      if (prediction.length > 1) {
        for (int i = 1; i < prediction.length; i++) {
          classes[cell] = prediction[i] > prediction[classes[cell]] ? (byte) i : classes[cell];
        }
        height[cell] = prediction[classes[cell]];
      } else {
        height[cell] = recipe.isOfOneOutput() ? 2 * prediction[0] - 1 : prediction[0];
      }
    }
    double scale = 1;
    if (!recipe.table().ofClasses()) {
      for (String target : recipe.table().targets()) {
        scale = Math.max(scale, Math.abs(Double.parseDouble(target)));
      }
    }
    JsonObject told = new JsonObject();
    told.addProperty("scale", scale);
    told.addProperty("height", bytes(height, scale));
    if (recipe.table().ofClasses() && !recipe.isOfOneOutput()) {
      told.addProperty("classes", Base64.getEncoder().encodeToString(classes));
    }
    return told;
  }

  /** Of some rows, the outputs of the last layer, and what is told of them: a line for each. */
  JsonArray answers(Dataset rows) {
    String place = String.valueOf(2 * recipe.settings().units().size());
    HostTensor sums = Objects.requireNonNull(trainer.intermediates(rows).outputs().get(place), place);
    float[][] told = trainer.predict(rows).rows();
    int width = sums.shape().lastExtent();
    JsonArray all = new JsonArray();
    for (int row = 0; row < told.length; row++) {
      JsonObject one = new JsonObject();
      one.add("sums", json(Arrays.copyOfRange(sums.floats(), row * width, (row + 1) * width)));
      one.add("told", json(told[row]));
      all.add(one);
    }
    return all;
  }

  private JsonObject parameters() {
    JsonObject all = new JsonObject();
    trainer.parameters().forEach((name, tensor) -> all.add(name, json(tensor)));
    return all;
  }

  static JsonObject json(HostTensor tensor) {
    JsonArray shape = new JsonArray();
    for (int extent : tensor.shape().extents()) {
      shape.add(extent);
    }
    JsonObject json = new JsonObject();
    json.add("shape", shape);
    json.add("values", json(tensor.floats()));
    return json;
  }

  static JsonArray json(float[] values) {
    JsonArray json = new JsonArray(values.length);
    for (float value : values) {
      json.add(Float.isFinite(value) ? value : 0);
    }
    return json;
  }

  static JsonObject json(Evaluation evaluation) {
    JsonObject json = new JsonObject();
    json.addProperty("loss", finite(evaluation.loss()));
    evaluation.metrics().forEach((name, value) -> json.addProperty(name, finite(value)));
    return json;
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.MAX_VALUE;
  }

  static JsonArray json(List<double[]> points) {
    JsonArray all = new JsonArray();
    for (double[] point : points) {
      JsonArray one = new JsonArray();
      for (double value : point) {
        if (Double.isFinite(value)) {
          one.add((float) value);
        }
      }
      all.add(one);
    }
    return all;
  }

  /** The norms of weights and their gradients, layer by layer. */
  static JsonArray norms(TrainingEvent.Watched watched) {
    JsonArray all = new JsonArray();
    watched.readings().keySet().stream().filter(reading -> reading.quantity() == Watch.Quantity.NORM)
        .forEach(reading -> {
          JsonObject one = new JsonObject();
          one.addProperty("name", reading.name());
          one.addProperty("norm", (float) watched.norm(reading.name()));
          one.addProperty("gradient", (float) watched.gradientNorm(reading.name()));
          all.add(one);
        });
    return all;
  }
}
