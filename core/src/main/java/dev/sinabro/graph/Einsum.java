package dev.sinabro.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Products of tensors summed over named axes (Einstein's notation), as matrix products: the operands are joined from left to
 * right, and of each pair the letters that both have and that are needed later are its batch, those that both have and that
 * are not are its inner axes.
 */
final class Einsum {
  private final String equation;
  private final List<String> letters;
  private final String result;

  /** A tensor whose axes have the given letters, each once. */
  private record Named(Tensor tensor, String letters) {

    Named inOrder(String order) {
      int[] permutation = order.chars().map(letters::indexOf).toArray();
      boolean same = order.equals(letters);
      return same ? this : new Named(tensor.transpose(permutation), order);
    }

    Named without(String summed) {
      int[] axes = summed.chars().map(letters::indexOf).toArray();
      String kept = letters.chars().filter(letter -> summed.indexOf(letter) < 0).mapToObj(Character::toString)
          .collect(Collectors.joining());
      return axes.length == 0 ? this : new Named(tensor.sum(axes), kept);
    }

    Shape shapeOf(String some) {
      return Shape.of(some.chars().map(letter -> tensor.shape().extent(letters.indexOf(letter))).toArray());
    }
  }

  private Einsum(String equation, List<String> letters, String result) {
    this.equation = equation;
    this.letters = letters;
    this.result = result;
  }

  static Tensor of(String equation, List<Tensor> operands) {
    String dense = equation.replace(" ", "");
    int arrow = dense.indexOf("->");
    if (!dense.matches("[a-zA-Z,]*->[a-zA-Z]*")) {
      throw refused(equation, "is not of the form \"ij,jk->ik\", with a letter for each axis");
    }
    List<String> letters = Arrays.asList(dense.substring(0, arrow).split(",", -1));
    if (letters.size() != operands.size() || operands.isEmpty()) {
      throw refused(equation, "names " + letters.size() + " operands, not " + operands.size());
    }
    return new Einsum(equation, letters, dense.substring(arrow + 2)).joined(operands);
  }

  private Tensor joined(List<Tensor> operands) {
    check(operands);
    List<Named> named = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      named.add(diagonal(operands.get(i), letters.get(i)));
    }
    Named joined = named.getFirst();
    for (int i = 1; i < named.size(); i++) {
      String later =
          result + named.subList(i + 1, named.size()).stream().map(Named::letters).collect(Collectors.joining());
      joined = product(joined, named.get(i), later);
    }
    return joined.without(minus(joined.letters, result)).inOrder(result).tensor;
  }

  private void check(List<Tensor> operands) {
    int[] extents = new int[128];
    Arrays.fill(extents, -1);
    for (int i = 0; i < operands.size(); i++) {
      Shape shape = operands.get(i).shape();
      if (shape.rank() != letters.get(i).length()) {
        throw refused(equation, "names the axes of operand " + i + " " + letters.get(i) + ", but it is " + shape);
      }
      for (int axis = 0; axis < shape.rank(); axis++) {
        char letter = letters.get(i).charAt(axis);
        if (extents[letter] >= 0 && extents[letter] != shape.extent(axis)) {
          throw refused(equation, "gives the letter " + letter + " extents " + extents[letter] + " and "
              + shape.extent(axis));
        }
        extents[letter] = shape.extent(axis);
      }
    }
    for (char letter : result.toCharArray()) {
      if (extents[letter] < 0 || result.indexOf(letter) != result.lastIndexOf(letter)) {
        throw refused(equation, "must have each letter of the result once there, and in an operand");
      }
    }
  }

  /** Axes of the same letter become one, on which their numbers are equal. */
  private static Named diagonal(Tensor tensor, String letters) {
    for (int second = 1; second < letters.length(); second++) {
      int first = letters.indexOf(letters.charAt(second));
      if (first < second) {
        Graph graph = tensor.graph();
        Tensor equal =
            graph.add(new Op.Iota(tensor.shape(), first)).equal(graph.add(new Op.Iota(tensor.shape(), second)));
        Tensor kept = equal.select(tensor, tensor.number(0)).sum(second);
        return diagonal(kept, letters.substring(0, second) + letters.substring(second + 1));
      }
    }
    return new Named(tensor, letters);
  }

  private static Named product(Named left, Named right, String later) {
    Named a = left.without(minus(minus(left.letters, right.letters), later));
    Named b = right.without(minus(minus(right.letters, left.letters), later));
    String common = minus(a.letters, minus(a.letters, b.letters));
    String inner = minus(common, later);
    String batch = minus(common, inner);
    String freeA = minus(a.letters, common);
    String freeB = minus(b.letters, common);
    Tensor rows = a.inOrder(batch + freeA + inner).tensor;
    Tensor columns = b.inOrder(batch + inner + freeB).tensor;
    int batches = a.shapeOf(batch).count();
    int length = a.shapeOf(inner).count();
    Tensor product = rows.reshape(Shape.of(batches, a.shapeOf(freeA).count(), length))
        .matmul(columns.reshape(Shape.of(batches, length, b.shapeOf(freeB).count())));
    Shape shape = a.shapeOf(batch).then(a.shapeOf(freeA)).then(b.shapeOf(freeB));
    return new Named(product.reshape(shape), batch + freeA + freeB);
  }

  /** The letters of the first that are not in the second. */
  private static String minus(String letters, String others) {
    return letters.chars().filter(letter -> others.indexOf(letter) < 0).mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static GraphException refused(String equation, String reason) {
    return new GraphException("einsum \"" + equation + "\" at " + SourceLine.ofUser() + " " + reason);
  }
}
