package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.OptimizerCatalogue;
import dev.sinabro.optim.Optimizer;
import java.util.List;

/** The optimizers of the catalogue whose keys are numbers, for the page to choose from. */
final class OptimizerChoices {
  private OptimizerChoices() {}

  static List<String> names() {
    return entries().stream().map(Entry::name).toList();
  }

  private static List<? extends Entry<? extends Optimizer>> entries() {
    return OptimizerCatalogue.OPTIMIZERS.entries().stream()
        .filter(entry -> entry.keys().stream().anyMatch(key -> key.name().equals("learning-rate"))
            && entry.keys().stream().allMatch(OptimizerChoices::isChoosable))
        .toList();
  }

  private static boolean isChoosable(Key<?> key) {
    return (key.kind() instanceof Kind.Number || key.kind() instanceof Kind.Flag)
        && key.absent() instanceof Absent.Default<?>;
  }

  /** Each with its keys that are numbers, and their values where nothing is chosen. */
  static JsonArray json() {
    JsonArray all = new JsonArray();
    for (Entry<? extends Optimizer> entry : entries()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", entry.name());
      one.addProperty("sentence", entry.sentence());
      JsonArray keys = new JsonArray();
      for (Key<?> key : entry.keys()) {
        if (key.kind() instanceof Kind.Number && key.absent() instanceof Absent.Default<?>(var usual)
            && usual.get() instanceof Double number) {
          JsonObject told = new JsonObject();
          told.addProperty("name", key.name());
          told.addProperty("value", number);
          told.addProperty("sentence", key.sentence());
          keys.add(told);
        }
      }
      one.add("keys", keys);
      all.add(one);
    }
    return all;
  }
}
