package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the values of an entry's keys, each as its kind says, and notes what is wrong with them. */
final class ValueReader {

  private final List<Problem> problems;

  ValueReader(List<Problem> problems) {
    this.problems = problems;
  }

  /** What was read of a catalogue, and where. */
  record Draft<T>(Choice<T> choice, Section section, Place place, String path) {}

  /**
   * What was read of a list.
   *
   * @param whole whether nothing in it had to be left out
   */
  record Drafts<T>(List<Draft<T>> read, boolean whole, Place place) {}

  /** The values of an entry's keys; what is wrong or absent has its default, or no value where there is none. */
  <T> Choice<T> read(Entry<? extends T> entry, Section section) {
    var values = new LinkedHashMap<String, Object>();
    for (var key : entry.keys()) {
      var value = value(key, section);
      if (value != null) {
        values.put(key.name(), value);
      }
    }
    section.end();
    return new Choice<>(entry, values);
  }

  /** The value of a key; what is wrong or absent has its default, or is null where there is none. */
  @Nullable Object value(Key<?> key, Section section) {
    // A section is looked into even where it is absent: keys below it may be required.
    boolean asked =
        section.has(key.name()) || key.kind() instanceof Kind.Section<?> || key.kind() instanceof Kind.Tagged<?>;
    var found = asked ? found(key, section) : null;
    return found != null ? found : switch (key.absent()) {
      case Absent.Default<?>(var absent) -> absent.get();
      case Absent.Open<?> _ -> null;
      case Absent.Required<?>(String remedy) -> {
        if (!asked) {
          section.missing(key.name(), remedy);
        }
        yield null;
      }
    };
  }

  private @Nullable Object found(Key<?> key, Section section) {
    var name = key.name();
    return switch (key.kind()) {
      case Kind.Number number -> section.number(name, number);
      case Kind.Whole whole -> section.whole(name, whole);
      case Kind.WholeOrAll whole -> section.wholeOrAll(name, whole);
      case Kind.Wholes wholes -> section.wholes(name, wholes);
      case Kind.WholesOr<?> wholes -> section.wholesOr(name, wholes);
      case Kind.Numbers numbers -> section.numbers(name, numbers);
      case Kind.Time time -> section.time(name, time);
      case Kind.Flag _ -> section.flag(name);
      case Kind.Word<?> word -> section.word(name, word);
      case Kind.Text(String wanted) -> section.text(name, wanted);
      case Kind.Texts(String wanted) -> section.texts(name, wanted);
      case Kind.Symbol symbol -> section.symbol(name, symbol);
      case Kind.Variants variants -> section.variants(name, variants);
      case Kind.One<?>(var of) -> one(of, name, section);
      case Kind.Several<?> several -> LayerRules.settled(several(several, name, section));
      case Kind.Each<?> each -> each(each, name, section);
      case Kind.Section<?>(var of) -> whole(read(of, section.section(name)), name, section);
      case Kind.Tagged<?>(var of) -> tagged(of, section.section(name));
    };
  }

  /** Null where the values do not go together. */
  private @Nullable Choice<?> whole(Choice<?> read, String name, Section section) {
    return !problems.isEmpty() || canBe(read, section.placeOf(name), section.at(name)) ? read : null;
  }

  /** Null where the kind is unknown: then nothing can be said of the other keys. */
  private <T> @Nullable Choice<T> tagged(Catalogue<T> of, Section section) {
    var kind = section.kind(of);
    return kind == null ? null : read(of.entry(kind).orElseThrow(), section);
  }

  private <T> @Nullable Choice<T> one(Catalogue<T> of, String name, Section section) {
    var entry = section.find(name);
    var draft = entry == null ? null : draft(of, entry.value(), section.at(name));
    return draft == null ? null : draft.choice();
  }

  /** Names and what is named of a catalogue behind each, in the order in which they are written. */
  private <T> @Nullable Map<String, Choice<T>> each(Kind.Each<T> kind, String name, Section section) {
    var entry = section.find(name);
    if (entry == null) {
      return null;
    }
    var choices = new LinkedHashMap<String, Choice<T>>();
    if (entry.value() instanceof Tree.Mapping mapping) {
      for (var one : mapping.entries()) {
        var draft = draft(kind.of(), one.value(), YamlTree.join(section.at(name), one.key()));
        if (draft != null) {
          choices.put(one.key(), draft.choice());
        }
      }
    } else if (!Tree.isNull(entry.value())) {
      problems.add(new Problem(entry.place(), section.at(name),
          "expected " + kind.wanted() + ", found " + entry.value().found()));
    }
    return choices;
  }

  /** A list of entries, which is empty where it is no list. */
  <T> Drafts<T> several(Kind.Several<T> kind, String name, Section section) {
    return several(kind, name, section, (item, path) -> draft(kind.of(), item, path));
  }

  /** Reads one entry of a list; null where none could be told, which is noted. */
  interface ItemReader<T> {
    @Nullable Draft<T> read(Tree item, String path);
  }

  /** A list of entries, each read in the given way. */
  <T> Drafts<T> several(Kind.Several<T> kind, String name, Section section, ItemReader<T> items) {
    var entry = section.find(name);
    if (entry == null) {
      return new Drafts<>(List.of(), false, section.placeOf(name));
    }
    if (!(entry.value() instanceof Tree.Sequence sequence) || sequence.items().isEmpty()) {
      var found = entry.value() instanceof Tree.Sequence ? "an empty list" : entry.value().found();
      problems.add(
          new Problem(entry.place(), section.at(name), "expected " + kind.wanted() + ", found " + found));
      return new Drafts<>(List.of(), false, entry.place());
    }
    var drafts = new ArrayList<Draft<T>>();
    for (int i = 0; i < sequence.items().size(); i++) {
      var draft = items.read(sequence.items().get(i), section.at(name) + "[" + i + "]");
      if (draft != null) {
        drafts.add(draft);
      }
    }
    return new Drafts<>(drafts, drafts.size() == sequence.items().size(), entry.place());
  }

  <T> @Nullable Draft<T> draft(Catalogue<T> of, Tree tree, String path) {
    var named = Section.named(problems, path, of, tree);
    if (named == null) {
      return null;
    }
    int before = problems.size();
    Choice<T> choice = read(of.entry(named.name()).orElseThrow(), named.section());
    if (problems.size() == before && !canBe(choice, tree.place(), YamlTree.join(path, choice.name()))) {
      return null;
    }
    return new Draft<>(choice, named.section(), tree.place(), YamlTree.join(path, named.name()));
  }

  /** Each value may be right alone, and wrong beside another: only what is built of them knows. */
  private boolean canBe(Choice<?> choice, Place place, String path) {
    try {
      choice.complete().build();
      return true;
    } catch (IllegalArgumentException refused) {
      problems.add(new Problem(place, path, String.valueOf(refused.getMessage())));
      return false;
    }
  }
}
