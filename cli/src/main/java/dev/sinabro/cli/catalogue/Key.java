package dev.sinabro.cli.catalogue;

/**
 * A key of an entry.
 *
 * @param name as it is written, such as {@code learning-rate}
 * @param kind what may stand behind it
 * @param absent what holds where it is absent
 * @param sentence what it means, without a capital and a full stop
 * @param <V> its value as a configuration keeps it
 */
public record Key<V>(String name, Kind<V> kind, Absent<V> absent, String sentence) {

  /** A key that may be absent. */
  public static <V> Key<V> of(String name, Kind<V> kind, V absent, String sentence) {
    return new Key<>(name, kind, new Absent.Default<>(() -> absent), sentence);
  }

  /** A key that must be there. */
  public static <V> Key<V> required(String name, Kind<V> kind, String remedy, String sentence) {
    return new Key<>(name, kind, new Absent.Required<>(remedy), sentence);
  }

  /** A key that may be left open. */
  public static <V> Key<V> open(String name, Kind<V> kind, Absent.By by, String example, String sentence) {
    return new Key<>(name, kind, new Absent.Open<>(by, example), sentence);
  }

  /** One of a catalogue, with the values that its keys have by themselves where nothing is named. */
  public static <T> Key<Choice<T>> one(String name, Catalogue<T> of, String absent, String sentence) {
    return new Key<>(name, new Kind.One<>(of), new Absent.Default<>(() -> of.choice(absent)), sentence);
  }

  /** Keys of their own below this one; all of them may be absent. */
  public static <T> Key<Choice<T>> section(Entry<T> of) {
    return new Key<>(of.name(), new Kind.Section<>(of), new Absent.Default<>(of::defaults), of.sentence());
  }

  /** Keys of one of a catalogue below this one. */
  public static <T> Key<Choice<T>> tagged(String name, Catalogue<T> of, String sentence) {
    return new Key<>(name, new Kind.Tagged<>(of),
        new Absent.Default<>(() -> of.choice(of.entries().getFirst().name())), sentence);
  }

  /** Whether the key, or one below it, must be there. */
  public boolean isRequired() {
    return switch (absent) {
      case Absent.Required<V> _ -> true;
      case Absent.Open<V> _ -> false;
      case Absent.Default<V> _ -> kind instanceof Kind.Section<?>(var of) && !of.standsAlone()
          || kind instanceof Kind.Tagged<?> tagged && !tagged.usual().standsAlone();
    };
  }
}
