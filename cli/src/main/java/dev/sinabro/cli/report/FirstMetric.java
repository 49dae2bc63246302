package dev.sinabro.cli.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * By what the epochs of a run are compared.
 *
 * @param name of the metric
 * @param part of the rows that it is of, as in the log
 * @param larger whether larger values are better
 */
record FirstMetric(String name, String part, boolean larger) {

  /**
   * The first metric of a run, of the validation rows where there are any; else the loss.
   *
   * @param begun how the run began
   */
  static FirstMetric of(Optional<JsonObject> begun, boolean validated) {
    String name = begun.flatMap(event -> Optional.ofNullable(event.get("metrics")))
        .filter(JsonElement::isJsonArray).map(JsonElement::getAsJsonArray).filter(names -> !names.isEmpty())
        .map(names -> names.get(0).getAsString()).orElse("loss");
    return new FirstMetric(name, validated ? "validation" : "train", RunRecord.isLargerBetter(name));
  }

  /** With the rows that it is of, such as {@code validation accuracy}. */
  String told() {
    return (part.equals("train") ? "training" : part) + " " + name;
  }

  /** Of an epoch; empty where it is not finite. */
  OptionalDouble value(JsonObject epoch) {
    return epoch.get(part) instanceof JsonObject rows ? RunRecord.number(rows, name) : OptionalDouble.empty();
  }

  boolean isBetter(double value, double than) {
    return larger ? value > than : value < than;
  }
}
