package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.catalogue.Links;
import dev.sinabro.cli.catalogue.Variant;
import dev.sinabro.cli.catalogue.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes configurations as YAML that reads back as the same configuration. */
public final class ConfigurationWriter {

  private static final int COMMENT_COLUMN = 40;
  /** Names that a comment repeats before it rather names the command that lists them. */
  private static final int MOST_NAMES = 6;

  private final StringBuilder text = new StringBuilder();
  private final Set<Key<?>> explained = new HashSet<>();
  private final boolean commented;

  private ConfigurationWriter(boolean commented) {
    this.commented = commented;
  }

  /** Every key with its value. */
  public static String write(Configuration configuration) {
    return new ConfigurationWriter(false).all(configuration);
  }

  /** Every key with its value and an explanation; keys without a value as comments. */
  public static String writeCommented(Configuration configuration) {
    return new ConfigurationWriter(true).all(configuration);
  }

  private String all(Configuration configuration) {
    keys(configuration.root(), "");
    return text.toString();
  }

  private void keys(Choice<?> choice, String indent) {
    choice.entry().keys().forEach(key -> key(key, choice, indent));
  }

  private void key(Key<?> key, Choice<?> choice, String indent) {
    Object value = choice.values().get(key.name());
    if (value == null) {
      if (commented && key.absent() instanceof Absent.Open<?>(_, String example)) {
        line(indent + "# " + key.name() + ": " + example, key);
      }
      return;
    }
    switch (key.kind()) {
      case Kind.Section<?> _ -> {
        line(indent + key.name() + ":", null);
        keys((Choice<?>) value, indent + "  ");
      }
      case Kind.Tagged<?> tagged -> {
        line(indent + key.name() + ":", null);
        kind(tagged, (Choice<?>) value, indent + "  ");
        keys((Choice<?>) value, indent + "  ");
      }
      case Kind.One<?> _ -> one(key, (Choice<?>) value, indent);
      case Kind.Several<?> _ -> {
        line(indent + key.name() + ":", key);
        ((List<?>) value).forEach(item -> item((Choice<?>) item, indent + "  "));
        if (commented && key == ConfigurationKeys.MODEL) {
          LayerCatalogue.LAYERS.entries().forEach(layer -> text.append(form(layer, indent + "  # - ")).append('\n'));
        }
      }
      case Kind.Each<?> _ -> each(key, (Map<?, ?>) value, indent);
      case Kind.Variants _ -> {
        line(indent + key.name() + ":", key);
        ((List<?>) value).forEach(variant -> line(indent + "  " + YamlText.of((Variant) variant), null));
      }
      case Kind.Number _, Kind.Numbers _, Kind.Whole _, Kind.WholeOrAll _, Kind.Wholes _, Kind.WholesOr<?> _,
          Kind.Time _, Kind.Flag _, Kind.Word<?> _, Kind.Text _, Kind.Texts _, Kind.Symbol _ ->
        line(indent + key.name() + ": " + YamlText.of(key, value), key);
    }
  }

  /** The shortest that can be written of a layer, with what it is. */
  private static String form(Entry<?> entry, String indent) {
    var required =
        entry.keys().stream().filter(Key::isRequired).map(key -> key.name() + ": " + some(entry, key)).toList();
    var line = indent + entry.name() + entry.mainKey().map(main -> ": " + some(entry, main))
        .orElse(required.isEmpty() ? "" : ": {" + String.join(", ", required) + "}");
    return line + " ".repeat(Math.max(1, COMMENT_COLUMN - line.length())) + "# " + entry.sentence();
  }

  private static String some(Entry<?> entry, Key<?> key) {
    return key.absent() instanceof Absent.Open<?>(_, String example)
        ? example
        : YamlText.of(key, Objects.requireNonNull(entry.sample().values().get(key.name())));
  }

  private void each(Key<?> key, Map<?, ?> value, String indent) {
    line(indent + key.name() + (value.isEmpty() ? ": {}" : ":"), key);
    value.forEach((name, choice) -> line(indent + "  " + YamlText.of(name) + ": " + YamlText.of(choice), null));
  }

  /** The usual kind need not be told. */
  private void kind(Kind.Tagged<?> tagged, Choice<?> value, String indent) {
    if (commented || value.entry() != tagged.usual()) {
      var line = indent + Kind.Tagged.NAME + ": " + value.name();
      text.append(line);
      if (commented) {
        text.repeat(' ', Math.max(1, COMMENT_COLUMN - line.length())).append("# ")
            .append(alternatives(tagged.of().names())).append("; ").append(value.entry().sentence());
      }
      text.append('\n');
    }
  }

  private void one(Key<?> key, Choice<?> value, String indent) {
    if (value.values().isEmpty()) {
      line(indent + key.name() + ": " + value.name(), key);
    } else {
      line(indent + key.name() + ":", key);
      line(indent + "  " + value.name() + ":", null);
      keys(value, indent + "    ");
    }
  }

  private void item(Choice<?> value, String indent) {
    if (!value.links().equals(Links.NONE)) {
      linked(value, indent);
    } else if (value.values().isEmpty() && (!commented || value.entry().keys().isEmpty())) {
      line(indent + "- " + value.name(), null);
    } else {
      line(indent + "- " + value.name() + ":", null);
      keys(value, indent + "    ");
    }
  }

  /** A layer with what stands beside it; of one whose weights are shared, the name says all. */
  private void linked(Choice<?> value, String indent) {
    var links = value.links();
    if (links.share().isEmpty()) {
      line(indent + "- " + value.name() + ":", null);
      keys(value, indent + "    ");
    } else {
      line(indent + "- share: " + YamlText.of(Links.SHARE, links.share()), Links.SHARE);
    }
    if (!links.name().isEmpty()) {
      line(indent + "  name: " + YamlText.of(Links.NAME, links.name()), Links.NAME);
    }
    if (!links.inputs().isEmpty()) {
      line(indent + "  inputs: " + YamlText.of(Links.INPUTS, links.inputs()), Links.INPUTS);
    }
  }

  /** A line, and what the key means where it is the first time that this is told. */
  private void line(String line, @Nullable Key<?> key) {
    text.append(line);
    if (commented && key != null && explained.add(key)) {
      text.repeat(' ', Math.max(1, COMMENT_COLUMN - line.length())).append("# ").append(explanation(key));
    }
    text.append('\n');
  }

  private static String explanation(Key<?> key) {
    return switch (key.kind()) {
      case Kind.Word<?>(var type) -> alternatives(Words.all(type)) + "; " + key.sentence();
      case Kind.One<?>(var of) -> (of.entries().size() <= MOST_NAMES
          ? alternatives(of.names())
          : "'sinabro " + of.plural() + "' lists them") + "; " + key.sentence();
      case Kind.Number _, Kind.Numbers _, Kind.Whole _, Kind.WholeOrAll _, Kind.Wholes _, Kind.WholesOr<?> _,
          Kind.Time _, Kind.Flag _, Kind.Text _, Kind.Texts _, Kind.Symbol _, Kind.Several<?> _, Kind.Each<?> _,
          Kind.Section<?> _, Kind.Tagged<?> _, Kind.Variants _ ->
        key.sentence();
    };
  }

  private static String alternatives(List<String> names) {
    int last = names.size() - 1;
    return last == 0 ? names.getFirst() : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }
}
