package dev.sinabro.cli.config;

import dev.sinabro.cli.config.LayerSpec.Initialization;
import dev.sinabro.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the layers, which look at their neighbors: at the activation that follows, and at which is the last. */
final class ModelReader {

  private static final String DENSE = "dense";
  private static final String ACTIVATION = "activation";
  private static final String DROPOUT = "dropout";
  private static final List<String> ACTIVATIONS = Words.all(Activation.class);
  private static final List<String> NAMES = names();

  private final List<Problem> problems;

  ModelReader(List<Problem> problems) {
    this.problems = problems;
  }

  private static List<String> names() {
    var names = new ArrayList<>(List.of(DENSE, ACTIVATION, DROPOUT));
    names.addAll(ACTIVATIONS);
    return List.copyOf(names);
  }

  /** A layer that was read, and what is not decided before its neighbors are known. */
  private record Draft(LayerSpec layer, Section section, Place place, String path, boolean initializationGiven) {}

  List<LayerSpec> read(Section root, LossRules loss) {
    var entry = root.find("model");
    if (entry == null) {
      root.missing("model", "list its layers, such as model: [dense: {units: 64, activation: relu}, dense: {}]");
      return List.of();
    }
    if (!(entry.value() instanceof Tree.Sequence sequence) || sequence.items().isEmpty()) {
      problems.add(new Problem(entry.place(), "model", "expected a list of layers, such as "
          + "[dense: {units: 64, activation: relu}, dense: {}], found "
          + (entry.value() instanceof Tree.Sequence ? "an empty list" : entry.value().found())));
      return List.of();
    }
    var drafts = new ArrayList<Draft>();
    for (int i = 0; i < sequence.items().size(); i++) {
      var draft = draft(sequence.items().get(i), "model[" + i + "]");
      if (draft != null) {
        drafts.add(draft);
      }
    }
    if (drafts.size() == sequence.items().size()) {
      checkDense(entry.place(), drafts, loss);
      checkLast(drafts.getLast(), loss);
    }
    return specified(drafts);
  }

  private @Nullable Draft draft(Tree item, String path) {
    var named = Section.named(problems, path, "layer", item, NAMES);
    if (named == null) {
      return null;
    }
    var section = named.section();
    var below = YamlTree.join(path, named.name());
    LayerSpec layer = switch (named.name()) {
      case DENSE -> dense(section);
      case ACTIVATION -> new LayerSpec.Activate(function(section));
      case DROPOUT -> new LayerSpec.Dropout(section.number("rate", 0.5, Range.FRACTION));
      default -> new LayerSpec.Activate(Activation.values()[ACTIVATIONS.indexOf(named.name())]);
    };
    var draft = new Draft(layer, section, item.place(), below,
        layer instanceof LayerSpec.Dense && section.has("initialization"));
    section.end();
    return draft;
  }

  private static LayerSpec dense(Section section) {
    Integer units = section.has("units") ? Integer.valueOf(section.whole("units", 1, 1)) : null;
    var activation = section.choice("activation", Activation.class);
    var initialization = section.choice("initialization", Initialization.class);
    return new LayerSpec.Dense(units, activation == null ? Activation.IDENTITY : activation,
        initialization == null ? Initialization.GLOROT : initialization, section.flag("bias", true));
  }

  private static Activation function(Section section) {
    var function = section.choice("function", Activation.class);
    if (!section.has("function")) {
      section.missing("function", "name one of " + String.join(", ", ACTIVATIONS));
    }
    return function == null ? Activation.IDENTITY : function;
  }

  private void checkDense(Place place, List<Draft> drafts, LossRules loss) {
    var dense = drafts.stream().filter(draft -> draft.layer() instanceof LayerSpec.Dense).toList();
    if (dense.isEmpty()) {
      problems.add(new Problem(place, "model", "has no dense layer, so nothing would be learned; add - dense: {}"));
      return;
    }
    for (var draft : dense.subList(0, dense.size() - 1)) {
      if (!draft.section().has("units")) {
        draft.section().missing("units", "only the last dense layer takes them from the target");
      }
    }
    var last = dense.getLast();
    if (last.layer() instanceof LayerSpec.Dense(Integer units, _, _, _) && units != null) {
      loss.checkOutputs(units, last.section().placeOf("units"), last.path() + ".units");
    }
  }

  private static void checkLast(Draft draft, LossRules loss) {
    switch (draft.layer()) {
      case LayerSpec.Dense dense ->
        loss.checkLast(dense.activation(), draft.section().placeOf(ACTIVATION), draft.path() + ".activation");
      case LayerSpec.Activate activate -> loss.checkLast(activate.function(), draft.place(), draft.path());
      case LayerSpec.Dropout _ -> {
      }
    }
  }

  private static List<LayerSpec> specified(List<Draft> drafts) {
    var layers = new ArrayList<LayerSpec>();
    for (int i = 0; i < drafts.size(); i++) {
      var draft = drafts.get(i);
      if (draft.layer() instanceof LayerSpec.Dense dense && !draft.initializationGiven()) {
        var following = dense.activation() == Activation.IDENTITY && i + 1 < drafts.size()
            && drafts.get(i + 1).layer() instanceof LayerSpec.Activate(Activation function)
                ? function
                : dense.activation();
        layers.add(new LayerSpec.Dense(dense.units(), dense.activation(), Initialization.before(following),
            dense.bias()));
      } else {
        layers.add(draft.layer());
      }
    }
    return List.copyOf(layers);
  }
}
