package dev.sinabro.graph;

import static dev.sinabro.graph.TensorType.f32;
import static dev.sinabro.graph.TensorType.i32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is said about operands that do not fit: the whole message, with the line of this file that built each of them. */
final class TypeRulesTest {
  private static final TensorType BOOL = new TensorType(DType.BOOL, Shape.of(3));
  private static final TensorType BYTES = new TensorType(DType.U8, Shape.of(3));
  private static final Variable WEIGHT = new Variable("0.weight", f32(2, 3));

  private record Row(String expected, Consumer<Graph> mistake) {}

  private final List<Row> rows = new ArrayList<>();

  /**
   * Adds a mistake, which has to stand on the line of the call.
   *
   * @param expected the message, in which {@code @} stands for file and line
   */
  private void row(Consumer<Graph> mistake, String expected) {
    int line = StackWalker.getInstance().walk(frames -> frames.skip(1).findFirst()).orElseThrow().getLineNumber();
    rows.add(new Row(expected.replace("@", "TypeRulesTest.java:" + line), mistake));
  }

  @TestFactory
  Stream<DynamicTest> messages() {
    elementwise();
    types();
    reductions();
    products();
    movement();
    windows();
    lookUps();
    losses();
    graphs();
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.expected().lines().findFirst().orElse(""), () -> {
      var refusal = assertThrows(GraphException.class, () -> row.mistake().accept(new Graph()));
      assertEquals(row.expected(), refusal.getMessage());
    }));
  }

  private void elementwise() {
    row(g -> g.input("a", f32(3, 4)).add(g.input("b", f32(5))), """
        add at @: [3, 4] and [5] do not broadcast: aligned at the last axis, extents must be equal or 1
          f32[3, 4] = input(a) at @
          f32[5] = input(b) at @""");
    row(g -> g.input("a", f32(4, 3)).maximum(g.input("b", f32(4))), """
        max at @: [4, 3] and [4] do not broadcast: aligned at the last axis, extents must be equal or 1
          f32[4, 3] = input(a) at @
          f32[4] = input(b) at @""");
    row(g -> g.input("a", f32(0)).mul(g.input("b", f32(2))), """
        mul at @: [0] and [2] do not broadcast: aligned at the last axis, extents must be equal or 1
          f32[0] = input(a) at @
          f32[2] = input(b) at @""");
    row(g -> g.input("a", BOOL).select(g.input("b", f32(4)), g.input("c", f32(4))), """
        select at @: [3] and [4] do not broadcast: aligned at the last axis, extents must be equal or 1
          bool[3] = input(a) at @
          f32[4] = input(b) at @
          f32[4] = input(c) at @""");
    row(g -> g.input("a", f32(3)).select(g.input("b", f32(3)), g.input("c", f32(3))), """
        select at @: the condition must be truth values, for example of a comparison
          f32[3] = input(a) at @
          f32[3] = input(b) at @
          f32[3] = input(c) at @""");
    row(g -> g.input("a", f32(3, 4)).broadcast(Shape.of(4, 3)), """
        broadcast at @: [3, 4] cannot be repeated to [4, 3]: aligned at the last axis, each extent must be equal or 1
          f32[3, 4] = input(a) at @""");
    row(g -> g.input("a", f32(3, 1)).broadcast(Shape.of(3)), """
        broadcast at @: [3, 1] cannot be repeated to [3]: aligned at the last axis, each extent must be equal or 1
          f32[3, 1] = input(a) at @""");
  }

  private void types() {
    row(g -> g.input("a", f32(3)).add(g.input("b", i32(3))), """
        add at @: element types f32 and i32 differ; cast one of them
          f32[3] = input(a) at @
          i32[3] = input(b) at @""");
    row(g -> g.input("a", i32(3)).pow(g.input("b", i32(3))), """
        pow at @: it takes real numbers, not i32; cast the operand to f32 first
          i32[3] = input(a) at @
          i32[3] = input(b) at @""");
    row(g -> g.input("a", BYTES).exp(), """
        exp at @: it takes real numbers, not u8; cast the operand to f32 first
          u8[3] = input(a) at @""");
    row(g -> g.input("a", BYTES).add(g.input("b", BYTES)), """
        add at @: it takes real or integer operands; cast them first
          u8[3] = input(a) at @
          u8[3] = input(b) at @""");
    row(g -> g.input("a", BOOL).less(g.input("b", BOOL)), """
        less at @: it takes real or integer operands; cast them first
          bool[3] = input(a) at @
          bool[3] = input(b) at @""");
    row(g -> g.input("a", f32(3)).and(g.input("b", f32(3))), """
        and at @: it takes truth values; compare the operands with 0 first
          f32[3] = input(a) at @
          f32[3] = input(b) at @""");
    row(g -> g.input("a", f32(3)).not(), """
        not at @: not takes truth values; compare the operand with 0 first
          f32[3] = input(a) at @""");
    row(g -> g.input("a", f32(3)).cast(DType.F64), """
        cast(f64) at @: a graph's reals are f32; the reference backend alone computes in f64
          f32[3] = input(a) at @""");
    row(g -> g.random(g.input("a", f32(2)), g.input("b", i32()), 0, Shape.of(9)), """
        random(stream 0) at @: the seed must be i32[2], the low and the high word
          f32[2] = input(a) at @
          i32[] = input(b) at @""");
    row(g -> g.random(g.input("a", i32(2)), g.input("b", i32(1)), 0, Shape.of(9)), """
        random(stream 0) at @: the step must be i32[], a counter
          i32[2] = input(a) at @
          i32[1] = input(b) at @""");
    row(g -> g.add(new Op.Iota(Shape.of(3), 1)), "iota(axis 1) at @: axis 1 is not in [3]");
  }

  private void reductions() {
    row(g -> g.add(new Op.Reduce(ReduceFn.SUM, 0, 1), g.input("a", BYTES)), """
        sum(axis 0) at @: it takes real or integer operands; cast them first
          u8[3] = input(a) at @""");
    row(g -> g.add(new Op.Reduce(ReduceFn.MAX, 1, 2), g.input("a", f32(3, 4))), """
        max(axes 1 to 2) at @: axes 1 to 2 are not all in [3, 4]
          f32[3, 4] = input(a) at @""");
    row(g -> g.input("a", f32(3, 4)).sum(2), "axis 2 at @ is not in f32[3, 4], built at @");
    row(g -> g.input("a", f32(3, 4)).sum(-3), "axis -3 at @ is not in f32[3, 4], built at @");
    row(g -> g.input("a", f32(3, 0)).argMax(1), """
        argmax(axis 1) at @: there is no largest of no elements along axis 1
          f32[3, 0] = input(a) at @""");
    row(g -> g.add(new Op.ArgSort(false), g.input("a", BYTES)), """
        argsort at @: it takes real or integer operands; cast them first
          u8[3] = input(a) at @""");
    row(g -> g.add(new Op.ArgSort(true), g.input("a", f32())), """
        argsort(descending) at @: a single number has no order
          f32[] = input(a) at @""");
    row(g -> g.input("a", f32(5, 3)).scatterMax(g.input("b", i32(2)), g.input("c", f32(2, 4))),
        "scatter of f32[2, 4] at @ takes updates of [2], the shape of the row numbers, followed by that of a row of "
            + "f32[5, 3], built at @");
    row(g -> g.input("a", BYTES).argMax(0), """
        argmax(axis 0) at @: it takes real numbers, not u8; cast the operand to f32 first
          u8[3] = input(a) at @""");
    row(g -> g.input("a", f32()).softmax(), """
        softmax at @: softmax needs at least one class on the last axis
          f32[] = input(a) at @""");
    row(g -> g.input("a", f32(3, 0)).softmax(), """
        softmax at @: softmax needs at least one class on the last axis
          f32[3, 0] = input(a) at @""");
  }

  private void products() {
    row(g -> g.input("a", f32(2, 3)).matmul(g.input("b", f32(4, 5))), """
        matmul at @: the inner extents 3 and 4 differ
          f32[2, 3] = input(a) at @
          f32[4, 5] = input(b) at @""");
    row(g -> g.input("a", f32(2, 3)).matmul(g.input("b", f32(4, 3))), """
        matmul at @: the inner extents 3 and 4 differ; with b transposed they fit
          f32[2, 3] = input(a) at @
          f32[4, 3] = input(b) at @""");
    row(g -> g.input("a", f32(2, 3)).matmul(g.input("b", f32(3, 4)), false, true), """
        matmul(a, bT) at @: the inner extents 3 and 4 differ; without the transposition of b they fit
          f32[2, 3] = input(a) at @
          f32[3, 4] = input(b) at @""");
    row(g -> g.input("a", f32(2, 3)).matmul(g.input("b", f32(3, 4)), true, false), """
        matmul(aT, b) at @: the inner extents 2 and 3 differ
          f32[2, 3] = input(a) at @
          f32[3, 4] = input(b) at @""");
    row(g -> g.input("a", f32(3)).matmul(g.input("b", f32(3, 4)), true, false), """
        matmul(aT, b) at @: both operands must be matrices, or batches of them
          f32[3] = input(a) at @
          f32[3, 4] = input(b) at @""");
    row(g -> g.input("a", f32()).matmul(g.input("b", f32(3, 4))), """
        matmul at @: both operands must be matrices, or batches of them
          f32[] = input(a) at @
          f32[3, 4] = input(b) at @""");
    row(g -> g.input("a", f32(2, 3, 4)).matmul(g.input("b", f32(5, 4, 3))), """
        matmul at @: the batch axes [2] and [5] do not broadcast
          f32[2, 3, 4] = input(a) at @
          f32[5, 4, 3] = input(b) at @""");
    row(g -> g.einsum("ij,jk", g.input("a", f32(2, 3)), g.input("b", f32(3, 4))),
        "einsum \"ij,jk\" at @ is not of the form \"ij,jk->ik\", with a letter for each axis");
    row(g -> g.einsum("ij,jk->ik", g.input("a", f32(2, 3))),
        "einsum \"ij,jk->ik\" at @ names 2 operands, not 1");
    row(g -> g.einsum("ijk->i", g.input("a", f32(2, 3))),
        "einsum \"ijk->i\" at @ names the axes of operand 0 ijk, but it is [2, 3]");
    row(g -> g.einsum("ij,jk->ik", g.input("a", f32(2, 3)), g.input("b", f32(4, 5))),
        "einsum \"ij,jk->ik\" at @ gives the letter j extents 3 and 4");
    row(g -> g.einsum("ij->ik", g.input("a", f32(2, 3))),
        "einsum \"ij->ik\" at @ must have each letter of the result once there, and in an operand");
    row(g -> g.input("a", i32(2, 3)).matmul(g.input("b", i32(3, 4))), """
        matmul at @: it takes real numbers, not i32; cast the operand to f32 first
          i32[2, 3] = input(a) at @
          i32[3, 4] = input(b) at @""");
  }

  private void windows() {
    row(g -> g.input("a", f32(2, 7, 3)).windows(1, List.of(Window.of(5).dilation(2).padding(0, 1)), 0),
        """
            windows[5 dilation 2 padding 0 and 1](axis 1) at @: a window that spans 9 elements does not fit into axis 1 of 7 \
            with padding 0 and 1; add padding, or take a smaller window
              f32[2, 7, 3] = input(a) at @""");
    row(g -> g.input("a", f32(2, 7)).windows(1, List.of(Window.of(2), Window.of(2)), 0), """
        windows[2, 2](axis 1) at @: axes 1 to 2 are not all in [2, 7]
          f32[2, 7] = input(a) at @""");
    row(g -> g.input("a", f32(7)).windows(0, List.of(Window.of(2).stride(0)), 0), """
        windows[2 stride 0](axis 0) at @: size, stride and dilation of windows must be at least 1, not 2 stride 0
          f32[7] = input(a) at @""");
    row(g -> g.input("a", f32(7)).windows(0, List.of(Window.of(2).padding(-1, 0)), 0), """
        windows[2 padding -1 and 0](axis 0) at @: padding must be at least 0, not -1 and 0; take a slice to leave \
        elements out
          f32[7] = input(a) at @""");
    row(g -> g.input("a", i32(7)).windows(0, List.of(Window.of(2)), 0), """
        windows[2](axis 0) at @: it takes real numbers, not i32; cast the operand to f32 first
          i32[7] = input(a) at @""");
    row(g -> g.input("a", f32(6, 3)).fold(0, List.of(Window.of(2)), List.of(7)), """
        fold[2](axis 0) at @: windows [2] of [7] are [6, 2] from axis 0 on, not [6, 3]
          f32[6, 3] = input(a) at @""");
    row(g -> g.input("a", f32(6)).fold(0, List.of(Window.of(2)), List.of(7)), """
        fold[2](axis 0) at @: axes 0 to 1, positions and elements of windows, are not all in [6]
          f32[6] = input(a) at @""");
  }

  private void movement() {
    row(g -> g.input("a", f32(2, 3)).reshape(4, 2), """
        reshape at @: [2, 3] has 6 elements, [4, 2] has 8
          f32[2, 3] = input(a) at @""");
    row(g -> g.input("a", f32(2, 3)).transpose(0, 0), """
        transpose[0, 0] at @: [0, 0] does not name each axis of [2, 3] once
          f32[2, 3] = input(a) at @""");
    row(g -> g.input("a", f32(2, 3)).transpose(1), """
        transpose[1] at @: [1] does not name each axis of [2, 3] once
          f32[2, 3] = input(a) at @""");
    row(g -> g.input("a", f32(2, 3)).slice(1, 1, 4), "slice at @: 1 to 4 is not within axis 1 of [2, 3], built at @");
    row(g -> g.input("a", f32(2, 3)).slice(1, 2, 1), "slice at @: 2 to 1 is not within axis 1 of [2, 3], built at @");
    row(g -> g.add(new Op.Slice(List.of(1, 0), Shape.of(2, 3)), g.input("a", f32(2, 3))), """
        slice[1, 0] at @: the box [2, 3] at [1, 0] is not within [2, 3]
          f32[2, 3] = input(a) at @""");
    row(g -> g.add(new Op.Slice(List.of(-1), Shape.of(2)), g.input("a", f32(3))), """
        slice[-1] at @: the box [2] at [-1] is not within [3]
          f32[3] = input(a) at @""");
    row(g -> g.add(new Op.Pad(List.of(2), Shape.of(4)), g.input("a", f32(3))), """
        pad[2] at @: the box [3] at [2] is not within [4]
          f32[3] = input(a) at @""");
    row(g -> g.concat(0, List.of(g.input("a", f32(2, 3)), g.input("b", f32(2, 4)))), """
        concat(axis 0) at @: [2, 3] and [2, 4] differ in another axis than 0
          f32[2, 3] = input(a) at @
          f32[2, 4] = input(b) at @""");
    row(g -> g.concat(0, List.of(g.input("a", f32(2)), g.input("b", i32(2)))), """
        concat(axis 0) at @: element types f32 and i32 differ; cast one of them
          f32[2] = input(a) at @
          i32[2] = input(b) at @""");
    row(g -> g.concat(2, List.of(g.input("a", f32(2, 3)))), """
        concat(axis 2) at @: axis 2 is not in [2, 3]
          f32[2, 3] = input(a) at @""");
    row(g -> g.input("a", f32(2, 3)).slice(1, 0, 5, 2),
        "slice at @: 0 to 5 by 2 is not within axis 1 of [2, 3], built at @");
    row(g -> g.input("a", f32(2, 3)).slice(1, 0, 2, 0),
        "slice at @: 0 to 2 by 0 is not within axis 1 of [2, 3], built at @");
    row(g -> g.input("a", f32(2, 3)).reshape(-1, 4),
        "reshape to [-1, 4] at @ cannot find the extent that -1 stands for: the others do not divide the 6 elements of "
            + "f32[2, 3], built at @");
    row(g -> g.input("a", f32(2, 3)).squeeze(1),
        "squeeze of axis 1 at @ takes away axes of extent 1 only, not of f32[2, 3], built at @");
    row(g -> g.input("a", f32(2, 3)).unsqueeze(3), "axis 3 at @ is not in f32[2, 3], built at @");
    row(g -> g.input("a", f32(2, 3)).tile(2), "tile by [2] at @ takes a number for each axis of f32[2, 3], built at @");
    row(g -> g.input("a", f32(2, 3)).pad(0, -1, 0, 0),
        "pad of -1 and 0 places at @ cannot shorten f32[2, 3]; use slice for that, built at @");
    row(g -> g.input("a", f32(2, 3)).gatherAlong(1, g.input("b", i32(4, 2))),
        "gatherAlong of i32[4, 2] at @ takes numbers that differ in axis 1 alone from f32[2, 3], built at @");
    row(g -> g.concat(0, List.of()), "concat at @ has no operands; give it at least one");
  }

  private void lookUps() {
    row(g -> g.input("a", f32(5, 3)).gather(g.input("b", f32(2))), """
        gather at @: row numbers must be i32, not f32
          f32[5, 3] = input(a) at @
          f32[2] = input(b) at @""");
    row(g -> g.input("a", f32()).gather(g.input("b", i32(2))), """
        gather at @: the table must have rows
          f32[] = input(a) at @
          i32[2] = input(b) at @""");
    row(g -> g.add(new Op.ScatterAdd(5), g.input("a", i32(2)), g.input("b", f32(3, 4))), """
        scatter_add at @: the updates must begin with the axes of the row numbers [2]
          i32[2] = input(a) at @
          f32[3, 4] = input(b) at @""");
    row(g -> g.add(new Op.ScatterAdd(5), g.input("a", f32(2)), g.input("b", f32(2, 4))), """
        scatter_add at @: row numbers must be i32, not f32
          f32[2] = input(a) at @
          f32[2, 4] = input(b) at @""");
    row(g -> g.add(new Op.ScatterAdd(5), g.input("a", i32(2)), g.input("b", i32(2, 4))), """
        scatter_add at @: it takes real numbers, not i32; cast the operand to f32 first
          i32[2] = input(a) at @
          i32[2, 4] = input(b) at @""");
  }

  private void losses() {
    row(g -> g.input("a", f32(3)).softmaxCrossEntropy(g.input("b", i32(3))), """
        softmax_cross_entropy at @: logits must be [rows, classes]
          f32[3] = input(a) at @
          i32[3] = input(b) at @""");
    row(g -> g.input("a", f32(3, 4)).softmaxCrossEntropy(g.input("b", f32(3))), """
        softmax_cross_entropy at @: labels must be integers (class numbers), not f32
          f32[3, 4] = input(a) at @
          f32[3] = input(b) at @""");
    row(g -> g.input("a", f32(3, 4)).softmaxCrossEntropy(g.input("b", i32(3, 1))), """
        softmax_cross_entropy at @: labels must be [3], one for each row of the logits
          f32[3, 4] = input(a) at @
          i32[3, 1] = input(b) at @""");
    row(g -> g.input("a", i32(3)).sigmoidCrossEntropy(g.input("b", i32(3))), """
        sigmoid_cross_entropy at @: it takes real numbers, not i32; cast the operand to f32 first
          i32[3] = input(a) at @
          i32[3] = input(b) at @""");
  }

  private void graphs() {
    row(g -> g.assign(WEIGHT, g.input("a", f32(3, 2))), """
        assign(0.weight) at @: variable 0.weight f32[2, 3] cannot take a value of f32[3, 2]
          f32[3, 2] = input(a) at @""");
    row(g -> List.of(f32(2, 3), f32(2, 3)).forEach(type -> g.assign(WEIGHT, g.input("a", type))),
        "variable 0.weight is assigned twice in one graph, the second time at @; combine both values into one");
    row(g -> List.of(f32(2), f32(3)).forEach(type -> g.input("a", type)),
        "input a f32[3] at @ is declared already as f32[2] at @; give one of them another name");
    row(g -> List.of(5.0, 6.0).forEach(value -> g.scalar("a", value)),
        "input a at @ has the value 5 already, declared at @; give one of them another name");
    row(g -> g.add(new Op.Select(), g.input("a", BOOL)), """
        select at @: operand 1 is missing; it has 1
          bool[3] = input(a) at @""");
    row(g -> g.add(new Op.Concat(0)), "concat(axis 0) at @: operand 0 is missing; it has 0");
    row(g -> g.constant(new Literal(new TensorType(DType.F64, Shape.SCALAR), 1)),
        "constant(1) at @: a graph's reals are f32; the reference backend alone computes in f64");
    row(g -> g.constant(new Literal(i32(2), 1, 3e9)),
        "element 1 of i32[2] cannot be 3.0E9: it holds whole numbers from -2147483648 to 2147483647");
    row(g -> g.constant(new Literal(BYTES, 1, 2, 256)),
        "element 2 of u8[3] cannot be 256.0: it holds whole numbers from 0 to 255");
    row(g -> g.constant(new Literal(BOOL, 1, 0, 7)), "element 2 of bool[3] cannot be 7.0: it holds 0 and 1");
    row(g -> g.input("a", f32(65536, 1)).add(g.input("b", f32(65536))), """
        add at @: shape [65536, 65536] has 4294967296 elements; a tensor holds at most 2147483647
          f32[65536, 1] = input(a) at @
          f32[65536] = input(b) at @""");
    row(g -> g.concat(0, List.of(g.input("a", f32(2000000000)), g.input("b", f32(2000000000)))), """
        concat(axis 0) at @: the result has 4000000000 places along axis 0; a tensor holds at most 2147483647 elements
          f32[2000000000] = input(a) at @
          f32[2000000000] = input(b) at @""");
    row(g -> g.input("a", f32(65536)).tile(65536),
        "tile by [65536] at @ makes more than 2147483647 elements of f32[65536], built at @");
    row(g -> g.input("a", f32(2)).add(new Graph().input("b", f32(2))),
        "add at @ mixes two graphs: an operand was built at @ for another graph; build all operands from one");
    row(g -> g.input("a", new TensorType(DType.F64, Shape.of(2))),
        "input a is f64; a graph's reals are f32 (the reference backend computes in f64)");
    row(g -> g.scoped("0", () -> g.scoped("dense", () -> g.input("a", f32()).matmul(g.input("b", f32(2, 2))))), """
        layer 0.dense: matmul at @: both operands must be matrices, or batches of them
          f32[] = input(a) at @
          f32[2, 2] = input(b) at @""");
    row(g -> Stream.of(g.input("a", i32(2))).map(Tensor::relu).toList(), """
        relu at @: it takes real numbers, not i32; cast the operand to f32 first
          i32[2] = input(a) at @""");
  }

  /** A message is for people: it must not end in an overflow, and must not hide behind another exception. */
  @Test
  void shapesThatAreTooLargeAreRefusedByName() {
    assertEquals("extent -1 in shape [2, -1] is negative",
        assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1)).getMessage());
    assertEquals("shape [65536, 65536] has 4294967296 elements; a tensor holds at most 2147483647",
        assertThrows(IllegalArgumentException.class, () -> Shape.of(65536, 65536)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(65536, 65536, 65536, 65536, 65536));
  }
}
