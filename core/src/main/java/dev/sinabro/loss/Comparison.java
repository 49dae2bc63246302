package dev.sinabro.loss;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Tensors;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which output of a network is compared with which field of the data, and what counts.
 *
 * <p>A mask and weights begin with the axes of what they are for: of losses [rows, positions], a weight for each row is
 * [rows], one for each position [rows, positions]. What does not count may hold anything, NaN too.
 *
 * @param output its name; null for the only one
 * @param target the name of the field
 * @param weights the name of a field of numbers, not negative; null where all count alike
 * @param mask the name of a field that is 0 for what does not count; null where all does
 * @param ignored a class number that does not count
 */
public record Comparison(@Nullable String output, String target, @Nullable String weights, @Nullable String mask,
    OptionalInt ignored) {
  /** The only output with the field {@code target}, of which all counts alike. */
  public static final Comparison USUAL = new Comparison(null, "target", null, null, OptionalInt.empty());

  /** The same with another target field. */
  public Comparison target(String field) {
    return new Comparison(output, field, weights, mask, ignored);
  }

  /** The same with an output by name. */
  public Comparison output(String name) {
    return new Comparison(name, target, weights, mask, ignored);
  }

  /** The same with a field of weights. */
  public Comparison weights(String field) {
    return new Comparison(output, target, field, mask, ignored);
  }

  /** The same with a field that is 0 for what does not count. */
  public Comparison mask(String field) {
    return new Comparison(output, target, weights, field, ignored);
  }

  /** The same with a class number that does not count. */
  public Comparison ignoring(int label) {
    return new Comparison(output, target, weights, mask, OptionalInt.of(label));
  }

  /** The name of the output among those that there are. */
  public String outputName(Tensors outputs) {
    return output == null ? outputs.onlyName() : output;
  }

  /** The output that is compared. */
  public Tensor of(Tensors outputs) {
    return outputs.get(outputName(outputs));
  }

  /** What it is compared with, f32 or i32; 0 where it does not count. */
  public Tensor targetOf(Tensors fields) {
    Tensor stored = fields.get(this.target);
    Tensor target = stored.dtype().isFloat() ? stored : stored.cast(DType.I32);
    Tensor weights = weightsFor(target.shape(), fields);
    if (weights == null) {
      return target;
    }
    Tensor zero = target.graph().constant(new Literal(new TensorType(target.dtype(), Shape.SCALAR), 0));
    return target.graph().constant(0.0).less(weights).select(target, zero);
  }

  /**
   * Numbers with what they count.
   *
   * @param values of a shape that begins as the target's does, or is its beginning
   */
  public Weighted weighted(Tensor values, Tensors fields) {
    return new Weighted(values, weightsFor(values.shape(), fields));
  }

  private @Nullable Tensor weightsFor(Shape shape, Tensors fields) {
    Tensor product = null;
    if (weights != null) {
      product = leading(weights, fields.get(weights).cast(DType.F32), shape);
    }
    if (mask != null) {
      Tensor field = fields.get(mask).cast(DType.F32);
      Tensor counts = field.equal(field.graph().constant(0.0)).not().cast(DType.F32);
      product = times(product, leading(mask, counts, shape));
    }
    if (ignored.isPresent()) {
      Tensor labels = fields.get(target);
      if (labels.dtype().isFloat()) {
        throw new GraphException("field " + target + " is " + labels.type() + ", of which no class can be ignored;"
            + " use a mask");
      }
      Tensor numbers = labels.cast(DType.I32);
      Tensor counts = numbers.equal(labels.graph().constant(ignored.getAsInt())).not().cast(DType.F32);
      product = times(product, leading(target, counts, shape));
    }
    return product;
  }

  private static Tensor times(@Nullable Tensor product, Tensor factor) {
    return product == null ? factor : product.mul(factor);
  }

  /** With axes of extent 1 behind its own, so that it is repeated along the last axes and not along the first. */
  private static Tensor leading(String name, Tensor weights, Shape shape) {
    Shape own = weights.shape();
    if (own.rank() > shape.rank() || !own.equals(shape.part(0, own.rank()))) {
      throw new GraphException("field " + name + " has shape " + own + ", but what it weighs has shape " + shape
          + "; it must begin with the same axes");
    }
    Shape padded = own;
    while (padded.rank() < shape.rank()) {
      padded = padded.then(Shape.of(1));
    }
    return weights.reshape(padded);
  }
}
