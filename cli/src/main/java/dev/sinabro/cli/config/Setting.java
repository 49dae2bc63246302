package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.OptimizerCatalogue.OPTIMIZERS;

import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value that the command line puts in the place of one in the file.
 *
 * @param option as the user wrote it, for messages
 * @param key the path from the top, such as {@code model[0].dense.units}
 * @param value YAML where it begins with a brace, a bracket or a quote, else text as it is
 */
public record Setting(String option, String key, String value) {

  private static final Pattern PATH = Pattern.compile("[\\w-]+(\\[\\d{1,6}])*(\\.[\\w-]+(\\[\\d{1,6}])*)*");
  private static final Pattern STEP = Pattern.compile("[\\w-]+|\\[\\d+]");
  /** The learning rate of whichever optimizer the file names. */
  private static final String LEARNING_RATE = "optimizer.learning-rate";
  /** How long the training is. */
  public static final String EPOCHS = "train.epochs";
  /** What is drawn follows from it. */
  public static final String SEED = "train.seed";
  private static final String RATE = "learning-rate";

  /** What {@code --set} is given. Whether it is of the form key=value is told when it is applied. */
  public static Setting parse(String keyAndValue) {
    int equals = keyAndValue.indexOf('=');
    return new Setting("--set " + keyAndValue, equals < 0 ? "" : keyAndValue.substring(0, equals).strip(),
        keyAndValue.substring(equals + 1).strip());
  }

  public static Setting epochs(Object value) {
    return new Setting("--epochs " + value, EPOCHS, value.toString());
  }

  public static Setting batchSize(Object value) {
    return new Setting("--batch-size " + value, "train.batch-size", value.toString());
  }

  /** Where the data is; a relative path starts here, and not where the configuration is. */
  public static Setting data(Path value) {
    return new Setting("--data " + value, "data.path", value.toAbsolutePath().normalize().toString());
  }

  /** Of matrix products. */
  public static Setting precision(Object value) {
    return new Setting("--matmul-precision " + value, "train.matmul-precision", value.toString());
  }

  /** The learning rate of whichever optimizer is used. */
  public static Setting learningRate(Object value) {
    return new Setting("--learning-rate " + value, LEARNING_RATE, value.toString());
  }

  public static Setting seed(Object value) {
    return new Setting("--seed " + value, SEED, value.toString());
  }

  public static Setting mostSteps(Object value) {
    return new Setting("--max-steps " + value, "train.max-steps", value.toString());
  }

  public static Setting mostTime(Object value) {
    return new Setting("--max-time " + value, "train.max-time", value.toString());
  }

  /** What is told of a loss that is not finite. */
  public static Setting nan(Object value) {
    return new Setting("--nan " + value, "train.nan", value.toString());
  }

  /** The part of the rows that is the test. */
  public static List<Setting> fold(int number, int of) {
    String option = "--folds " + of;
    return List.of(new Setting(option, "data.split.folds", Integer.toString(of)),
        new Setting(option, "data.split.fold", Integer.toString(number)));
  }

  /** A file by a path that starts at the working folder, wherever the configuration lies. */
  public static Setting initialWeights(Path file) {
    return new Setting("--weights " + file, "train.initial-weights", file.toAbsolutePath().toString());
  }

