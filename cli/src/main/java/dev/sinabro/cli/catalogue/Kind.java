package dev.sinabro.cli.catalogue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may stand behind a key. Whoever reads, writes or explains values is a switch over these.
 *
 * @param <V> the value as a configuration keeps it
 */
public sealed interface Kind<V> {

  /** A number. */
  record Number(Range range) implements Kind<Double> {}

  /** A whole number. */
  record Whole(long least, long most) implements Kind<Long> {}

  /** A whole number that may have no limit, which is called {@code all} and kept as {@link #ALL}. */
  record WholeOrAll(long least) implements Kind<Long> {
    /** The word. */
    public static final String WORD = "all";
    /** More than there can be. */
    public static final long ALL = Integer.MAX_VALUE;
  }

  /** A list of numbers, which may be empty. */
  record Numbers(Range range) implements Kind<List<Double>> {}

  /**
   * Whole numbers, such as {@code [3, 5]}, one for each axis; a single one stands for equal ones.
   *
   * @param count how many; 0: as many as are written
   */
  record Wholes(int count, int least) implements Kind<List<Integer>> {}

  /**
   * Whole numbers, or one of a few words in their place.
   *
   * @param words constants of an enum
   */
  record WholesOr<E extends Enum<E>>(Wholes wholes, List<E> words) implements Kind<Object> {}

  /** A length of time above 0, such as {@code 90s} or {@code 1h30m}: see {@link Times}. */
  record Time() implements Kind<Duration> {}

  /** True or false. */
  record Flag() implements Kind<Boolean> {}

  /** One of a few words that never become more: the constants of an enum. */
  record Word<E extends Enum<E>>(Class<E> type) implements Kind<E> {}

  /** A text that is not blank. */
  record Text(String wanted) implements Kind<String> {}

  /** A list of texts. */
  record Texts(String wanted) implements Kind<List<String>> {}

  /** One character. */
  record Symbol() implements Kind<Character> {}

  /** Trainings that differ in some keys: a name each, and below it the keys. */
  record Variants() implements Kind<List<Variant>> {}

  /** One of a catalogue: its name, with keys below it where it has some. */
  record One<T>(Catalogue<T> of) implements Kind<Choice<T>> {}

  /** At least one of a catalogue, in order. */
  record Several<T>(Catalogue<T> of, String example) implements Kind<List<Choice<T>>> {}

  /** Names of one's own, and for each one of a catalogue. */
  record Each<T>(Catalogue<T> of, String example) implements Kind<Map<String, Choice<T>>> {}

  /** Keys of their own, one level deeper. */
  record Section<T>(Entry<T> of) implements Kind<Choice<T>> {}

  /**
   * Keys of one of a catalogue, one level deeper: the key {@link #NAME} among them says of which; where it is absent, they
   * are those of the first.
   */
  record Tagged<T>(Catalogue<T> of) implements Kind<Choice<T>> {
    /** The key that names the entry. */
    public static final String NAME = "kind";

    /** The entry that is meant where none is named. */
    public Entry<? extends T> usual() {
      return of.entries().getFirst();
    }
  }

  /** Whether a value is a scalar or a list, never keys with values. */
  default boolean isPlain() {
    return switch (this) {
      case Number _, Whole _, WholeOrAll _, Numbers _, Wholes _, WholesOr<?> _, Time _, Flag _, Word<?> _, Text _,
          Texts _, Symbol _, Several<?> _ ->
        true;
      case Variants _, One<?> _, Each<?> _, Section<?> _, Tagged<?> _ -> false;
    };
  }

  /** What a message says was expected. */
  default String wanted() {
    return switch (this) {
      case Number(Range range) -> ("a number " + range.text()).strip();
      case Whole(long least, _) when least <= Integer.MIN_VALUE -> "a whole number";
      case Whole(long least, _) -> "a whole number of at least " + least;
      case WholeOrAll(long least) -> "a whole number of at least " + least + ", or " + WholeOrAll.WORD;
      case Numbers(Range range) -> ("a list of numbers " + range.text()).strip();
      case Wholes(int count, int least) when count == 0 -> "a list of whole numbers of at least " + least;
      case Wholes(int count, int least) ->
        "a whole number of at least " + least + (count == 1 ? "" : ", or a list of " + count);
      case WholesOr<?>(var wholes, var words) ->
        wholes.wanted() + ", or " + words.stream().map(Words::of).collect(Collectors.joining(", or "));
      case Time _ -> "a length of time above 0, such as 90s, 10m or 1h30m";
      case Flag _ -> "true or false";
      case Word<?>(var type) -> "one of " + String.join(", ", Words.all(type));
      case Text(String wanted) -> wanted;
      case Texts(String wanted) -> wanted;
      case Symbol _ -> "one character, such as ';' in quotes";
      case Variants _ -> "names, and below each the keys that it changes, such as slow: {train.epochs: 100}";
      case One<?>(var of) -> "one of the " + of.plural();
      case Several<?>(var of, String example) -> "a list of " + of.plural() + ", such as " + example;
      case Each<?>(_, String example) -> "names, each with its kind, such as " + example;
      case Section<?> _, Tagged<?> _ -> "keys with values";
    };
  }

  /** Some value of this kind, for whoever wants to build an object before all values are known. */
  @SuppressWarnings("unchecked") // each arm gives what its record says
  default V sample() {
    return (V) switch (this) {
      case Number(Range range) -> Stream.of(0.0, 1.0, 0.5).filter(range::contains).findFirst().orElse(range.high());
      case Whole(long least, _) -> (Object) least;
      case WholeOrAll(long least) -> (Object) least;
      case Numbers _ -> List.of();
      case Wholes(int count, int least) -> Collections.nCopies(Math.max(1, count), least);
      case WholesOr<?>(var wholes, _) -> wholes.sample();
      case Time _ -> Duration.ofMinutes(1);
      case Flag _ -> false;
      case Word<?>(var type) -> type.getEnumConstants()[0];
      case Text _ -> "text";
      case Texts _ -> List.of();
      case Symbol _ -> ',';
      case Variants _ -> List.of();
      case One<?>(var of) -> of.entries().getFirst().sample();
      case Several<?>(var of, _) -> List.of(of.entries().getFirst().sample());
      case Each<?> _ -> Map.of();
      case Section<?>(var of) -> of.sample();
      case Tagged<?> tagged -> tagged.usual().sample();
    };
  }
}
