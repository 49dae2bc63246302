package dev.sinabro.onnx;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.UnaryFn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Element-wise operations as operators. */
final class Elements {
  private static final Map<String, Attribute> NONE = Map.of();

  private final Values values;
  private final Emission emission;

  Elements(Values values) {
    this.values = values;
    this.emission = values.emission();
  }

  /** What an operation is computed of: of a repeated value the value itself, where another operand has all elements. */
  static List<Tensor> operands(Node node) {
    return switch (node.op()) {
      case Op.Binary _, Op.Select _ -> unrepeated(node);
      case Op _ -> node.operands();
    };
  }

  private static List<Tensor> unrepeated(Node node) {
    List<Tensor> operands = new ArrayList<>(node.operands());
    for (int i = 0; i < operands.size(); i++) {
      Tensor repeated = operands.get(i);
      int own = i;
      boolean others = IntStream.range(0, operands.size())
          .anyMatch(other -> other != own && operands.get(other).shape().equals(node.types().getFirst().shape()));
      if (others && repeated.node().op() instanceof Op.Broadcast) {
        operands.set(i, repeated.node().operands().getFirst());
      }
    }
    return operands;
  }

  /**
   * Writes an operation. Where its operands have one and the same transposition before them, it is done before that, so that the
   * next one often undoes it.
   */
  void write(Node node, Op.Elementwise op) {
    Tensor result = node.result(0);
    List<Tensor> operands = operands(node);
    List<Integer> order = order(operands, result);
    if (order == null) {
      values.put(result, written(op, result.dtype(), operands, operands.stream().map(values::name).toList()));
      return;
    }
    List<Integer> back = order.stream().map(_ -> 0).collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    IntStream.range(0, order.size()).forEach(axis -> back.set(order.get(axis), axis));
    List<String> names =
        operands.stream().map(operand -> aligned(operand, order.size()).transposed(back).written(emission)).toList();
    List<Extent> extents = values.extents(result);
    Moved inFile = Moved.of(written(op, result.dtype(), operands, names), back.stream().map(extents::get).toList());
    values.put(result, inFile.transposed(order));
  }

  /** The order of axes that is before all operands, but for those of which one axis at most is more than 1. */
  private @Nullable List<Integer> order(List<Tensor> operands, Tensor result) {
    List<Integer> order = null;
    for (Tensor operand : operands) {
      if (operand.shape().equals(result.shape())) {
        List<Integer> own = values.moved(operand).permutation();
        if (own == null || order != null && !own.equals(order)) {
          return null;
        }
        order = own;
      } else if (IntStream.of(operand.shape().extents()).filter(extent -> extent != 1).count() > 1) {
        return null;
      }
    }
    return order == null || order.equals(order.stream().sorted().toList()) ? null : order;
  }

  /** With as many axes as the result, those of 1 in front. */
  private Moved aligned(Tensor operand, int rank) {
    List<Extent> extents = values.extents(operand);
    List<Extent> all = new ArrayList<>(Collections.nCopies(rank - extents.size(), Extent.ONE));
    all.addAll(extents);
    return all.size() == extents.size() ? values.moved(operand) : values.reshaped(values.moved(operand), all);
  }

  private String written(Op.Elementwise op, DType dtype, List<Tensor> operands, List<String> names) {
    String a = names.getFirst();
    return switch (op) {
      case Op.Cast(DType to) -> cast(a, operands.getFirst().dtype(), to);
      case Op.Unary(UnaryFn fn) -> unary(fn, a);
      case Op.Binary(BinaryFn fn) -> binary(fn, operands.getFirst().dtype(), a, names.get(1));
      case Op.Select _ -> dtype == DType.BOOL
          ? add("Or", add("And", a, names.get(1)), add("And", add("Not", a), names.get(2)))
          : add("Where", a, names.get(1), names.get(2));
      case Op.Broadcast _ -> throw new IllegalStateException("a repetition follows shapes");
    };
  }

