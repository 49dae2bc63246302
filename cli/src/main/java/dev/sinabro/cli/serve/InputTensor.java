package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor of a request, checked in itself: as many values as its shape says, each of its type.
 *
 * @param shape extents
 */
record InputTensor(String name, List<Integer> shape, Datatype datatype, Values values) {

  int rows() {
    return shape.getFirst();
  }

  /**
   * The numbers of a tensor [rows], or [rows, ...] with these further extents.
   *
   * @throws Refusal where it has another shape, or texts
   */
  double[] numbers(int... extents) {
    requireShape(extents);
    return switch (values) {
      case Values.Numbers(double[] numbers) -> numbers;
      case Values.Words _ -> throw Refusal.malformed(
          "input '" + name + "' has datatype BYTES, but takes numbers: FP64, FP32 or INT64, for example");
    };
  }

  /**
   * The texts of a tensor [rows]; numbers as texts where a category may be one.
   *
   * @throws Refusal where it has another shape, or numbers
   */
  List<String> words() {
    requireShape();
    return switch (values) {
      case Values.Words(List<String> words) -> words;
      case Values.Numbers _ -> throw Refusal.malformed(
          "input '" + name + "' has datatype " + datatype + ", but takes texts: BYTES");
    };
  }

  /** @param extents those behind the rows */
  void requireShape(int... extents) {
    List<Integer> expected = Arrays.stream(extents).boxed().toList();
    List<Integer> found = shape.subList(1, shape.size());
    boolean column = expected.isEmpty() && found.equals(List.of(1));
    if (!found.equals(expected) && !column) {
      throw Refusal.malformed("input '" + name + "' has shape " + shape + "; expected [n"
          + String.join("", expected.stream().map(extent -> ", " + extent).toList()) + "] for n rows");
    }
  }
}
