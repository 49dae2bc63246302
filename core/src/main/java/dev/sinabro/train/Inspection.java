package dev.sinabro.train;

import dev.sinabro.data.DataException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.loss.Comparison;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A look at all values of a field, on the host: for faults of data that a device would not tell. */
record Inspection(Dataset data) {
  private static final int VALUES = 1 << 22;

  /** A value that is a fault, and where. */
  record Fault(String field, int row, double value) {}

  /**
   * Refuses class numbers that there are not. What does not count may hold any.
   *
   * @throws DataException with the row, the number and the number of classes
   */
  void requireClasses(List<Labels> all) {
    for (Labels labels : all) {
      if (has(labels.compared().target())) {
        first(data.field(labels.compared().target()), labels.compared(), labels::isNone)
            .ifPresent(fault -> refuse(labels, fault));
      }
    }
  }

  /**
   * The same of rows that were read already.
   *
   * @param from the first of them
   * @param read their fields, with all that the labels are compared by
   */
  void requireClasses(List<Labels> all, int from, int rows, Map<String, MemorySegment> read) {
    for (Labels labels : all) {
      String target = labels.compared().target();
      if (read.containsKey(target)) {
        Map<String, HostTensor> fields = new HashMap<>();
        names(data.field(target), labels.compared()).filter(read::containsKey)
            .forEach(
                name -> fields.put(name, new HostTensor(typeOf(name, rows), Objects.requireNonNull(read.get(name)))));
        first(target, labels.compared(), labels::isNone, from, fields).ifPresent(fault -> refuse(labels, fault));
      }
    }
  }

  private static void refuse(Labels labels, Fault fault) {
    throw DataException.ofRow(fault.field, fault.row,
        labels.fault((long) fault.value));
  }

  /**
   * The first value that is NaN or infinite, of some fields of real numbers. What does not count in a comparison may be so.
   */
  Optional<Fault> notFinite(Set<String> names, List<Comparison> comparisons) {
    return data.fields().stream().filter(field -> names.contains(field.name()) && field.row().dtype().isFloat())
        .flatMap(field -> first(field,
            comparisons.stream().filter(each -> each.target().equals(field.name())).findFirst().orElse(null),
            value -> !Double.isFinite(value)).stream())
        .findFirst();
  }

  /** The first value of a field that is a fault, of those that count in a comparison. */
  private Optional<Fault> first(Field field, @Nullable Comparison compared, DoublePredicate fault) {
    int most = Math.clamp(VALUES / Math.max(1, field.row().shape().count()), 1, Math.max(1, data.rowCount()));
    for (int from = 0; from < data.rowCount(); from += most) {
      int rows = Math.min(most, data.rowCount() - from);
      try (Arena arena = Arena.ofConfined()) {
        Optional<Fault> found = first(field.name(), compared, fault, from, read(arena, field, compared, from, rows));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** The rows of a field, and of those that say what counts of it. */
  private Map<String, HostTensor> read(Arena arena, Field field, @Nullable Comparison compared, int from, int rows) {
    Map<String, HostTensor> read = new HashMap<>();
    Map<String, MemorySegment> into = new HashMap<>();
    names(field, compared).filter(this::has).forEach(name -> {
      TensorType type = typeOf(name, rows);
      HostTensor tensor = new HostTensor(type, arena.allocate(type.byteSize(), Long.BYTES));
      read.put(name, tensor);
      into.put(name, tensor.bytes());
    });
    data.read(IntStream.range(from, from + rows).toArray(), into);
    return read;
  }

  private static Stream<String> names(Field field, @Nullable Comparison compared) {
    return compared == null
        ? Stream.of(field.name())
        : Stream.of(field.name(), compared.weights(), compared.mask()).filter(Objects::nonNull).distinct();
  }

  private TensorType typeOf(String field, int rows) {
    TensorType row = data.field(field).row();
    return new TensorType(row.dtype(), Shape.of(rows).then(row.shape()));
  }

  private static Optional<Fault> first(String field, @Nullable Comparison compared, DoublePredicate fault, int from,
      Map<String, HostTensor> read) {
    HostTensor values = Objects.requireNonNull(read.get(field));
    int count = values.shape().count();
    for (int i = 0; i < count; i++) {
      double value = values.value(i);
      if (fault.test(value) && counts(field, compared, value, read, i, count)) {
        return Optional.of(new Fault(field, from + (int) ((long) i * values.shape().extent(0) / count), value));
      }
    }
    return Optional.empty();
  }

  /** Weights and masks begin with the axes of what they are for: each of theirs is for as many values, one after the other. */
  private static boolean counts(String field, @Nullable Comparison compared, double value,
      Map<String, HostTensor> read, int i, int count) {
    if (compared != null && compared.ignored().isPresent() && value == compared.ignored().getAsInt()) {
      return false;
    }
    return read.entrySet().stream().filter(each -> !each.getKey().equals(field)).map(Map.Entry::getValue)
        .allMatch(weights -> weights.value((int) ((long) i * weights.shape().count() / count)) != 0);
  }

  private boolean has(String field) {
    return data.fields().stream().anyMatch(each -> each.name().equals(field));
  }
}
