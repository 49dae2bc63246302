package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.Safetensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.NumericalGradient;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import dev.sinabro.train.Watch.Quantity;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A look at single numbers of a training, by the reference backend, which computes in float64: the training itself is left
 * as it is.
 *
 * @param play that is looked at
 */
record SlowMotion(Play play) {
  /** Values and gradients of all parameters and of the outputs of all layers, in a step on one row of the training. */
  JsonObject of(int row) {
    Dataset rows = play.experiment().data().training();
    Dataset one = rows.select(new int[] {Math.floorMod(row, rows.rowCount())});
    TrainingEvent.Watched watched = watched(one);
    JsonObject json = new JsonObject();
    json.addProperty("loss", watched.loss());
    json.addProperty("row", Math.floorMod(row, rows.rowCount()));
    json.addProperty("rows", rows.rowCount());
    json.add("x", PlaySnapshot.json(one.values(Field.FEATURES).floats()));
    json.add("target", PlaySnapshot.json(one.values(Field.TARGET).floats()));
    JsonArray tensors = new JsonArray();
    watched.readings().keySet().stream().filter(reading -> reading.quantity() == Quantity.VALUE).forEach(reading -> {
      JsonObject tensor = PlaySnapshot.json(watched.of(Quantity.VALUE, reading.name()));
      tensor.addProperty("name", reading.name());
      tensor.add("gradients", PlaySnapshot.json(watched.of(Quantity.GRADIENT, reading.name()).floats()));
      tensors.add(tensor);
    });
    json.add("tensors", tensors);
    return json;
  }

  private TrainingEvent.Watched watched(Dataset rows) {
    List<TrainingEvent.Watched> seen = new ArrayList<>();
    try (Device reference = Devices.open("reference");
        Trainer trainer = play.experiment().trainer().watch(Watch.every(1).values("*").gradients("*"))
            .listener(event -> {
              if (event instanceof TrainingEvent.Watched watched) {
                seen.add(watched);
              }
            }).on(reference)) {
      trainer.restore(weights(play.state().tensors()));
      trainer.fit(rows, Fit.epochs(1).batch(rows.rowCount()));
    }
    return seen.getFirst();
  }

  /** Without the place within an epoch, which another number of rows does not have. */
  private static Safetensors weights(Map<String, HostTensor> state) {
    Map<String, HostTensor> weights = new LinkedHashMap<>(state);
    weights.keySet().removeIf(name -> name.startsWith("training."));
    return new Safetensors(weights, Map.of());
  }

  /** The gradient of the loss of all training rows by one element of a parameter, by backpropagation and by a difference. */
  JsonObject check(String parameter, int index) {
    HostTensor tensor = play.element(parameter, index);
    Dataset rows = play.experiment().data().training();
    double backpropagated = watched(rows).of(Quantity.GRADIENT, parameter).value(index);
    double numeric;
    try (Device reference = Devices.open("reference"); Trainer trainer = play.experiment().trainer().on(reference)) {
      double[] at = IntStream.range(0, tensor.shape().count()).mapToDouble(tensor::value).toArray();
      Map<String, HostTensor> state = weights(play.state().tensors()).tensors();
      ToDoubleFunction<double[]> loss = values -> loss(trainer, rows, state, parameter, tensor.shape(), values);
      numeric = NumericalGradient.Stencil.of(loss, at, index, loss.applyAsDouble(at)).derivative();
    }
    JsonObject json = new JsonObject();
    json.addProperty("parameter", parameter);
    json.addProperty("index", index);
    json.addProperty("value", tensor.value(index));
    json.addProperty("backpropagated", backpropagated);
    json.addProperty("numeric", numeric);
    json.addProperty("error", Math.abs(backpropagated - numeric));
    return json;
  }

  private static double loss(Trainer trainer, Dataset rows, Map<String, HostTensor> state, String parameter,
      Shape shape,
      double[] values) {
    Map<String, HostTensor> changed = new LinkedHashMap<>(state);
    changed.put(parameter, new HostTensor(new TensorType(DType.F64, shape), MemorySegment.ofArray(values)));
    trainer.restore(new Safetensors(changed, Map.of()));
    return trainer.evaluate(rows).loss();
  }
}
