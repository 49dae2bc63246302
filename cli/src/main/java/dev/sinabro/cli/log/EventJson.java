package dev.sinabro.cli.log;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch.Quantity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Events as JSON: one object each, of which {@code event} says the kind and {@code step} how many steps were done, over all
 * trainings of the run. Numbers that are not finite are the texts {@code NaN}, {@code Infinity} and {@code -Infinity}.
 *
 * <ul>
 * <li>{@code begun}: {@code epoch} the next one, {@code epochs} the last one, {@code rows} of an epoch, {@code metrics} by
 * name, {@code state_bytes}, {@code arena_bytes}, {@code input_bytes}, {@code streamed_bytes}
 * <li>{@code epoch}: {@code epoch} that ended, {@code train} and {@code validation} each with {@code loss} and the metrics,
 * {@code learning_rate} of the last step, {@code seconds} since the training began, {@code rows_per_second}, {@code waiting} the
 * share of the time of its steps that they waited for data
 * <li>{@code watched}: {@code epoch}, {@code loss} of the step, {@code norms}, {@code gradient_norms} and {@code update_norms}
 * by the name of the tensor
 * <li>{@code ended}: {@code epochs} done, {@code reason} of it, such as {@code epochs} or {@code stopped}, {@code seconds}, {@code rows_per_second}
 * </ul>
 */
final class EventJson {
  private static final String EVENT = "event";
  static final String STEP = "step";
  static final String EPOCH = "epoch";

  private static final Set<Quantity> NORMS = Set.of(Quantity.NORM, Quantity.GRADIENT_NORM, Quantity.UPDATE_NORM);

  private EventJson() {}

  /** An event as it is kept; nothing of those that are not. */
  static Optional<JsonObject> of(TrainingEvent event) {
    return switch (event) {
      case TrainingEvent.Begun begun -> Optional.of(begun(begun));
      case TrainingEvent.EpochEnded epoch -> Optional.of(epoch(epoch));
      case TrainingEvent.Watched watched -> Optional.of(watched(watched));
      case TrainingEvent.Ended ended -> Optional.of(ended(ended));
      case TrainingEvent.Progress _, TrainingEvent.Profiled _ -> Optional.empty();
    };
  }

  /** Whether an object can be one of these. */
  static boolean isEvent(JsonObject json) {
    return json.get(EVENT) instanceof JsonPrimitive kind && kind.isString()
        && json.get(STEP) instanceof JsonPrimitive step && step.isNumber();
  }

  /** Whether an event tells of what happened before a training went on, and so stands. */
  static boolean isBefore(JsonObject json, TrainingEvent.Begun begun) {
    boolean epochEnded = json.get(EVENT).getAsString().equals(EPOCH);
    return json.get(STEP).getAsInt() <= begun.step()
        && !(epochEnded && json.get(EPOCH).getAsInt() >= begun.firstEpoch());
  }

  private static JsonObject begun(TrainingEvent.Begun begun) {
    JsonObject json = event("begun", begun.step());
    json.addProperty("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    json.addProperty(EPOCH, begun.firstEpoch());
    json.addProperty("epochs", begun.lastEpoch());
    json.addProperty("rows", begun.rows());
    JsonArray metrics = new JsonArray();
    begun.metrics().forEach(metrics::add);
    json.add("metrics", metrics);
    json.addProperty("state_bytes", begun.stateBytes());
    json.addProperty("arena_bytes", begun.arenaBytes());
    json.addProperty("input_bytes", begun.inputBytes());
    json.addProperty("streamed_bytes", begun.streamedBytes());
    return json;
  }

  private static JsonObject epoch(TrainingEvent.EpochEnded epoch) {
    JsonObject json = event(EPOCH, epoch.step());
    json.addProperty(EPOCH, epoch.epoch());
    json.add("train", evaluation(epoch.training()));
    epoch.validation().ifPresent(validation -> json.add("validation", evaluation(validation)));
    json.add("learning_rate", number(epoch.learningRate()));
    json.add("seconds", number(epoch.seconds()));
    json.add("rows_per_second", number(epoch.rowsPerSecond()));
    json.add("waiting", number(epoch.waiting()));
    return json;
  }

  private static JsonObject watched(TrainingEvent.Watched watched) {
    JsonObject json = event("watched", watched.step());
    json.addProperty(EPOCH, watched.epoch());
    json.add("loss", number(watched.loss()));
    watched.readings().forEach((reading, value) -> {
      if (NORMS.contains(reading.quantity())) {
        String norms = reading.quantity().name().toLowerCase(Locale.ROOT) + "s";
        if (!json.has(norms)) {
          json.add(norms, new JsonObject());
        }
        json.getAsJsonObject(norms).add(reading.name(), number(value.value(0)));
      }
    });
    return json;
  }

  private static JsonObject ended(TrainingEvent.Ended ended) {
    JsonObject json = event("ended", ended.steps());
    json.addProperty("epochs", ended.epochs());
    json.addProperty("reason", ended.reason().name().toLowerCase(Locale.ROOT));
    json.add("seconds", number(ended.seconds()));
    json.add("rows_per_second", number(ended.rowsPerSecond()));
    return json;
  }

  private static JsonObject event(String name, int step) {
    JsonObject json = new JsonObject();
    json.addProperty(EVENT, name);
    json.addProperty(STEP, step);
    return json;
  }

  private static JsonObject evaluation(Evaluation evaluation) {
    JsonObject json = new JsonObject();
    json.add("loss", number(evaluation.loss()));
    evaluation.metrics().forEach((metric, value) -> json.add(metric, number(value)));
    return json;
  }

  private static JsonPrimitive number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : new JsonPrimitive(Double.toString(value));
  }
}
