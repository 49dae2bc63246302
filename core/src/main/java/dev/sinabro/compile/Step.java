package dev.sinabro.compile;

import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a backend executes. Steps run in order; an element's value is that of the last step that wrote to it.
 *
 * <p>Operands and results are {@linkplain View views}. A backend must take contiguous ones, with any offset; it says with
 * {@code supports} which others it takes.
 */
public sealed interface Step {

  /** What is read. */
  List<View> inputs();

  /** What is written, each element of it. */
  List<View> outputs();

  /** Where it comes from. */
  Origin origin();

  /** On one line: results, operation, operands, origin. */
  default String text() {
    return ProgramText.line(this);
  }

  /**
   * One operation.
   *
   * <p>Where the operation is element-wise, an output may be the same memory as an input that has its shape and equal
   * byte size.
   */
  record Single(Op.Computed op, List<View> inputs, List<View> outputs, Origin origin) implements Step {
    /** Keeps copies of the lists. */
    public Single {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * A group of element-wise operations over one shape, in one sweep.
   *
   * <p>Inputs broadcast to the shape. All reals and truth values; a Cast may read any type. An output may be the same
   * memory as an input that has the group's shape and equal byte size: all reads of an element come before its writes.
   *
   * @param shape the shape of each instruction and output
   * @param instructions in order; see {@link Instruction} for the numbering of registers
   * @param results for each output the register that it takes
   */
  record Fused(Shape shape, List<Instruction> instructions, List<Integer> results, List<View> inputs,
      List<View> outputs,
      Origin origin) implements Step {
    /** Keeps copies of the lists. */
    public Fused {
      instructions = List.copyOf(instructions);
      results = List.copyOf(results);
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /** A group of one: the operation of a step by itself. */
    public static Fused of(Op.Elementwise op, Single step) {
      View output = step.outputs().getFirst();
      int inputs = step.inputs().size();
      Instruction only =
          new Instruction(op, output.type().dtype(), IntStream.range(0, inputs).boxed().toList());
      return new Fused(output.type().shape(), List.of(only), List.of(inputs), step.inputs(), step.outputs(),
          step.origin());
    }
  }

  /**
   * A matrix product of which one operand is the windows of the other's image, row by row, and is never stored: {@code
   * [a.., extents.., b..]} in place of {@code [batch.., rows, window * b..]}.
   *
   * @param op the product; a transposition of the windows is one of their matrix
   * @param windows how the windows lie in the image
   * @param left whether the windows are the first operand, else the second
   */
  record WindowProduct(Op.MatMul op, Op.Windows windows, boolean left, List<View> inputs, List<View> outputs,
      Origin origin) implements Step {
    /** Keeps copies of the lists. */
    public WindowProduct {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /** What the windows are taken of. */
    public View image() {
      return inputs.get(left ? 0 : 1);
    }

    /** The other operand. */
    public View other() {
      return inputs.get(left ? 1 : 0);
    }

    /** The shape that the windows have as an operand. */
    public Shape matrices() {
      Shape image = image().shape();
      int count = windows.windows().size();
      int width = WindowProducts.width(windows.axis(), windows.windows(), image);
      int rows = image.count(0, windows.axis());
      for (int i = 0; i < count; i++) {
        rows *= windows.windows().get(i).positions(image.extent(windows.axis() + i));
      }
      Shape batch = outputs.getFirst().shape().part(0, outputs.getFirst().shape().rank() - 2);
      return batch.then(Shape.of(batch.count() == 0 ? 0 : rows / batch.count(), width));
    }
  }

  /**
   * A matrix product whose rows are windows, and their sum in an image: the product is never stored. {@code ([batch.., m,
   * k], [batch.., k, n]) -> [a.., extents.., b..]}.
   *
   * @param op the product
   * @param fold where its rows belong in the image
   */
  record FoldProduct(Op.MatMul op, Op.Fold fold, List<View> inputs, List<View> outputs, Origin origin)
      implements Step {
    /** Keeps copies of the lists. */
    public FoldProduct {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /** The image. */
    public View image() {
      return outputs.getFirst();
    }

    /** The shape of the product. */
    public Shape matrices() {
      Shape a = inputs.get(0).shape();
      Shape b = inputs.get(1).shape();
      int rank = a.rank();
      return a.part(0, rank - 2)
          .then(Shape.of(a.extent(op.transposeA() ? rank - 1 : rank - 2),
              b.extent(op.transposeB() ? rank - 2 : rank - 1)));
    }
  }

  /**
   * A product, and a group of element-wise operations on its elements while they are at hand: those of a tile, as soon as it
   * is computed.
   *
   * <p>The group is over as many elements as the product has, in the same order, though its shape may be cut more finely.
   * Its first input is the product's value; that view has a type and no place, and so has the product's output where it is
   * not stored. A result of the group may be the same memory as an operand that is the group's alone, as in {@link Fused}.
   *
   * @param product a {@link Single} with an {@link Op.MatMul}, a {@link WindowProduct} or a {@link FoldProduct}; none of its
   *          operands is empty
   * @param epilogue the group
   * @param stored whether the product is a result of the step too, the first one
   */
  record WithEpilogue(Step product, Fused epilogue, boolean stored) implements Step {
    @Override
    public List<View> inputs() {
      List<View> others = epilogue.inputs().subList(1, epilogue.inputs().size());
      return Stream.concat(product.inputs().stream(), others.stream()).toList();
    }

    @Override
    public List<View> outputs() {
      return stored
          ? Stream.concat(product.outputs().stream(), epilogue.outputs().stream()).toList()
          : epilogue.outputs();
    }

    @Override
    public Origin origin() {
      return epilogue.origin().behind(product.origin(), stored);
    }
  }

  /**
   * A group of element-wise operations and reductions over one shape, in one sweep where the backend can: stage by stage,
   * each stage with the results of the reductions before it.
   *
   * <p>A value is wide, of the shape, or narrow, of the reduced shape. Inputs broadcast to one of the two. What is computed
   * of narrow operands only is narrow; where a narrow value meets a wide one, is reduced, or is a result of the whole shape,
   * it is repeated along the reduced axes. All are reals and truth values; a Cast may read any type. An output may be the same
   * memory as an input that has its shape and equal byte size: all reads of an element, in any stage, come before its writes.
   *
   * @param shape of what is wide
   * @param axis the first of the axes that are reduced, which are the last of the shape, or else the first
   * @param count how many axes are reduced, at least 1; they have more than one element together
   * @param stages in order. Registers are numbered through them: first the inputs, then for each stage the results of its
   *          instructions and of its reductions
   * @param results for each output the register that it takes
   */
  record Reducing(Shape shape, int axis, int count, List<Stage> stages, List<Integer> results, List<View> inputs,
      List<View> outputs, Origin origin) implements Step {
    /** Keeps copies of the lists. */
    public Reducing {
      stages = List.copyOf(stages);
      results = List.copyOf(results);
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }

    /**
     * What is done before the results of some reductions are there, and those reductions.
     *
     * @param instructions in order
     * @param reductions of inputs and results of this stage or one before it; none in the last stage where all is done
     */
    public record Stage(List<Instruction> instructions, List<Reduction> reductions) {
      /** Keeps copies of the lists. */
      public Stage {
        instructions = List.copyOf(instructions);
        reductions = List.copyOf(reductions);
      }
    }

    /** The sum or the largest of a register along the reduced axes. */
    public record Reduction(ReduceFn fn, int register) {}

    /**
     * The group of a reduction alone, of a step by itself; nothing where it is none: of integers, of axes in the middle, of
     * one row that is long.
     */
    public static Optional<Reducing> of(Op.Reduce op, Single step) {
      View x = step.inputs().getFirst();
      Space space = x.type().dtype().isFloat() ? Space.of(op, x.shape()) : null;
      if (space == null) {
        return Optional.empty();
      }
      Stage only = new Stage(List.of(), List.of(new Reduction(op.fn(), 0)));
      return Optional.of(new Reducing(space.shape(), space.axis(), space.count(), List.of(only), List.of(1),
          step.inputs(), step.outputs(), step.origin()));
    }

    /** Whether the last axes are reduced, so that each row of neighbors gives one number; else the first ones are. */
    public boolean ofRows() {
      return axis + count == shape.rank();
    }

    /** Elements of the first axes, up to the reduced ones or of them. */
    public int rows() {
      return shape.count(0, ofRows() ? axis : count);
    }

    /** Elements of the last axes, of the reduced ones or behind them. */
    public int columns() {
      return shape.count(ofRows() ? axis : count, shape.rank());
    }

    /** The shape of what is narrow. */
    public Shape reduced() {
      int[] extents = shape.extents();
      Arrays.fill(extents, axis, axis + count, 1);
      return Shape.of(extents);
    }

    /** For each register whether it is narrow. */
    public boolean[] narrow() {
      List<Boolean> narrow = new ArrayList<>();
      inputs.forEach(view -> narrow.add(view.shape().broadcastsTo(reduced())));
      for (Stage stage : stages) {
        stage.instructions().forEach(next -> narrow.add(next.operands().stream().allMatch(narrow::get)));
        stage.reductions().forEach(_ -> narrow.add(true));
      }
      boolean[] flags = new boolean[narrow.size()];
      for (int register = 0; register < flags.length; register++) {
        flags[register] = narrow.get(register);
      }
      return flags;
    }
  }

  /** The same bytes in another place; the two do not overlap. */
  record Copy(View from, View to, Origin origin) implements Step {
    @Override
    public List<View> inputs() {
      return List.of(from);
    }

    @Override
    public List<View> outputs() {
      return List.of(to);
    }
  }
}
