package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.Range;
import dev.sinabro.cli.catalogue.Times;
import dev.sinabro.cli.catalogue.Variant;
import dev.sinabro.cli.catalogue.Words;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mapping that is read key by key. Whatever is wrong is noted and replaced by the default, so that reading goes on and
 * finds all the rest; {@link #end()} then notes the keys that nobody asked for.
 */
final class Section {

  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d+");
  private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.\\d+|\\d+(\\.\\d*)?)([eE][-+]?\\d+)?");

  /** Entries that a message lists. */
  private static final int MOST_NAMES = 12;
  /** Sections that a message names. */
  private static final int MOST_HOMES = 3;

  private final List<Problem> problems;
  private final String path;
  private final Place place;
  private final Tree.Mapping mapping;
  private final boolean whole;
  private final Set<String> known = new LinkedHashSet<>();
  private final Map<String, Section> below = new HashMap<>();

  /** @param whole whether all that was meant for this section stands in it: else nothing is told to be missing */
  private Section(List<Problem> problems, String path, Place place, Tree.Mapping mapping, boolean whole) {
    this.problems = problems;
    this.path = path;
    this.place = place;
    this.mapping = mapping;
    this.whole = whole;
  }

  /** A section of a tree that is a mapping, or nothing, which is read as a mapping without keys. */
  static Section of(List<Problem> problems, String path, Place place, Tree tree) {
    return of(problems, path, place, tree, true);
  }

  private static Section of(List<Problem> problems, String path, Place place, Tree tree, boolean whole) {
    if (tree instanceof Tree.Mapping mapping) {
      return new Section(problems, path, place, mapping, whole);
    }
    boolean absent = Tree.isNull(tree);
    if (!absent) {
      problems.add(new Problem(tree.place(), path, "expected keys with values, found " + tree.found()));
    }
    return new Section(problems, path, place, new Tree.Mapping(place, List.of()), whole && absent);
  }

  /** The section below a key, the same one each time; one without keys where the key is absent. */
  Section section(String key) {
    return below.computeIfAbsent(key, _ -> {
      var entry = find(key);
      return entry == null
          ? new Section(problems, at(key), place, new Tree.Mapping(place, List.of()), whole)
          : of(problems, at(key), entry.place(), entry.value());
    });
  }

  /** The value of a key, or null where it is absent. */
  Tree.@Nullable Entry find(String key) {
    known.add(key);
    return mapping.entry(key).orElse(null);
  }

  /** Whether the key is there, with whatever value. */
  boolean has(String key) {
    return find(key) != null;
  }

  void missing(String key, String remedy) {
    if (whole) {
      problems.add(new Problem(place, at(key), "missing; " + remedy));
    }
  }

  void problem(String key, String message) {
    problems.add(new Problem(placeOf(key), at(key), message));
  }

  @Nullable Long whole(String key, Kind.Whole kind) {
    var scalar = scalar(key, kind.wanted());
    return scalar == null ? null : whole(key, scalar, kind, kind.wanted());
  }

  private @Nullable Long whole(String key, Tree found, Kind.Whole kind, String wanted) {
    if (!(found instanceof Tree.Scalar scalar) || scalar.quoted() || !WHOLE.matcher(scalar.text()).matches()) {
      wrong(key, found, wanted);
      return null;
    }
    var value = new BigInteger(scalar.text());
    boolean tooLarge = value.compareTo(BigInteger.valueOf(kind.most())) > 0;
    if (tooLarge || value.compareTo(BigInteger.valueOf(kind.least())) < 0) {
      wrong(key, scalar, tooLarge ? "a whole number from " + kind.least() + " to " + kind.most() : wanted);
      return null;
    }
    return value.longValueExact();
  }

  /** A whole number for each axis; a single one stands for all. */
  @Nullable List<Integer> wholes(String key, Kind.Wholes kind) {
    var one = new Kind.Whole(kind.least(), Integer.MAX_VALUE);
    var entry = find(key);
    if (entry == null || entry.value() instanceof Tree.Scalar) {
      var scalar = scalar(key, kind.wanted());
      var value = scalar == null ? null : whole(key, scalar, one, one.wanted());
      return value == null ? null : Collections.nCopies(Math.max(1, kind.count()), value.intValue());
    }
    if (!(entry.value() instanceof Tree.Sequence sequence)) {
      wrong(key, entry.value(), kind.wanted());
      return null;
    }
    int count = sequence.items().size();
    if (count == 0 || kind.count() != 0 && kind.count() != count) {
      problem(key, "expected " + kind.wanted() + ", found a list of " + count);
      return null;
    }
    var values = sequence.items().stream().map(item -> whole(key, item, one, one.wanted())).toList();
    return values.contains(null) ? null : values.stream().map(Long::intValue).toList();
  }

  /** Whole numbers, or one of the words in their place. */
  @Nullable Object wholesOr(String key, Kind.WholesOr<?> kind) {
    var entry = find(key);
    boolean told = entry != null && entry.value() instanceof Tree.Scalar scalar && !scalar.isNull()
        && !WHOLE.matcher(scalar.text()).matches();
    if (!told) {
      return wholes(key, kind.wholes());
    }
    var scalar = (Tree.Scalar) entry.value();
    var word = kind.words().stream().filter(each -> Words.of(each).equals(scalar.text())).findFirst();
    if (word.isEmpty()) {
      wrong(key, scalar, kind.wanted());
    }
    return word.orElse(null);
  }

  /** A whole number, or the word for all. */
  @Nullable Long wholeOrAll(String key, Kind.WholeOrAll kind) {
    var scalar = scalar(key, kind.wanted());
    if (scalar == null) {
      return null;
    }
    return !scalar.quoted() && scalar.text().equals(Kind.WholeOrAll.WORD)
        ? Long.valueOf(Kind.WholeOrAll.ALL)
        : whole(key, scalar, new Kind.Whole(kind.least(), Kind.WholeOrAll.ALL), kind.wanted());
  }

  /** A list of numbers. */
  @Nullable List<Double> numbers(String key, Kind.Numbers kind) {
    var entry = find(key);
    if (entry == null) {
      return null;
    }
    if (!(entry.value() instanceof Tree.Sequence sequence)) {
      wrong(key, entry.value(), kind.wanted());
      return null;
    }
    var values = sequence.items().stream().map(item -> number(key, item, kind.range(), kind.wanted())).toList();
    return values.contains(null) ? null : values;
  }

  @Nullable Double number(String key, Kind.Number kind) {
    var scalar = scalar(key, kind.wanted());
    return scalar == null ? null : number(key, scalar, kind.range(), kind.wanted());
  }

  private @Nullable Double number(String key, Tree found, Range range, String wanted) {
    if (found instanceof Tree.Scalar scalar && !scalar.quoted() && NUMBER.matcher(scalar.text()).matches()) {
      double value = Double.parseDouble(scalar.text());
      if (range.contains(value)) {
        return value;
      }
    }
    wrong(key, found, wanted);
    return null;
  }

  /** A length of time; null where it is absent. */
  @Nullable Duration time(String key, Kind.Time kind) {
    var scalar = scalar(key, kind.wanted());
    if (scalar == null) {
      return null;
    }
    var time = Times.parse(scalar.text());
    if (time.isEmpty()) {
      wrong(key, scalar, kind.wanted());
    }
    return time.orElse(null);
  }

  @Nullable Boolean flag(String key) {
    var scalar = scalar(key, "true or false");
    if (scalar == null) {
      return null;
    }
    if (!scalar.quoted() && (scalar.text().equals("true") || scalar.text().equals("false"))) {
      return scalar.text().equals("true");
    }
    wrong(key, scalar, "true or false");
    return null;
  }

  /** Any text that is not empty; null where it is absent. */
  @Nullable String text(String key, String wanted) {
    var scalar = scalar(key, wanted);
    if (scalar == null) {
      return null;
    }
    if (scalar.text().isBlank()) {
      wrong(key, scalar, wanted);
      return null;
    }
    return scalar.text();
  }

  /** One character, such as a tab in quotes; null where it is absent. */
  @Nullable Character symbol(String key, Kind.Symbol kind) {
    var scalar = scalar(key, kind.wanted());
    if (scalar == null) {
      return null;
    }
    if (scalar.text().length() != 1 || "\n\r\"".contains(scalar.text())) {
      problem(key, "expected one character, such as ';' or \"\\t\" in quotes, found '" + scalar.text() + "'");
      return null;
    }
    return scalar.text().charAt(0);
  }

  /** Names with keys below each; null where they are absent or none. */
  @Nullable List<Variant> variants(String key, Kind.Variants kind) {
    var entry = find(key);
    if (entry == null) {
      return null;
    }
    if (!(entry.value() instanceof Tree.Mapping mapping)) {
      wrong(key, entry.value(), kind.wanted());
      return null;
    }
    var variants = new ArrayList<Variant>();
    for (var variant : mapping.entries()) {
      var settings = new LinkedHashMap<String, String>();
      if (variant.value() instanceof Tree.Mapping keys) {
        keys.entries().forEach(setting -> settings.put(setting.key(), YamlText.of(setting.value())));
      } else if (!Tree.isNull(variant.value())) {
        wrong(key, variant.value(), kind.wanted());
      }
      variants.add(new Variant(variant.key(), settings));
    }
    return variants;
  }

  /** A list of texts; null where it is absent. */
  @Nullable List<String> texts(String key, String wanted) {
    var entry = find(key);
    if (entry == null) {
      return null;
    }
    var texts = new ArrayList<String>();
    if (entry.value() instanceof Tree.Sequence sequence) {
      for (var item : sequence.items()) {
        if (item instanceof Tree.Scalar scalar && !scalar.isNull()) {
          texts.add(scalar.text());
        } else {
          problems.add(new Problem(item.place(), at(key), "expected " + wanted + ", found " + item.found() + " in it"));
        }
      }
    } else {
      wrong(key, entry.value(), wanted);
    }
    return List.copyOf(texts);
  }

  /** A constant of an enum by its word; null where it is absent. */
  <E extends Enum<E>> @Nullable E word(String key, Kind.Word<E> kind) {
    var words = Words.all(kind.type());
    var scalar = scalar(key, kind.wanted());
    if (scalar == null) {
      return null;
    }
    int index = words.indexOf(scalar.text());
    if (index >= 0) {
      return kind.type().getEnumConstants()[index];
    }
    var message = "unknown value " + scalar.found() + "; " + Nearest.hint(scalar.text(), words);
    problems.add(new Problem(scalar.place(), at(key), message));
    return null;
  }

  /** The entry that the keys of this section are of; null where it is named wrongly, which is noted. */
  @Nullable String kind(Catalogue<?> of) {
    var found = find(Kind.Tagged.NAME);
    if (found == null) {
      return of.names().getFirst();
    }
    var wanted = "one of " + String.join(", ", of.names());
    var scalar = scalar(Kind.Tagged.NAME, wanted);
    if (scalar != null && !of.names().contains(scalar.text())) {
      problem(Kind.Tagged.NAME, "unknown kind '" + scalar.text() + "'; " + Nearest.hint(scalar.text(), of.names()));
      return null;
    }
    return scalar == null ? null : scalar.text();
  }

  /** Where the value of a key stands, or the section where the key is absent. */
  Place placeOf(String key) {
    return mapping.entry(key).map(entry -> entry.value().place()).orElse(place);
  }

  /** Notes every key that was not asked for. */
  void end() {
    for (var entry : mapping.entries()) {
      if (!known.contains(entry.key())) {
        problems.add(new Problem(entry.place(), at(entry.key()), "unknown key; " + remedy(entry.key())));
      }
    }
  }

  private String remedy(String key) {
    var homes = ConfigurationKeys.homes(key, path);
    var kinds = homes.stream().filter(home -> home.startsWith(path + " of kind ")).toList();
    if (!kinds.isEmpty()) {
      return "it belongs to " + String.join(" or ", kinds);
    }
    if (Nearest.to(key, known).isPresent() || homes.isEmpty()) {
      return known.isEmpty() ? "nothing can be set here" : Nearest.hint(key, known);
    }
    return "it belongs to " + String.join(" or ", homes.subList(0, Math.min(MOST_HOMES, homes.size())))
        + (homes.size() > MOST_HOMES ? " or others" : "");
  }

  private Tree.@Nullable Scalar scalar(String key, String wanted) {
    var entry = find(key);
    if (entry == null) {
      return null;
    }
    if (entry.value() instanceof Tree.Scalar scalar && !scalar.isNull()) {
      return scalar;
    }
    wrong(key, entry.value(), wanted);
    return null;
  }

  private void wrong(String key, Tree found, String wanted) {
    var place = Tree.isNull(found) ? mapping.entry(key).map(Tree.Entry::place).orElse(found.place()) : found.place();
    problems.add(new Problem(place, at(key), "expected " + wanted + ", found " + found.found()));
  }

  /** The path of a key from the top. */
  String at(String key) {
    return YamlTree.join(path, key);
  }

  /** One thing of several that is named by its key and described by what stands below it. */
  record Named(String name, Section section) {}

  /**
   * Reads {@code adam}, {@code {adam: {}}} or {@code {adam: {beta1: 0.9}}}: one name of several and its section; and {@code
   * {dropout: 0.5}}, the value of the main key.
   *
   * @param of what is named
   * @return null where no name could be told, which is noted
   */
  static @Nullable Named named(List<Problem> problems, String path, Catalogue<?> of, Tree tree) {
    var names = of.names();
    if (tree instanceof Tree.Scalar scalar && !scalar.isNull()) {
      return checked(problems, path, of, new Tree.Entry(tree.place(), scalar.text(), none(tree.place())), true);
    }
    if (!(tree instanceof Tree.Mapping mapping) || mapping.entries().isEmpty()) {
      problems.add(new Problem(tree.place(), path,
          "expected one " + of.what() + (names.size() > MOST_NAMES ? "" : " of " + String.join(", ", names))
              + ", found " + tree.found()));
      return null;
    }
    var named = mapping.entries().stream().filter(entry -> names.contains(entry.key())).toList();
    if (named.size() > 1) {
      problems.add(new Problem(named.get(1).place(), path, "names " + named.size() + " (" + String.join(", ",
          named.stream().map(Tree.Entry::key).toList()) + "); keep one " + of.what()));
      return null;
    }
    if (named.isEmpty()) {
      return checked(problems, path, of, mapping.entries().getFirst(), true);
    }
    var entry = named.getFirst();
    var strays = new ArrayList<>(mapping.entries());
    strays.remove(entry);
    for (var stray : strays) {
      problems.add(new Problem(stray.place(), YamlTree.join(path, stray.key()),
          LinkedLayers.isLink(stray.key())
              ? "goes with the layers of the model itself, not with those inside of another"
              : "stands beside '" + entry.key() + "'; indent it to stand below it"));
    }
    return checked(problems, path, of, entry, strays.isEmpty());
  }

  private static @Nullable Named checked(List<Problem> problems, String path, Catalogue<?> of, Tree.Entry entry,
      boolean whole) {
    var name = entry.key();
    if (!of.names().contains(name)) {
      var hint = of.names().size() > MOST_NAMES && Nearest.to(name, of.names()).isEmpty()
          ? "'sinabro " + of.plural() + "' lists them"
          : Nearest.hint(name, of.names());
      var message = "unknown " + of.what() + " '" + name + "'; " + hint;
      problems.add(new Problem(entry.place(), path, message));
      return null;
    }
    var keys = of.entry(name).flatMap(Entry::mainKey).map(main -> belowKey(main, entry.value())).orElse(entry.value());
    return new Named(name, of(problems, YamlTree.join(path, name), entry.place(), keys, whole));
  }

  /** A value as that of a key, where it has none of its own. */
  private static Tree belowKey(Key<?> key, Tree value) {
    return value instanceof Tree.Mapping || Tree.isNull(value)
        ? value
        : new Tree.Mapping(value.place(), List.of(new Tree.Entry(value.place(), key.name(), value)));
  }

  private static Tree none(Place place) {
    return new Tree.Scalar(place, "", false);
  }
}
