package dev.sinabro.cli.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Entries of one kind, in the order of listings.
 *
 * @param what one of them is called, such as {@code optimizer}
 * @param plural the command that lists them
 * @param <T> what they are in core
 */
public record Catalogue<T>(String what, String plural, List<Entry<? extends T>> entries) {

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is read at once
  static <T> Catalogue<T> of(String what, String plural, Entry<? extends T>... entries) {
    return new Catalogue<>(what, plural, List.of(entries));
  }

  /** The same with the entries of another behind its own. */
  Catalogue<T> and(Catalogue<? extends T> others) {
    var all = new ArrayList<>(entries);
    all.addAll(others.entries());
    return new Catalogue<>(what, plural, List.copyOf(all));
  }

  public List<String> names() {
    return entries.stream().<String>map(Entry::name).toList();
  }

  public Optional<Entry<? extends T>> entry(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** An entry of this name with the values that hold where all of its keys are absent. */
  public Choice<T> choice(String name) {
    var entry = entry(name).orElseThrow(() -> new IllegalArgumentException("no " + what + " is called " + name));
    return new Choice<>(entry, entry.defaults().values());
  }
}
