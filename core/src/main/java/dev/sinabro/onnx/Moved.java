package dev.sinabro.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a value in another order and shape: reshapes and transpositions that are not written yet, since the next
 * ones often undo them. Axes are lists of factors, outermost first; the same factors, in another order, are those of the value
 * in the file.
 *
 * @param name of the value in the file
 * @param from the axes that it has there
 * @param to the axes that it stands for
 */
record Moved(String name, List<List<Factor>> from, List<List<Factor>> to) {

  /** A factor of an extent; each is equal only to itself. */
  static final class Factor {
    private final Extent extent;

    Factor(Extent extent) {
      this.extent = extent;
    }
  }

  private static final List<Factor> TAKEN = List.of(new Factor(Extent.ONE));

  /** A value as it is in the file. */
  static Moved of(String name, List<Extent> extents) {
    List<List<Factor>> axes = extents.stream().map(extent -> List.of(new Factor(extent))).toList();
    return new Moved(name, axes, axes);
  }

  /** The extents that it stands for. */
  List<Extent> extents() {
    return to.stream().map(Moved::product).toList();
  }

  private static Extent product(List<Factor> factors) {
    return factors.stream().map(factor -> factor.extent).reduce(Extent.ONE, Extent::times);
  }

  /** With axes in another order. */
  Moved transposed(List<Integer> permutation) {
    return new Moved(name, from, permutation.stream().map(to::get).toList());
  }

  /** In another shape; null where axes are cut that do not fit into one another. */
  @Nullable Moved reshaped(List<Extent> extents) {
    if (extents.stream().anyMatch(Extent::isZero)) {
      return null;
    }
    Moved source = this;
    List<Factor> rest = new ArrayList<>(source.flat());
    List<List<Factor>> axes = new ArrayList<>();
    for (Extent extent : extents) {
      List<Factor> axis = new ArrayList<>();
      Extent got = Extent.ONE;
      while (!got.equals(extent)) {
        Factor next = rest.removeFirst();
        Extent with = got.times(next.extent);
        if (!extent.isMultipleOf(with)) {
          Extent missing = extent.isMultipleOf(got) ? extent.dividedBy(got) : Extent.ONE;
          if (missing.equals(Extent.ONE) || !next.extent.isMultipleOf(missing)) {
            return null;
          }
          List<Factor> parts = List.of(new Factor(missing), new Factor(next.extent.dividedBy(missing)));
          source = new Moved(name, replaced(source.from, next, parts), source.to);
          rest.addFirst(parts.getLast());
          next = parts.getFirst();
          with = extent;
        }
        axis.add(next);
        got = with;
      }
      axes.add(axis);
    }
    return new Moved(name, source.from, axes);
  }

  private static List<List<Factor>> replaced(List<List<Factor>> axes, Factor factor, List<Factor> parts) {
    return axes.stream()
        .map(axis -> axis.stream().flatMap(each -> each == factor ? parts.stream() : List.of(each).stream()).toList())
        .toList();
  }

  private List<Factor> flat() {
    return flat(to);
  }

  /** Factors of 1 are in no order. */
  private static List<Factor> flat(List<List<Factor>> axes) {
    return axes.stream().flatMap(List::stream).filter(factor -> !factor.extent.equals(Extent.ONE)).toList();
  }

  /**
   * The order of the file's axes in which they are the axes that this stands for, axis i being axis {@code order[i]} of the
   * file; null where it takes more than that.
   */
  @Nullable List<Integer> permutation() {
    if (from.size() != to.size()) {
      return null;
    }
    List<Integer> order = new ArrayList<>();
    List<List<Factor>> free = new ArrayList<>(from.stream().map(axis -> flat(List.of(axis))).toList());
    for (List<Factor> axis : to) {
      int place = free.indexOf(flat(List.of(axis)));
      if (place < 0) {
        return null;
      }
      free.set(place, TAKEN);
      order.add(place);
    }
    return order;
  }

  /** Writes what is still to be done, and gives the name of the value. */
  String written(Emission emission) {
    List<Extent> wanted = extents();
    List<Integer> permutation = permutation();
    if (permutation != null) {
      return isInOrder(permutation) ? name : emission.transposed(name, permutation);
    }
    List<Extent> there = from.stream().map(Moved::product).toList();
    List<List<Factor>> runs = runs();
    List<Factor> fileOrder = flat(from);
    List<List<Factor>> inFile =
        runs.stream().sorted((a, b) -> fileOrder.indexOf(a.getFirst()) - fileOrder.indexOf(b.getFirst())).toList();
    List<Integer> order = runs.stream().map(inFile::indexOf).toList();
    if (isInOrder(order)) {
      return emission.reshaped(name, wanted);
    }
    List<Extent> split = inFile.stream().map(Moved::product).toList();
    String parts = split.equals(there) ? name : emission.reshaped(name, split);
    String moved = emission.transposed(parts, order);
    return runs.stream().map(Moved::product).toList().equals(wanted) ? moved : emission.reshaped(moved, wanted);
  }

  /** Factors in the order that is wanted, those together that are beside each other in the file too. */
  private List<List<Factor>> runs() {
    List<Factor> fileOrder = flat(from);
    List<List<Factor>> runs = new ArrayList<>();
    for (Factor factor : flat()) {
      int place = fileOrder.indexOf(factor);
      if (!runs.isEmpty() && place > 0 && runs.getLast().getLast() == fileOrder.get(place - 1)) {
        runs.getLast().add(factor);
      } else {
        runs.add(new ArrayList<>(List.of(factor)));
      }
    }
    return runs;
  }

  private static boolean isInOrder(List<Integer> order) {
    return IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
  }
}
