package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.Entry.entry;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.catalogue.DataSection;
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
import dev.sinabro.cli.catalogue.ShowCatalogue;
import dev.sinabro.cli.catalogue.Variant;
import dev.sinabro.cli.show.Show;
import dev.sinabro.nn.Layer;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import java.util.List;
import java.util.stream.Stream;

/** The keys of a configuration, from the top. */
final class ConfigurationKeys {

  static final Key<String> NAME = Key.open("name", new Kind.Text("a name"), By.READER, "wine",
      "of the run; its folder is called so");
  static final Key<Choice<DataSection>> DATA = Key.tagged("data", DataSection.DATA, "what is learned from");
  static final Kind.Several<Layer> LAYERS = new Kind.Several<>(LayerCatalogue.LAYERS, LayerCatalogue.EXAMPLE);
  static final Key<List<Choice<Layer>>> MODEL = Key.required("model", LAYERS,
      "list its layers, such as model: " + LayerCatalogue.EXAMPLE,
      "its layers, from input to output; beside each may stand name: NAME, inputs: [NAME, ..], share: NAME");
  static final Key<Choice<Criterion>> LOSS = Key.open("loss", new Kind.One<>(LossCatalogue.LOSSES), By.DATA,
      "softmax-cross-entropy", "by the task if absent");
  static final Key<List<Choice<Measure>>> METRICS = Key.open("metrics",
      new Kind.Several<>(MetricCatalogue.METRICS, "[accuracy, f1]"), By.DATA, "[accuracy, f1]",
      "by the task if absent; the first one heads reports");
  static final Key<Choice<Optimizer>> OPTIMIZER =
      Key.one("optimizer", OptimizerCatalogue.OPTIMIZERS, "adam", "how the weights change at a step");
  static final Key<Choice<Schedule>> SCHEDULE =
      Key.one("schedule", ScheduleCatalogue.SCHEDULES, "constant", "of the learning rate");
  static final Key<Choice<TrainSection>> TRAIN = Key.section(TrainSection.ENTRY);
  static final Key<Choice<CheckpointSection>> CHECKPOINT = Key.section(CheckpointSection.ENTRY);
  static final Key<Choice<LogSection>> LOG = Key.section(LogSection.ENTRY);

  static final Key<List<Choice<Show>>> SHOW = Key.open("show", new Kind.Several<>(ShowCatalogue.SHOWS,
      ShowCatalogue.EXAMPLE), By.READER, ShowCatalogue.EXAMPLE, "what is drawn or told at the end");
  static final Key<String> SEE = Key.open("see", new Kind.Text("a text"), By.READER, "the loss falls",
      "what is to be seen in it, told at the end");
  static final Key<List<Variant>> VARIANTS = Key.open("variants", new Kind.Variants(), By.READER,
      "{slow: {train.epochs: 100}}", "trainings side by side, each with keys of its own");

  /** All of them. */
  static final Entry<Keys> ROOT = entry("configuration", "all that decides a run", k -> {
    k.find(NAME);
    k.get(DATA);
    k.get(MODEL);
    k.find(LOSS);
    k.find(METRICS);
    k.get(OPTIMIZER);
    k.get(SCHEDULE);
    k.get(TRAIN);
    k.get(CHECKPOINT);
    k.get(LOG);
    k.find(SHOW);
    k.find(VARIANTS);
    k.find(SEE);
    return k;
  });

  private ConfigurationKeys() {}

  /**
   * Where a key belongs: the path of each section that has a key of this name, such as {@code model[].dense}. Below one
   * catalogue nothing of another one is meant.
   *
   * @param path of the section where it was found
   */
  static List<String> homes(String key, String path) {
    return ROOT.keys().stream()
        .filter(top -> isSection(top) || !isBelowACatalogue(path) || path.startsWith(top.name()))
        .flatMap(top -> sections(top, "").filter(section -> section.entry().keys().stream()
            .anyMatch(own -> own.name().equals(key))))
        .map(home -> home.pathSeenFrom(path))
        .distinct()
        .toList();
  }

  private static boolean isSection(Key<?> key) {
    return key.kind() instanceof Kind.Section<?> || key.kind() instanceof Kind.Tagged<?>;
  }

  private static boolean isBelowACatalogue(String path) {
    return ROOT.keys().stream()
        .anyMatch(top -> path.startsWith(top.name()) && !isSection(top));
  }

  /**
   * An entry and the path of its keys.
   *
   * @param kind what the section must be so that its keys are those of the entry; empty where it can be nothing else
   */
  private record Home(String path, Entry<?> entry, String kind) {
    Home(String path, Entry<?> entry) {
      this(path, entry, "");
    }

    /** Within the section itself, and where it is another than the usual one, the kind must be told. */
    String pathSeenFrom(String place) {
      boolean told = kind.isEmpty() || !place.equals(path) && DataSection.DATA.names().getFirst().equals(kind);
      return told ? path : path + " of kind " + kind;
    }
  }

  private static Stream<Home> sections(Key<?> key, String path) {
    var below = YamlTree.join(path, key.name());
    return switch (key.kind()) {
      case Kind.Section<?>(var section) -> Stream.concat(Stream.of(new Home(below, section)),
          section.keys().stream().flatMap(inner -> sections(inner, below)));
      case Kind.Tagged<?>(var of) -> of.entries().stream().map(entry -> new Home(below, entry, entry.name()));
      case Kind.One<?>(var of) -> homes(of, below);
      case Kind.Several<?>(var of, _) -> homes(of, below + "[]");
      case Kind.Each<?>(var of, _) -> homes(of, below + ".NAME");
      case Kind.Number _, Kind.Numbers _, Kind.Whole _, Kind.WholeOrAll _, Kind.Wholes _, Kind.WholesOr<?> _,
          Kind.Time _, Kind.Flag _, Kind.Word<?> _, Kind.Text _, Kind.Texts _, Kind.Symbol _, Kind.Variants _ ->
        Stream.empty();
    };
  }

  private static Stream<Home> homes(Catalogue<?> of, String path) {
    return of.entries().stream().map(entry -> new Home(YamlTree.join(path, entry.name()), entry));
  }
}
