package dev.sinabro.cli.config;

import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Choice;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.Variant;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Values that keys may have and do not have by themselves. */
public final class OtherValues {

  private OtherValues() {}

  /** An entry of which no key is as it would be if it were absent. */
  public static <T> Choice<T> of(Catalogue<T> catalogue, String name) {
    return changed(catalogue.choice(name));
  }

  private static <T> Choice<T> changed(Choice<T> choice) {
    for (var key : choice.entry().keys()) {
      choice = choice.with(key.name(), of(key, choice));
    }
    return choice;
  }

  /**
   * A value that is neither what holds where the key is absent nor the sample of its kind, and goes with the values of the
   * other keys.
   */
  public static Object of(Key<?> key, Choice<?> others) {
    var taken = usual(key);
    return candidates(key.kind()).filter(value -> !value.equals(taken))
        .filter(value -> canBe(others.with(key.name(), value))).findFirst()
        .orElseThrow(() -> new AssertionError(others.name() + "." + key.name() + " can only be " + taken));
  }

  private static Object usual(Key<?> key) {
    return key.absent() instanceof Absent.Default<?>(var value) ? value.get() : key.kind().sample();
  }

  /** The different objects that come of some values of a key, where all others stay. */
  static Set<Object> objects(Key<?> key, Choice<?> others) {
    return Stream.concat(Stream.of(usual(key)), candidates(key.kind())).map(value -> others.with(key.name(), value))
        .filter(OtherValues::canBe).map(Choice::build).collect(Collectors.toSet());
  }

  static boolean canBe(Choice<?> choice) {
    try {
      choice.complete().build();
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static Stream<?> candidates(Kind<?> kind) {
    return switch (kind) {
      case Kind.Number(var range) -> Stream.of(0.25, 0.75, 3.5, -3.5, 125.0, 1e-9).filter(range::contains);
      case Kind.Whole(long least, long most) ->
        LongStream.concat(LongStream.rangeClosed(least + 1, least + 8), LongStream.of(most)).boxed();
      case Kind.Wholes(int count, int least) ->
        Stream.concat(
            IntStream.of(1, 2).mapToObj(
                more -> IntStream.range(0, Math.max(count, 1)).mapToObj(axis -> least + more + axis).toList()),
            Stream.of(Collections.nCopies(Math.max(count, 1), least + 1), List.of(least + 1, least))
                .filter(values -> count == 0 || values.size() == Math.max(count, 1)));
      case Kind.WholesOr<?>(var wholes, var words) -> Stream.concat(candidates(wholes), words.stream());
      case Kind.WholeOrAll(long least) -> Stream.of(least + 1, Kind.WholeOrAll.ALL);
      case Kind.Numbers(var range) ->
        Stream.of(List.of(0.25, 3.5), List.of(0.5)).filter(list -> list.stream().allMatch(range::contains));
      case Kind.Time _ -> Stream.of(Duration.ofSeconds(90), Duration.ofHours(25));
      case Kind.Flag _ -> Stream.of(true, false);
      case Kind.Word<?>(var type) -> Arrays.stream(type.getEnumConstants());
      case Kind.Text _ -> Stream.of("some text", "other", "dd.MM.yyyy");
      case Kind.Texts _ -> Stream.of(List.of("one", "two: 2"), List.of("hour", "year"));
      case Kind.Symbol _ -> Stream.of(';', '\t');
      case Kind.Variants _ -> Stream.of(List.of(new Variant("slow", Map.of("train.epochs", "100"))));
      case Kind.One<?>(var of) -> of.entries().stream().map(entry -> new Choice<>(entry, entry.sample().values()));
      case Kind.Several<?>(var of, _) -> Stream.of(several(of));
      case Kind.Each<?>(var of, _) -> Stream.of(each(of));
      case Kind.Section<?>(var of) -> Stream.of(changed(of.defaults()));
      case Kind.Tagged<?>(var of) -> of.entries().stream().map(entry -> new Choice<>(entry, entry.sample().values()));
    };
  }

  /** Two that do not hold others of their kind, the first of them with other values. */
  private static <T> List<Choice<T>> several(Catalogue<T> of) {
    var flat = of.entries().stream().filter(entry -> entry.keys().stream().noneMatch(OtherValues::isList))
        .map(Entry::name).toList();
    return List.of(of(of, flat.getFirst()), of.choice(flat.getLast()));
  }

  private static <T> Map<String, Choice<T>> each(Catalogue<T> of) {
    return Map.of("one: 1", of(of, of.names().getFirst()));
  }

  private static boolean isList(Key<?> key) {
    return key.kind() instanceof Kind.Several<?>;
  }
}
