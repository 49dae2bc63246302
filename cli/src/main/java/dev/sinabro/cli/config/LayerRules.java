package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.ActivationCatalogue.ACTIVATIONS;
import static dev.sinabro.cli.catalogue.LayerCatalogue.LEARNED;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.InitializerCatalogue;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.config.ValueReader.Draft;
import dev.sinabro.cli.config.ValueReader.Drafts;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What layers decide for their neighbors, and what a model must have. */
final class LayerRules {

  static final int MOST_LAYERS = 10_000;
  /** Keys whose value says how often a layer, or what is inside of it, is there. */
  private static final Set<String> REPEATING = Set.of("times", "layers");

  /** Layers that change no value. */
  private static final Set<String> RESHAPING = Set.of("flatten", "reshape", "identity");
  /** Layers that give what the last layer inside of them gives. */
  private static final Set<String> CHAINING = Set.of("sequential", "repeat");

  private LayerRules() {}

  /** Layers inside of another: what the target decides must be written out. */
  static <T> List<Choice<T>> settled(Drafts<T> drafts) {
    drafts.read().forEach(draft -> {
      requireNoFile(draft);
      requireUnits(draft);
      requireTold(draft, By.CLASSES);
      requireTold(draft, By.PLACES);
    });
    return initialized(drafts);
  }

  /** The layers of a model, of which the last may take its units from the target. */
  static List<Choice<Layer>> model(Drafts<Layer> drafts, List<Problem> problems, LossRules loss) {
    if (drafts.whole() && drafts.read().stream().noneMatch(draft -> learns(draft.choice()))) {
      problems.add(new Problem(drafts.place(), "model",
          "has no dense layer, so nothing would be learned; add - dense: {}"));
    } else if (drafts.whole()) {
      checkUnits(drafts.read(), loss);
    }
    if (drafts.whole()) {
      checkLast(drafts.read().getLast(), loss);
      checkEnd(drafts.read(), loss);
    }
    double count = count(drafts.read().stream().map(Draft::choice).toList());
    if (count > MOST_LAYERS) {
      problems.add(
          new Problem(drafts.place(), "model", "has %.3g layers, each counted as often as it is repeated; %d are the"
              .formatted(count, MOST_LAYERS) + " most that are built"));
    }
    return initialized(drafts);
  }

  /** How many layers some stand for: a line can ask for more than could ever be built. */
  static double count(List<?> layers) {
    return layers.stream().mapToDouble(layer -> layer instanceof Choice<?> choice ? count(choice) : 0).sum();
  }

  private static double count(Choice<?> choice) {
    double times = 1;
    double inside = 0;
    for (var value : choice.values().entrySet()) {
      if (value.getValue() instanceof Long number && REPEATING.contains(value.getKey())) {
        times *= number;
      } else if (value.getValue() instanceof List<?> list) {
        inside += count(list);
      }
    }
    return times * (1 + inside);
  }

  private static void checkUnits(List<Draft<Layer>> drafts, LossRules loss) {
    var withUnits = drafts.stream().filter(draft -> units(draft.choice()).isPresent()).toList();
    if (withUnits.isEmpty()) {
      return;
    }
    withUnits.subList(0, withUnits.size() - 1).forEach(LayerRules::requireUnits);
    var last = withUnits.getLast();
    boolean decides = drafts.stream().filter(draft -> learns(draft.choice())).toList().getLast() == last;
    var name = units(last.choice()).orElseThrow().name();
    if (decides && last.choice().values().get(name) instanceof Long units) {
      loss.checkOutputs(units, last.section().placeOf(name), last.path() + "." + name);
    }
  }

  private static void requireUnits(Draft<?> draft) {
    units(draft.choice()).map(Key::name).filter(name -> !draft.section().has(name)).ifPresent(name -> draft.section()
        .missing(name, "only the last " + draft.choice().name() + " layer takes them from the target"));
  }

  /** A run keeps what is in such a file for each of its layers, and finds it by its place. */
  private static void requireNoFile(Draft<?> draft) {
    if (draft.choice().entry() == LayerCatalogue.ONNX) {
      draft.section().problem(LayerCatalogue.ONNX_PATH.name(),
          "stands within another layer; let it stand in the model itself, and link it by name and inputs");
    }
  }

