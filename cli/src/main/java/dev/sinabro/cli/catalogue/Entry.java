package dev.sinabro.cli.catalogue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something that a configuration can name, declared in one expression: {@link Keys} says how.
 *
 * @param <T> what it is in core
 */
public final class Entry<T> {

  private final String name;
  private final String sentence;
  private final String peer;
  private final Optional<Class<?>> type;
  private final Function<Keys, ? extends T> builder;
  private @Nullable List<Key<?>> keys;

  private Entry(String name, String sentence, String peer, Optional<Class<?>> type,
      Function<Keys, ? extends T> builder) {
    this.name = name;
    this.sentence = sentence;
    this.peer = peer;
    this.type = type;
    this.builder = builder;
  }

  /**
   * An entry.
   *
   * @param name as it is written, such as {@code adam}
   * @param sentence what it is, without a capital and a full stop
   * @param builder makes it of the values of its keys
   */
  public static <T> Entry<T> entry(String name, String sentence, Function<Keys, ? extends T> builder) {
    return new Entry<>(name, sentence, "", Optional.empty(), builder);
  }

  /**
   * The same with what PyTorch calls it.
   *
   * @param name such as {@code torch.nn.GELU}
   */
  public Entry<T> peer(String name) {
    return new Entry<>(this.name, sentence, name, type, builder);
  }

  /** The same with the class of the library that it stands for, where that is not the one of what is built. */
  public Entry<T> type(Class<?> of) {
    return new Entry<>(name, sentence, peer, Optional.of(of), builder);
  }

  public String name() {
    return name;
  }

  public String sentence() {
    return sentence;
  }

  /** What PyTorch calls it; empty where it has nothing of the kind. */
  public String peer() {
    return peer;
  }

  /** The class of the library that it stands for; empty: that of what is built. */
  public Optional<Class<?>> type() {
    return type;
  }

  /** Its keys, in the order in which the builder asks for them. */
  public synchronized List<Key<?>> keys() {
    if (keys == null) {
      var declaration = new Declaration();
      builder.apply(declaration);
      keys = List.copyOf(declaration.keys.values());
    }
    return keys;
  }

  /** The key that stays open until it is told by this. */
  public Optional<Key<?>> key(Absent.By by) {
    return keys().stream().filter(key -> key.absent() instanceof Absent.Open<?>(var told, _) && told == by).findFirst();
  }

  /**
   * The key whose value may stand for all keys, as in {@code dropout: 0.5}: the only one there is, the only one that is required, or
   * the only one without a default. None where its value, or another that is required, has keys of its own.
   */
  public Optional<Key<?>> mainKey() {
    var required = keys().stream().filter(Key::isRequired).toList();
    var main = (required.size() == 1 ? required : keys()).stream()
        .filter(key -> keys().size() == 1 || !(key.absent() instanceof Absent.Default<?>))
        .filter(key -> key.kind().isPlain() || key.isRequired()).toList();
    return main.size() == 1 && main.getFirst().kind().isPlain() ? Optional.of(main.getFirst()) : Optional.empty();
  }

  /** Its object, of these values. */
  public T build(Keys values) {
    return builder.apply(values);
  }

  /** This entry with the values that hold where all keys are absent; those that are required or open have none. */
  public Choice<T> defaults() {
    var values = new LinkedHashMap<String, Object>();
    for (var key : keys()) {
      if (key.absent() instanceof Absent.Default<?>(var value)) {
        values.put(key.name(), value.get());
      }
    }
    return new Choice<>(this, values);
  }

  /** This entry with some value for each key. */
  public Choice<T> sample() {
    return defaults().complete();
  }

  /** Whether the name alone says all. */
  public boolean standsAlone() {
    return keys().stream().noneMatch(Key::isRequired);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Notes what a builder asks for. */
  private static final class Declaration implements Keys {

    private final Map<String, Key<?>> keys = new LinkedHashMap<>();

    @Override
    public <V> V get(Key<V> key) {
      note(key);
      return key.absent() instanceof Absent.Default<V>(var value) ? value.get() : key.kind().sample();
    }

    @Override
    public <V> Optional<V> find(Key<V> key) {
      note(key);
      return Optional.empty();
    }

    private void note(Key<?> key) {
      if (keys.put(key.name(), key) != null) {
        throw new IllegalStateException("an entry asks twice for " + key.name());
      }
    }
  }
}
