package dev.sinabro.nn;

/**
 * A model as a function: from the fields of a batch to named outputs, with layers wherever they are needed.
 *
 * <pre>{@code
 * Embedding words = embedding(5000, 64);
 * Network siamese = (fields, scope) -> {
 *   Tensor a = scope.apply("words", words, fields.get("first"));
 *   Tensor b = scope.apply("words", words, fields.get("second"));   // the same layer object: the same parameters
 *   return Tensors.output("distance", a.sub(b).square().sum(1, 2));
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Network {
  /** The name of a layer's output. */
  String OUTPUT = "output";

  /**
   * Builds a graph.
   *
   * @param fields of the batch; the first axis of each counts its rows
   * @param scope gives parameters, states and random numbers, and knows the mode
   */
  Tensors build(Tensors fields, Scope scope);

  /** A layer as a network that reads one field, and whose result is named {@link #OUTPUT}. */
  static Network of(String field, Layer layer) {
    return (fields, scope) -> Tensors.output(OUTPUT, scope.apply("", layer, fields.get(field)));
  }
}
