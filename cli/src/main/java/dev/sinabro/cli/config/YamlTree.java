package dev.sinabro.cli.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Turns YAML text into a {@link Tree}; every scalar stays text, for the key that is read to give it its type. */
final class YamlTree {

  /** More than any configuration needs, and little enough for the parser, which recurses. */
  private static final int MOST_LEVELS = 50;
  /** Aliases of aliases would otherwise grow without bounds. */
  private static final int MOST_VALUES = 100_000;

  private final String source;
  private final List<Problem> problems;
  private final Set<Node> open = new HashSet<>();
  private int values;

  private YamlTree(String source, List<Problem> problems) {
    this.source = source;
    this.problems = problems;
  }

  /**
   * Parses one document.
   *
   * @param source what messages call the text
   * @param problems receives duplicate keys and whatever else can be told while the rest is still read
   * @throws ConfigurationException where the text is not YAML: one problem, since nothing after it can be trusted
   */
  static Tree parse(String source, String text, List<Problem> problems) {
    var settings = LoadSettings.builder()
        .setLabel(source)
        .setSchema(new FailsafeSchema())
        .setAllowDuplicateKeys(true)
        .setAllowNonScalarKeys(true)
        .build();
    try {
      checkDepth(settings, source, text);
      var reader = new YamlTree(source, problems);
      return new Compose(settings).composeString(text)
          .map(node -> reader.convert(node, ""))
          .orElseGet(() -> new Tree.Scalar(new Place(source, 1, 1), "", false));
    } catch (MarkedYamlEngineException e) {
      var place = e.getProblemMark()
          .or(e::getContextMark)
          .map(mark -> new Place(source, mark.getLine() + 1, mark.getColumn() + 1))
          .orElse(new Place(source, 1, 1));
      throw refused(place, "not valid YAML: " + explain(e));
    } catch (YamlEngineException e) {
      var message = "not valid YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
      throw refused(new Place(source, 1, 1), message);
    }
  }

  private static void checkDepth(LoadSettings settings, String source, String text) {
    int depth = 0;
    for (var event : new Parse(settings).parseString(text)) {
      depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
      if (depth > MOST_LEVELS) {
        var place = event.getStartMark()
            .map(mark -> new Place(source, mark.getLine() + 1, mark.getColumn() + 1))
            .orElse(Place.in(source));
        throw refused(place, "is nested more than " + MOST_LEVELS + " levels deep");
      }
    }
  }

  private static ConfigurationException refused(Place place, String message) {
    return new ConfigurationException(List.of(new Problem(place, "", message)));
  }

  private static String explain(MarkedYamlEngineException e) {
    var problem = String.valueOf(e.getProblem()).strip();
    if (problem.contains("TAB")) {
      return "a tab cannot indent a line; use spaces";
    }
    if (problem.startsWith("mapping values are not allowed")) {
      return "a second ':' in one line, or a wrong indentation; put quotes around a text that holds ': '";
    }
    var context = String.valueOf(e.getContext()).strip();
    return e.getContext() == null || context.isEmpty() ? problem : context + ", " + problem;
  }

  private Tree convert(Node node, String path) {
    var place = place(node);
    if (++values > MOST_VALUES) {
      throw refused(place, "has more than " + MOST_VALUES + " values; aliases count as often as they are used");
    }
    if (!open.add(node)) {
      throw new ConfigurationException(List.of(new Problem(place, path, "refers to itself; write the value out")));
    }
    Tree tree = switch (node) {
      case ScalarNode scalar -> new Tree.Scalar(place, scalar.getValue(), !scalar.isPlain());
      case SequenceNode sequence -> sequence(sequence, path, place);
      case MappingNode mapping -> mapping(mapping, path, place);
      default -> throw new IllegalStateException("a YAML node of kind " + node.getNodeType());
    };
    open.remove(node);
    return tree;
  }

  private Tree sequence(SequenceNode node, String path, Place place) {
    var items = new ArrayList<Tree>();
    for (var item : node.getValue()) {
      items.add(convert(item, path + "[" + items.size() + "]"));
    }
    return new Tree.Sequence(place, List.copyOf(items));
  }

  private Tree mapping(MappingNode node, String path, Place place) {
    var entries = new ArrayList<Tree.Entry>();
    Map<String, Place> seen = new HashMap<>();
    for (var tuple : node.getValue()) {
      var keyPlace = place(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(new Problem(keyPlace, path, "a key must be a plain word"));
        continue;
      }
      var name = key.getValue();
      var first = seen.putIfAbsent(name, keyPlace);
      if (first != null) {
        problems.add(new Problem(keyPlace, join(path, name), "set twice, first in line " + first.line()));
        continue;
      }
      entries.add(new Tree.Entry(keyPlace, name, convert(tuple.getValueNode(), join(path, name))));
    }
    return new Tree.Mapping(place, List.copyOf(entries));
  }

  private Place place(Node node) {
    return node.getStartMark()
        .map(mark -> new Place(source, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(Place.in(source));
  }

  /** The path of a key below a path that may be empty. */
  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