  private static void requireTold(Draft<?> draft, By by) {
    draft.choice().entry().key(by).map(Key::name).filter(name -> !draft.section().has(name))
        .ifPresent(name -> draft.section().missing(name, "only a layer of the model itself takes it from the data"));
  }

  private static void checkLast(Draft<Layer> last, LossRules loss) {
    var key = activationKey(last.choice());
    if (key.isPresent() && learns(last.choice())) {
      var name = key.get().name();
      activation(last.choice())
          .ifPresent(its -> loss.checkLast(its.name(), last.section().placeOf(name), last.path() + "." + name));
    } else {
      activation(last.choice()).ifPresent(its -> loss.checkLast(its.name(), last.place(), last.path()));
    }
  }

  /** What a file ends with is not looked at. */
  private static void checkEnd(List<Draft<Layer>> drafts, LossRules loss) {
    var last = drafts.getLast();
    var end = end(drafts.stream().map(Draft::choice).toList());
    if (!end.name().equals(LayerCatalogue.ONNX.name())) {
      loss.checkEnd(activation(end).map(Choice::name), last.place(), last.path());
    }
  }

  /** The layer whose values some layers give, in whatever shape. */
  private static Choice<?> end(List<? extends Choice<?>> layers) {
    var last = layers.getLast();
    if (RESHAPING.contains(last.name()) && layers.size() > 1 && last.links().inputs().isEmpty()) {
      return end(layers.subList(0, layers.size() - 1));
    }
    return CHAINING.contains(last.name()) && last.values().get("layers") instanceof List<?> inside && !inside.isEmpty()
        ? end(inside.stream().<Choice<?>>map(layer -> (Choice<?>) layer).toList())
        : last;
  }

  /** With each initialization that was left open, by the activation in the layer or, where that is none, behind it. */
  private static <T> List<Choice<T>> initialized(Drafts<T> drafts) {
    var choices = new ArrayList<Choice<T>>();
    for (int i = 0; i < drafts.read().size(); i++) {
      var choice = drafts.read().get(i).choice();
      var open = choice.entry().key(By.ACTIVATION).filter(key -> choice.find(key).isEmpty());
      var behind = Optional.of(i + 1).filter(next -> next < drafts.read().size())
          .map(next -> drafts.read().get(next).choice()).filter(next -> next.links().inputs().isEmpty())
          .filter(next -> !learns(next)).flatMap(LayerRules::activation);
      var activation = activation(choice).filter(own -> !own.name().equals("identity")).or(() -> behind)
          .orElseGet(() -> ACTIVATIONS.choice("identity"));
      choices.add(
          open.map(key -> choice.with(key.name(), InitializerCatalogue.before(activation))).orElse(choice));
    }
    return List.copyOf(choices);
  }

  private static Optional<Key<?>> units(Choice<?> choice) {
    return choice.entry().key(By.DATA);
  }

  /** Whether a layer, or one inside of it, has weights. */
  private static boolean learns(Choice<?> choice) {
    return LEARNED.entries().contains(choice.entry()) || choice.values().values().stream().anyMatch(
        value -> value instanceof List<?> list
            && list.stream().anyMatch(item -> item instanceof Choice<?> inner && learns(inner)));
  }

  /** The activation that a layer is or has. */
  static Optional<Choice<Activation>> activation(Choice<?> choice) {
    return ACTIVATIONS.entry(choice.name()).filter(entry -> entry == choice.entry())
        .map(entry -> new Choice<Activation>(entry, choice.values()))
        .or(() -> activationKey(choice).flatMap(choice::find));
  }

  @SuppressWarnings("unchecked") // the kind is told by its catalogue
  private static Optional<Key<Choice<Activation>>> activationKey(Choice<?> choice) {
    return choice.entry().keys().stream()
        .filter(key -> key.kind() instanceof Kind.One<?>(var of) && of == ACTIVATIONS)
        .map(key -> (Key<Choice<Activation>>) key).findFirst();
  }
}
