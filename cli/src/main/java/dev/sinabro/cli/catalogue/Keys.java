package dev.sinabro.cli.catalogue;

import dev.sinabro.nn.Initializer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the builder of an {@link Entry} asks for its values. To ask for a key is to declare it: its name, the range, what
 * holds where it is absent, and what it means stand in the one place where the value is used. A builder asks for the same
 * keys whatever their values are.
 */
public interface Keys {

  /** The value of a key. */
  <V> V get(Key<V> key);

  /** The value of a key that may be left open. */
  <V> Optional<V> find(Key<V> key);

  default double number(String name, double absent, Range range, String sentence) {
    return get(Key.of(name, new Kind.Number(range), absent, sentence));
  }

  /** A whole number that may be absent. */
  default int whole(String name, int absent, int least, String sentence) {
    return Math.toIntExact(get(Key.of(name, new Kind.Whole(least, Integer.MAX_VALUE), (long) absent, sentence)));
  }

  /** A whole number that must be there. */
  default int whole(String name, int least, String sentence) {
    var kind = new Kind.Whole(least, Integer.MAX_VALUE);
    return Math.toIntExact(get(Key.required(name, kind, "give " + kind.wanted(), sentence)));
  }

  /** A whole number, which is {@link Integer#MAX_VALUE} where it is {@code all}. */
  default int wholeOrAll(String name, int absent, int least, String sentence) {
    return Math.toIntExact(get(Key.of(name, new Kind.WholeOrAll(least), (long) absent, sentence)));
  }

  /** Numbers, of which there are none where the key is absent. */
  default double[] numbers(String name, Range range, String sentence) {
    return get(Key.of(name, new Kind.Numbers(range), List.of(), sentence)).stream()
        .mapToDouble(Double::doubleValue).toArray();
  }

  /** A whole number an axis, all of them the same where the key is absent. */
  default int[] wholes(String name, int count, int absent, int least, String sentence) {
    var same = java.util.Collections.nCopies(count, absent);
    return ints(get(Key.of(name, new Kind.Wholes(count, least), same, sentence)));
  }

  /** A whole number an axis, which may be left open. */
  default Optional<int[]> findWholes(String name, int count, int least, String example, String sentence) {
    return find(Key.open(name, new Kind.Wholes(count, least), Absent.By.READER, example, sentence)).map(Keys::ints);
  }

  /** A whole number an axis, which must be there; a {@code count} of 0 stands for any number of axes. */
  default int[] wholes(String name, int count, int least, String sentence) {
    var kind = new Kind.Wholes(count, least);
    return ints(get(Key.required(name, kind, "give " + kind.wanted(), sentence)));
  }

  default boolean flag(String name, boolean absent, String sentence) {
    return get(Key.of(name, new Kind.Flag(), absent, sentence));
  }

  default <E extends Enum<E>> E word(String name, E absent, String sentence) {
    return get(Key.of(name, new Kind.Word<>(absent.getDeclaringClass()), absent, sentence));
  }

  /** A text that must be there. */
  default String text(String name, String wanted, String sentence) {
    return get(Key.required(name, new Kind.Text(wanted), "give " + wanted, sentence));
  }

  /** One of a catalogue; {@code absent} is the name of an entry. */
  default <T> T one(String name, Catalogue<T> of, String absent, String sentence) {
    return get(Key.one(name, of, absent, sentence)).build();
  }

  /** One of a catalogue, which must be named. */
  default <T> T one(String name, Catalogue<T> of, String sentence) {
    return get(Key.required(name, new Kind.One<>(of), "name one of " + String.join(", ", of.names()), sentence))
        .build();
  }

  /** At least one of a catalogue, in order; {@code example} is YAML for messages. */
  default <T> List<T> several(String name, Catalogue<T> of, String example, String sentence) {
    var kind = new Kind.Several<>(of, example);
    return get(Key.required(name, kind, "give " + kind.wanted(), sentence)).stream().map(Choice::build).toList();
  }

  /** {@code units}: outputs of a layer; the last one that has this key may take them from the target. */
  default int units(String sentence) {
    return told("units", Absent.By.DATA, "10", sentence);
  }

  /** A whole number of at least 1 that something else tells where it is left open. */
  default int told(String name, Absent.By by, String example, String sentence) {
    return Math.toIntExact(get(Key.open(name, new Kind.Whole(1, Integer.MAX_VALUE), by, example, sentence)));
  }

  /** {@code initialization}: how the weights of a layer begin; where it is absent, as suits the activation behind them. */
  default Initializer initialization(String sentence) {
    var kind = new Kind.One<>(InitializerCatalogue.INITIALIZERS);
    return get(Key.open("initialization", kind, Absent.By.ACTIVATION, "he", sentence)).build();
  }

  /** {@code initialization} of a layer that does not look at its activation. */
  default Initializer initialization(Supplier<Choice<Initializer>> absent, String sentence) {
    var kind = new Kind.One<>(InitializerCatalogue.INITIALIZERS);
    return get(new Key<>("initialization", kind, new Absent.Default<>(absent), sentence)).build();
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
