package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Keys;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.catalogue.LossCatalogue;
import dev.sinabro.cli.catalogue.Measure;
import dev.sinabro.cli.catalogue.MetricCatalogue;
import dev.sinabro.cli.catalogue.OptimizerCatalogue;
import dev.sinabro.cli.catalogue.ScheduleCatalogue;
import dev.sinabro.nn.Layer;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys of a configuration, from the top. */
final class ConfigurationKeys {

  static final Key<String> NAME = Key.open("name", new Kind.Text("a name"), By.READER, "wine",
      "of the run; its folder is called so");
  static final Key<Choice<DataSection>> DATA = Key.section(DataSection.ENTRY);
  static final Kind.Several<Layer> LAYERS = new Kind.Several<>(LayerCatalogue.LAYERS, LayerCatalogue.EXAMPLE);
  static final Key<List<Choice<Layer>>> MODEL = Key.required("model", LAYERS,
      "list its layers, such as model: " + LayerCatalogue.EXAMPLE, "its layers, from input to output");
  static final Key<Choice<Criterion>> LOSS = Key.open("loss", new Kind.One<>(LossCatalogue.LOSSES), By.DATA,
      "softmax-cross-entropy", "by the task if absent");
  static final Key<Choice<Measure>> METRIC = Key.open("metric", new Kind.One<>(MetricCatalogue.METRICS), By.DATA,
      "accuracy", "by the task if absent");
  static final Key<Choice<Optimizer>> OPTIMIZER =
      Key.one("optimizer", OptimizerCatalogue.OPTIMIZERS, "adam", "how the weights change at a step");
  static final Key<Choice<Schedule>> SCHEDULE =
      Key.one("schedule", ScheduleCatalogue.SCHEDULES, "constant", "of the learning rate");
  static final Key<Choice<TrainSection>> TRAIN = Key.section(TrainSection.ENTRY);

  /** All of them. */
  static final Entry<Keys> ROOT = entry("configuration", "all that decides a run", k -> {
    k.find(NAME);
    k.get(DATA);
    k.get(MODEL);
    k.find(LOSS);
    k.find(METRIC);
    k.get(OPTIMIZER);
    k.get(SCHEDULE);
    k.get(TRAIN);
    return k;
  });

  private ConfigurationKeys() {}

  /** Where a key belongs: the path of each section that has a key of this name, such as {@code model[].dense}. */
  static List<String> homes(String key) {
    var homes = new ArrayList<String>();
    collect(key, "", ROOT, homes, new HashSet<>());
    return homes;
  }

  private static void collect(String key, String path, Entry<?> entry, List<String> homes, Set<Catalogue<?>> open) {
    for (var own : entry.keys()) {
      if (own.name().equals(key) && !path.isEmpty()) {
        homes.add(path);
      }
      var below = YamlTree.join(path, own.name());
      switch (own.kind()) {
        case Kind.Section<?>(var section) -> collect(key, below, section, homes, open);
        case Kind.One<?>(var of) -> collect(key, below, of, homes, open);
        case Kind.Several<?>(var of, _) -> collect(key, below + "[]", of, homes, open);
        case Kind.Number _, Kind.Whole _, Kind.Wholes _, Kind.Flag _, Kind.Word<?> _, Kind.Text _, Kind.Texts _,
            Kind.Symbol _ ->
          {
          }
      }
    }
  }

  /** A catalogue may hold what is made of its own entries: it is entered once on each way. */
  private static void collect(String key, String path, Catalogue<?> of, List<String> homes, Set<Catalogue<?>> open) {
    if (open.add(of)) {
      of.entries().forEach(entry -> collect(key, YamlTree.join(path, entry.name()), entry, homes, open));
      open.remove(of);
    }
  }
}
