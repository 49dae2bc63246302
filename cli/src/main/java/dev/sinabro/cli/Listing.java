package dev.sinabro.cli;

import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Catalogues;
import dev.sinabro.cli.catalogue.Criterion;
import dev.sinabro.cli.catalogue.DataSection;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.Measure;
import dev.sinabro.cli.catalogue.ShowCatalogue;
import dev.sinabro.cli.config.YamlText;
import java.util.List;
import java.util.stream.Collectors;

/** What the catalogues hold, as text. */
final class Listing {

  /** What only the command has. */
  private static final List<Catalogue<?>> NOT_OF_THE_LIBRARY = List.of(DataSection.DATA, ShowCatalogue.SHOWS);

  /** Characters of a column at most: behind a text that is longer the line goes on below it. */
  private static final int WIDEST_KIND = 36;
  private static final int WIDEST_DEFAULT = 14;

  private Listing() {}

  /** Entries with what they are, and below each its keys: what may stand there, what holds if absent, what it means. */
  static String of(List<? extends Entry<?>> entries) {
    var keys = entries.stream().flatMap(entry -> entry.keys().stream()).toList();
    int names = 2 + Math.max(width(entries.stream().map(Entry::name).toList()),
        2 + width(keys.stream().<String>map(Key::name).toList()));
    int kinds = 2 + Math.min(WIDEST_KIND, width(keys.stream().map(Listing::kind).toList()));
    int defaults = 2 + Math.min(WIDEST_DEFAULT, width(keys.stream().map(Listing::absent).toList()));
    var text = new StringBuilder();
    for (var entry : entries) {
      text.append(padded(entry.name(), names)).append(entry.sentence()).append('\n');
      entry.keys().forEach(key -> text.append(padded("  " + key.name(), names))
          .append(cell(kind(key), names, kinds))
          .append(cell(absent(key), names + kinds, defaults))
          .append(key.sentence())
          .append('\n'));
    }
    return text.toString();
  }

  /** The table of the README: a row a catalogue. */
  static String table() {
    return Catalogues.ALL.stream().map(Listing::row)
        .collect(Collectors.joining("\n", "| command | lists |\n|---|---|\n", "\n"));
  }

  private static String row(Catalogue<?> catalogue) {
    return "| `%s` | %s |".formatted(catalogue.plural(), String.join(", ", catalogue.names()));
  }

  /**
   * The other table of the README: a row for each entry that one class of the library stands for, with that class and its
   * name in PyTorch.
   */
  static String peers() {
    return Catalogues.ALL.stream().filter(catalogue -> !NOT_OF_THE_LIBRARY.contains(catalogue))
        .flatMap(catalogue -> catalogue.entries().stream()).distinct().map(Listing::peer)
        .collect(Collectors.joining("\n", "| entry | class | in PyTorch |\n|---|---|---|\n", "\n"));
  }

  private static String peer(Entry<?> entry) {
    return "| %s | `%s` | %s |".formatted(entry.name(), entry.type().map(Listing::name).orElseGet(() -> name(entry)),
        entry.peer().isEmpty() ? "" : "`" + entry.peer() + "`");
  }

  private static String name(Entry<?> entry) {
    return switch (entry.sample().build()) {
      case Criterion criterion -> name(criterion.loss().formula().getClass());
      case Measure measure -> name(measure.metric().score().getClass());
      case Enum<?> constant -> name(constant.getDeclaringClass()) + "." + constant.name();
      case Object built -> name(built.getClass());
    };
  }

  private static String name(Class<?> type) {
    var outer = type.getEnclosingClass();
    return outer == null ? type.getSimpleName() : name(outer) + "." + type.getSimpleName();
  }

  private static String kind(Key<?> key) {
    return key.kind() instanceof Kind.Several<?>(var of, _) ? "a list of " + of.plural() : key.kind().wanted();
  }

  private static String absent(Key<?> key) {
    return switch (key.absent()) {
      case Absent.Default<?>(var value) -> YamlText.of(key, value.get());
      case Absent.Required<?> _ -> "required";
      case Absent.Open<?>(var by, _) -> by.text();
    };
  }

  private static int width(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String cell(String text, int before, int width) {
    return text.length() + 2 <= width ? padded(text, width) : text + "\n" + " ".repeat(before + width);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