  /** The tree with this value in its place; the tree as it was where that cannot be, which is noted. */
  Tree applyTo(Tree tree, List<Problem> problems) {
    var place = Place.in(option);
    if (!PATH.matcher(key).matches()) {
      problems.add(new Problem(place, "", "expected KEY=VALUE, such as train.epochs=5 or model[0].dense.units=32"));
      return tree;
    }
    try {
      var steps = key.equals(LEARNING_RATE)
          ? toLearningRate(tree)
          : STEP.matcher(key).results().map(match -> match.group()).toList();
      return replace(tree, steps, new Site(place, problems, parsedValue(place)), "");
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> problems.add(new Problem(place, key, problem.message())));
      return tree;
    }
  }

  /** The way to the learning rate, through optimizers that stand before another one. */
  private static List<String> toLearningRate(Tree tree) {
    var steps = new ArrayList<String>();
    var at = Optional.of(tree);
    for (Optional<Key<?>> key = Optional.of(ConfigurationKeys.OPTIMIZER); key.isPresent(); key =
        next(steps.getLast())) {
      steps.add(key.get().name());
      at = below(at, steps.getLast());
      steps.add(at.flatMap(Setting::named).orElse(usual(key.get())));
      at = below(at, steps.getLast());
    }
    steps.add(RATE);
    return steps;
  }

  private static Optional<Key<?>> next(String optimizer) {
    return OPTIMIZERS.entry(optimizer).filter(entry -> entry.keys().stream().noneMatch(Setting::isLearningRate))
        .flatMap(entry -> entry.keys().stream()
            .filter(key -> key.kind() instanceof Kind.One<?>(var of) && of == OPTIMIZERS).findFirst());
  }

  private static boolean isLearningRate(Key<?> key) {
    return key.name().equals(RATE);
  }

  private static String usual(Key<?> key) {
    return key.absent() instanceof Absent.Default<?>(var value) && value.get() instanceof Choice<?> choice
        ? choice.name()
        : "";
  }

  private static Optional<Tree> below(Optional<Tree> tree, String key) {
    return tree.flatMap(at -> at instanceof Tree.Mapping mapping ? mapping.entry(key) : Optional.empty())
        .map(Tree.Entry::value);
  }

  private static Optional<String> named(Tree tree) {
    return entries(tree).stream().map(Tree.Entry::key).findFirst();
  }

  private Tree parsedValue(Place place) {
    if (value.isEmpty() || "{[\"'".indexOf(value.charAt(0)) < 0) {
      return new Tree.Scalar(place, value, false);
    }
    var problems = new ArrayList<Problem>();
    var tree = YamlTree.parse(option, value, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return onCommandLine(tree, place);
  }

  /** Lines and columns of a value on the command line would mislead. */
  private static Tree onCommandLine(Tree tree, Place place) {
    return switch (tree) {
      case Tree.Scalar scalar -> new Tree.Scalar(place, scalar.text(), scalar.quoted());
      case Tree.Sequence sequence ->
        new Tree.Sequence(place, sequence.items().stream().map(item -> onCommandLine(item, place)).toList());
      case Tree.Mapping mapping -> new Tree.Mapping(place, mapping.entries()
          .stream()
          .map(entry -> new Tree.Entry(place, entry.key(), onCommandLine(entry.value(), place)))
          .toList());
    };
  }

  /** Where a value goes to, and who hears of it when it cannot. */
  private record Site(Place place, List<Problem> problems, Tree value) {

    Tree refuse(Tree tree, String path, String message) {
      problems.add(new Problem(place, path, message));
      return tree;
    }
  }

  private static Tree replace(Tree tree, List<String> steps, Site site, String path) {
    if (steps.isEmpty()) {
      return site.value();
    }
    var step = steps.getFirst();
    var rest = steps.subList(1, steps.size());
    return step.startsWith("[")
        ? replaceItem(tree, Integer.parseInt(step.substring(1, step.length() - 1)), rest, site, path)
        : replaceEntry(tree, step, rest, site, path);
  }

  private static Tree replaceItem(Tree tree, int index, List<String> rest, Site site, String path) {
    if (!(tree instanceof Tree.Sequence sequence)) {
      return site.refuse(tree, path, "is not a list, so it has no item " + index);
    }
    int count = sequence.items().size();
    if (index >= count) {
      return site.refuse(tree, path, "has no item " + index + "; it has " + count + ", counted from 0");
    }
    var items = new ArrayList<>(sequence.items());
    items.set(index, replace(items.get(index), rest, site, path + "[" + index + "]"));
    return new Tree.Sequence(sequence.place(), List.copyOf(items));
  }

  private static Tree replaceEntry(Tree tree, String key, List<String> rest, Site site, String path) {
    if (tree instanceof Tree.Sequence) {
      return site.refuse(tree, path, "is a list; say which item, such as " + path + "[0]." + key);
    }
    var entries = new ArrayList<>(entries(tree));
    var below = YamlTree.join(path, key);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).key().equals(key)) {
        var entry = entries.get(i);
        entries.set(i, new Tree.Entry(entry.place(), key, replace(entry.value(), rest, site, below)));
        return new Tree.Mapping(tree.place(), List.copyOf(entries));
      }
    }
    var nothing = new Tree.Scalar(site.place(), "", false);
    entries.add(new Tree.Entry(site.place(), key, replace(nothing, rest, site, below)));
    return new Tree.Mapping(tree.place(), List.copyOf(entries));
  }

  /** A word alone, such as {@code adam}, is that key with nothing below it. */
  private static List<Tree.Entry> entries(Tree tree) {
    return switch (tree) {
      case Tree.Mapping mapping -> mapping.entries();
      case Tree.Scalar scalar when scalar.isNull() -> List.of();
      case Tree.Scalar scalar ->
        List.of(new Tree.Entry(scalar.place(), scalar.text(), new Tree.Scalar(scalar.place(), "", false)));
      case Tree.Sequence _ -> List.of();
    };
  }
}
