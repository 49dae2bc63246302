package dev.sinabro.cli.catalogue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An entry with values for its keys: a part of a configuration, as data. Two are equal where entry and values are.
 *
 * @param values by the names of the keys; what is open is not there
 * @param links what stands beside it, of a layer of a model
 * @param <T> what it is in core
 */
public record Choice<T>(Entry<? extends T> entry, Map<String, Object> values, Links links) implements Keys {

  public Choice {
    values = Map.copyOf(values);
  }

  /** With nothing beside it. */
  public Choice(Entry<? extends T> entry, Map<String, Object> values) {
    this(entry, values, Links.NONE);
  }

  /** The name of the entry. */
  public String name() {
    return entry.name();
  }

  /**
   * The object of core.
   *
   * @throws IllegalArgumentException where values do not go together
   * @throws IllegalStateException where a value that it needs is open
   */
  public T build() {
    return entry.build(this);
  }

  @Override
  public <V> V get(Key<V> key) {
    return find(key)
        .orElseThrow(() -> new IllegalStateException(entry.name() + "." + key.name() + " is still open"));
  }

  @Override
  @SuppressWarnings("unchecked") // only with() and the reader put values, each by the kind of its key
  public <V> Optional<V> find(Key<V> key) {
    return Optional.ofNullable((V) values.get(key.name()));
  }

  /** The same with another value. */
  public <V> Choice<T> with(Key<V> key, V value) {
    return with(key.name(), value);
  }

  /**
   * The same with another value.
   *
   * @param value as the kind of the key keeps it
   */
  public Choice<T> with(String key, Object value) {
    var changed = new LinkedHashMap<>(values);
    changed.put(key, value);
    return new Choice<>(entry, changed, links);
  }

  /** The same with something else beside it. */
  public Choice<T> with(Links beside) {
    return new Choice<>(entry, values, beside);
  }

  /** The same with a key left open. */
  public Choice<T> without(Key<?> key) {
    var fewer = new LinkedHashMap<>(values);
    fewer.remove(key.name());
    return new Choice<>(entry, fewer);
  }

  /** The same with some value for each key that is open. */
  public Choice<T> complete() {
    var complete = new LinkedHashMap<>(values);
    entry.keys().forEach(key -> complete.computeIfAbsent(key.name(), _ -> key.kind().sample()));
    return new Choice<>(entry, complete, links);
  }
}