  private String cast(String x, DType from, DType to) {
    return to == DType.U8 && from == DType.F32
        ? emission.cast(emission.cast(x, ElementType.INT32), ElementType.UINT8)
        : emission.cast(x, ElementType.of(to));
  }

  private String unary(UnaryFn fn, String x) {
    return switch (fn) {
      case NEG -> add("Neg", x);
      case ABS -> add("Abs", x);
      case SIGN -> add("Sign", x);
      case EXP -> add("Exp", x);
      case LOG -> add("Log", x);
      case SQRT -> add("Sqrt", x);
      case SQUARE -> add("Mul", x, x);
      case RECIPROCAL -> add("Reciprocal", x);
      case FLOOR -> add("Floor", x);
      case RELU -> add("Relu", x);
      case SIGMOID -> add("Sigmoid", x);
      case TANH -> add("Tanh", x);
      case STEP -> emission.cast(add("Greater", x, emission.real(0)), ElementType.FLOAT);
      case SOFTPLUS -> add("Softplus", x);
      case ERF -> add("Erf", x);
      case SIN -> add("Sin", x);
      case COS -> add("Cos", x);
      case EXPM1 -> add("Sub", add("Exp", x), emission.real(1));
      case LOG1P -> add("Log", add("Add", x, emission.real(1)));
      case ROUND -> add("Round", x);
      case NOT -> add("Not", x);
    };
  }

  private String binary(BinaryFn fn, DType dtype, String a, String b) {
    boolean integer = dtype == DType.I32;
    return switch (fn) {
      case ADD -> add("Add", a, b);
      case SUB -> add("Sub", a, b);
      case MUL -> add("Mul", a, b);
      case DIV -> integer ? quotient(a, b) : add("Div", a, b);
      case REMAINDER -> integer ? add("Sub", a, add("Mul", b, quotient(a, b))) : remainder(a, b);
      case MAX -> add("Max", a, b);
      case MIN -> add("Min", a, b);
      case POW -> add("Pow", a, b);
      case ATAN2 -> angle(a, b);
      case EQUAL -> dtype == DType.U8
          ? add("Equal", emission.cast(a, ElementType.INT32), emission.cast(b, ElementType.INT32))
          : add("Equal", a, b);
      case LESS -> add("Less", a, b);
      case LESS_EQUAL -> add("LessOrEqual", a, b);
      case AND -> add("And", a, b);
      case OR -> add("Or", a, b);
      case SIGMOID_CROSS_ENTROPY -> add("Add", add("Sub", add("Relu", a), add("Mul", a, b)),
          add("Softplus", add("Neg", add("Abs", a))));
    };
  }

  /** ONNX divides toward zero, and leaves open what a division by 0 gives. */
  private String quotient(String a, String b) {
    String zero = emission.number(DType.I32, 0);
    String none = add("Equal", b, zero);
    String divisor = add("Where", none, emission.number(DType.I32, 1), b);
    String rest = emission.add("Mod", NONE, a, divisor);
    return add("Where", none, zero, add("Div", add("Sub", a, rest), divisor));
  }

  /** ONNX's remainder of reals has the sign of a. */
  private String remainder(String a, String b) {
    String zero = emission.real(0);
    String rest = emission.add("Mod", Map.of("fmod", Attribute.of(1)), a, b);
    String other = add("Xor", add("Less", rest, zero), add("Less", b, zero));
    String wrong = add("And", other, add("Not", add("Equal", rest, zero)));
    return add("Where", wrong, add("Add", rest, b), rest);
  }

  /** By the arc tangent of a / b, which knows half of the circle. */
  private String angle(String a, String b) {
    String zero = emission.real(0);
    String half = add("Where", add("Less", a, zero), emission.real(-Math.PI), emission.real(Math.PI));
    String upright = add("Where", add("Equal", a, zero), zero, add("Mul", half, emission.real(0.5)));
    String right = add("Atan", add("Div", a, b));
    String sloped = add("Where", add("Less", b, zero), add("Add", right, half), right);
    return add("Where", add("Equal", b, zero), upright, sloped);
  }

  private String add(String op, String... inputs) {
    return emission.add(op, NONE, inputs);
  }
}
