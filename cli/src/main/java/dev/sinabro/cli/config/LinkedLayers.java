package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.LayerCatalogue.LAYERS;

import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.Links;
import dev.sinabro.cli.config.ValueReader.Draft;
import dev.sinabro.nn.Junction;
import dev.sinabro.nn.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the layers of a model, beside which may stand a name, inputs, and the name of a layer whose weights they share. */
final class LinkedLayers {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w-]*");
  private static final List<String> KEYS = Links.ENTRY.keys().stream().<String>map(Key::name).toList();

  private final ValueReader reader;
  private final List<Problem> problems;
  private final Map<String, Draft<Layer>> named = new LinkedHashMap<>();
  private final List<Input> open = new ArrayList<>();

  /** A name that is not of a layer before it. */
  private record Input(String name, Place place, String path) {}

  LinkedLayers(ValueReader reader, List<Problem> problems) {
    this.reader = reader;
    this.problems = problems;
  }

  /** Whether a key is one that stands beside layers. */
  static boolean isLink(String key) {
    return KEYS.contains(key);
  }

  /** One layer of the list, the next one; null where none could be told, which is noted. */
  @Nullable Draft<Layer> draft(Tree item, String path) {
    if (!(item instanceof Tree.Mapping(Place place, var all)) || all.stream().noneMatch(each -> isLink(each.key()))) {
      return reader.draft(LAYERS, item, path);
    }
    var beside = all.stream().filter(each -> isLink(each.key())).toList();
    var layer = all.stream().filter(each -> !isLink(each.key())).toList();
    var section = Section.of(problems, path, place, new Tree.Mapping(place, beside));
    var links = reader.read(Links.ENTRY, section).build();
    var draft = layer.isEmpty()
        ? again(links, section, place, path)
        : reader.draft(LAYERS, new Tree.Mapping(place, layer), path);
    if (draft == null) {
      return null;
    }
    checkInputs(links, draft, section);
    var linked = new Draft<>(draft.choice().with(links), draft.section(), draft.place(), draft.path());
    if (!layer.isEmpty() && !links.share().isEmpty()) {
      checkShared(linked, links.share(), section);
    }
    name(linked, section);
    return linked;
  }

  private @Nullable Draft<Layer> again(Links links, Section section, Place place, String path) {
    if (links.share().isEmpty()) {
      problems
          .add(new Problem(place, path, "names no layer; write one too, such as dense: {units: 64}, or share: NAME"));
      return null;
    }
    var original = shared(links.share(), section);
    return original == null ? null : new Draft<>(original.choice(), original.section(), place, path);
  }

  private @Nullable Draft<Layer> shared(String name, Section section) {
    var original = named.get(name);
    if (original == null) {
      section.problem("share", "no layer before this one is named '" + name + "'"
          + (named.isEmpty() ? "; give one a name" : "; " + Nearest.hint(name, named.keySet())));
    }
    return original;
  }

  private void checkShared(Draft<Layer> draft, String name, Section section) {
    var original = shared(name, section);
    if (original != null && (!original.choice().entry().equals(draft.choice().entry())
        || !original.choice().values().equals(draft.choice().values()))) {
      section.problem("share", "the layer beside it is not what '" + name + "' is; leave out "
          + draft.choice().name() + ", since all of it is shared");
    }
  }

  private void checkInputs(Links links, Draft<Layer> draft, Section section) {
    if (section.has("inputs") && links.inputs().isEmpty()) {
      section.problem("inputs", "names none; leave it out to take the result of the layer before this one");
    }
    if (links.inputs().size() > 1 && !joins(draft.choice())) {
      section.problem("inputs", draft.choice().name() + " takes one input, found " + links.inputs().size()
          + "; join them first, with concat or add");
    }
    links.inputs().stream().filter(input -> !named.containsKey(input))
        .forEach(input -> open.add(new Input(input, section.placeOf("inputs"), section.at("inputs"))));
  }

  private void name(Draft<Layer> draft, Section section) {
    var name = draft.choice().links().name();
    if (name.isEmpty()) {
      return;
    }
    if (!NAME.matcher(name).matches()) {
      section.problem("name", "expected letters, digits, '_' and '-', the first of them a letter, since weights are"
          + " called so, found '" + name + "'");
    } else if (named.putIfAbsent(name, draft) != null) {
      section.problem("name", "another layer is named '" + name + "' too; give each a name of its own");
    }
  }

  /** Behind the last layer: what is no layer before may be a field of the data, but no layer behind. */
  void end() {
    open.stream().filter(input -> named.containsKey(input.name())).forEach(late -> problems.add(
        new Problem(late.place(), late.path(), "'" + late.name() + "' does not stand before this layer; a layer takes"
            + " inputs from those before it")));
  }

  /** Layers of which all that share weights have the values of the one whose weights they are. */
  static List<Choice<Layer>> shared(List<Choice<Layer>> layers) {
    Map<String, Choice<Layer>> named = new LinkedHashMap<>();
    var settled = new ArrayList<Choice<Layer>>();
    for (var layer : layers) {
      var links = layer.links();
      var complete = links.share().isEmpty() || !named.containsKey(links.share())
          ? layer
          : named.get(links.share()).with(links);
      if (!links.name().isEmpty()) {
        named.putIfAbsent(links.name(), complete);
      }
      settled.add(complete);
    }
    return List.copyOf(settled);
  }

  /** Whether it takes several inputs: a junction that has no layers of its own. */
  private static boolean joins(Choice<Layer> choice) {
    var complete = choice.complete();
    for (var key : choice.entry().keys()) {
      if (key.kind() instanceof Kind.Several<?> && choice.find(key).isEmpty()) {
        complete = complete.without(key);
      }
    }
    return complete.build() instanceof Junction;
  }
}
