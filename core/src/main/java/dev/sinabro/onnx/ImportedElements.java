package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Activation;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Element-wise operators as graph code. */
final class ImportedElements {
  private ImportedElements() {}

  static void addTo(Map<String, Function<Call, List<Object>>> all) {
    unaries().forEach((name, function) -> all.put(name, call -> List.of(function.apply(call.reals(0)))));
    activations().forEach((name, function) -> all.put(name,
        call -> List.of(function.apply(call).apply(call.reals(0), call.scope()))));
    addBinaries(all);
    for (String name : List.of("Neg", "Abs", "Sign")) {
      all.put(name, call -> List.of(signed(name, call.tensor(0))));
    }
    all.put("Not", call -> List.of(call.tensor(0).not()));
    all.put("IsNaN", call -> List.of(call.reals(0).isNaN()));
    all.put("Cast", ImportedElements::cast);
    all.put("CastLike", call -> List.of(call.tensor(0).cast(call.tensor(1).dtype())));
    all.put("Where", ImportedElements::where);
    all.put("Clip", ImportedElements::clip);
    all.put("PRelu", call -> {
      Tensor x = call.reals(0);
      return List.of(x.relu().sub(x.neg().relu().mul(call.reals(1))));
    });
    addThresholds(all);
    all.put("Identity", call -> List.of(call.given(0)));
    all.put("Dropout", ImportedLayers::dropout);
  }

  private static Map<String, UnaryOperator<Tensor>> unaries() {
    return Map.ofEntries(Map.entry("Exp", Tensor::exp), Map.entry("Log", Tensor::log), Map.entry("Sqrt", Tensor::sqrt),
        Map.entry("Reciprocal", Tensor::reciprocal), Map.entry("Floor", Tensor::floor), Map.entry("Ceil", Tensor::ceil),
        Map.entry("Round", Tensor::round), Map.entry("Sin", Tensor::sin), Map.entry("Cos", Tensor::cos),
        Map.entry("Tan", Tensor::tan), Map.entry("Asin", Tensor::asin), Map.entry("Acos", Tensor::acos),
        Map.entry("Atan", Tensor::atan), Map.entry("Sinh", Tensor::sinh), Map.entry("Cosh", Tensor::cosh),
        Map.entry("Tanh", Tensor::tanh), Map.entry("Erf", Tensor::erf), Map.entry("Relu", Tensor::relu),
        Map.entry("Sigmoid", Tensor::sigmoid), Map.entry("Softplus", Tensor::softplus),
        Map.entry("Asinh", x -> x.sign().mul(x.square().div(x.square().add(1).sqrt().add(1)).add(x.abs()).log1p())),
        Map.entry("Acosh", x -> x.sub(1).add(x.square().sub(1).sqrt()).log1p()),
        Map.entry("Atanh", x -> x.log1p().sub(x.neg().log1p()).mul(0.5)),
        Map.entry("Softsign", x -> x.div(x.abs().add(1))),
        Map.entry("HardSwish", x -> x.mul(x.mul(1.0 / 6).add(0.5).clamp(0, 1))));
  }

  private static void addThresholds(Map<String, Function<Call, List<Object>>> all) {
    all.put("HardSigmoid", call -> List.of(
        call.reals(0).mul(call.real("alpha", 0.2)).add(call.real("beta", 0.5)).clamp(0, 1)));
    all.put("Celu", call -> {
      double alpha = call.real("alpha", 1);
      Tensor x = call.reals(0);
      return List.of(x.maximum(0).add(x.minimum(0).div(alpha).expm1().mul(alpha)));
    });
    all.put("ThresholdedRelu", call -> {
      Tensor x = call.reals(0);
      return List.of(x.greater(call.real("alpha", 1)).select(x, x.mul(0)));
    });
    all.put("Shrink", call -> {
      Tensor x = call.reals(0);
      double limit = call.real("lambd", 0.5);
      double bias = call.real("bias", 0);
      return List.of(x.less(-limit).select(x.add(bias), x.greater(limit).select(x.sub(bias), x.mul(0))));
    });
    all.put("IsInf", call -> {
      Tensor x = call.reals(0);
      Tensor above = x.equal(Double.POSITIVE_INFINITY);
      Tensor below = x.equal(Double.NEGATIVE_INFINITY);
      boolean both = call.whole("detect_positive", 1) != 0 && call.whole("detect_negative", 1) != 0;
      return List.of(both ? above.or(below) : call.whole("detect_positive", 1) != 0 ? above : below);
    });
  }

  private static Map<String, Function<Call, Activation>> activations() {
    return Map.of("LeakyRelu", call -> new Activation.LeakyRelu(call.real("alpha", 0.01)),
        "Elu", call -> new Activation.Elu(call.real("alpha", 1)),
        "Selu", _ -> Activation.SELU, "Mish", _ -> Activation.MISH,
        "Gelu", call -> new Activation.Gelu(call.text("approximate", "none").equals("tanh")
            ? Activation.Gelu.Approximate.TANH
            : Activation.Gelu.Approximate.NONE),
        "Softmax", call -> new Activation.Softmax((int) call.whole("axis", -1)),
        "LogSoftmax", call -> new Activation.LogSoftmax((int) call.whole("axis", -1)));
  }

  private static void addBinaries(Map<String, Function<Call, List<Object>>> all) {
    add(all, "Add", Tensor::add, Double::sum);
    add(all, "Sub", Tensor::sub, (a, b) -> a - b);
    add(all, "Mul", Tensor::mul, (a, b) -> a * b);
    all.put("Div", call -> binary(call, (a, b) -> a.dtype() == DType.I32 ? truncated(a, b) : a.div(b),
        (a, b) -> a / b));
    all.put("Mod", call -> binary(call, (a, b) -> call.whole("fmod", 0) == 0 ? a.remainder(b) : signOfFirst(a, b),
        (a, b) -> call.whole("fmod", 0) == 0 ? a - b * Math.floor(a / b) : a % b));
    all.put("Pow", call -> List.of(call.reals(0).pow(call.reals(1))));
    for (String name : List.of("Max", "Min", "Sum", "Mean")) {
      all.put(name, call -> several(call, name));
    }
    compare(all, "Equal", Tensor::equal, (a, b) -> a == b ? 1 : 0);
    compare(all, "Less", Tensor::less, (a, b) -> a < b ? 1 : 0);
    compare(all, "LessOrEqual", Tensor::lessEqual, (a, b) -> a <= b ? 1 : 0);
    compare(all, "Greater", Tensor::greater, (a, b) -> a > b ? 1 : 0);
    compare(all, "GreaterOrEqual", Tensor::greaterEqual, (a, b) -> a >= b ? 1 : 0);
    compare(all, "And", Tensor::and, (a, b) -> a * b);
    compare(all, "Or", Tensor::or, Math::max);
    compare(all, "Xor", Tensor::xor, (a, b) -> a == b ? 0 : 1);
  }

  private static void add(Map<String, Function<Call, List<Object>>> all, String name,
      BiFunction<Tensor, Tensor, Tensor> function, DoubleBinaryOperator known) {
    all.put(name, call -> binary(call, function, known));
  }

  private static void compare(Map<String, Function<Call, List<Object>>> all, String name,
      BiFunction<Tensor, Tensor, Tensor> function, DoubleBinaryOperator known) {
    all.put(name, call -> {
      Object result = binary(call, function, known).getFirst();
      return List.of(result instanceof Known(var _, var extents, var values)
          ? new Known(DType.BOOL, extents, values)
          : result);
    });
  }

  private static List<Object> binary(Call call, BiFunction<Tensor, Tensor, Tensor> function,
      DoubleBinaryOperator known) {
    if (call.given(0) instanceof Known a && call.given(1) instanceof Known b && a.goesWith(b)) {
      boolean whole = a.dtype() != DType.F32;
      return List.of(a.with(b, a.dtype(), (x, y) -> {
        double result = known.applyAsDouble(x, y);
        return whole ? (double) (long) result : result;
      }));
    }
    Tensor a = call.tensor(0);
    Tensor b = call.tensor(1);
    // What a file says in bytes is arithmetic of whole numbers here.
    return List.of(a.dtype() == DType.U8 && b.dtype() == DType.U8
        ? function.apply(a.cast(DType.I32), b.cast(DType.I32))
        : function.apply(a, b));
  }

  /** ONNX divides toward zero. */
  private static Tensor truncated(Tensor a, Tensor b) {
    Tensor rest = a.remainder(b);
    Tensor inexact = rest.notEqual(0);
    Tensor negative = a.less(0).xor(b.less(0));
    return a.div(b).add(inexact.and(negative).cast(DType.I32));
  }

  private static Tensor signOfFirst(Tensor a, Tensor b) {
    Tensor rest = a.remainder(b);
    Tensor other = rest.notEqual(0).and(rest.less(0).xor(a.less(0)));
    return other.select(rest.sub(b), rest);
  }

  private static List<Object> several(Call call, String name) {
    Tensor result = call.tensor(0);
    for (int i = 1; i < call.inputs().size(); i++) {
      Tensor next = call.tensor(i);
      result = switch (name) {
        case "Max" -> result.maximum(next);
        case "Min" -> result.minimum(next);
        default -> result.add(next);
      };
    }
    return List.of(name.equals("Mean") ? result.div(call.inputs().size()) : result);
  }

  private static Tensor signed(String name, Tensor x) {
    boolean whole = x.dtype() == DType.I32;
    Tensor reals = whole ? x.cast(DType.F32) : x;
    Tensor result = switch (name) {
      case "Neg" -> reals.neg();
      case "Abs" -> reals.abs();
      default -> reals.sign();
    };
    return whole ? result.cast(DType.I32) : result;
  }

  private static List<Object> cast(Call call) {
    long code = call.whole("to", 1);
    ElementType type = ElementType.ofCode(code)
        .orElseThrow(() -> call.refused("casts to element type " + code + ", which is not supported"));
    DType dtype = switch (type) {
      case FLOAT, FLOAT16, DOUBLE -> DType.F32;
      case INT8, INT32, INT64 -> DType.I32;
      case UINT8 -> DType.U8;
      case BOOL -> DType.BOOL;
    };
    if (call.given(0) instanceof Known known && known.isList() && dtype != DType.U8) {
      boolean whole = dtype == DType.I32;
      double[] values = known.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = dtype == DType.BOOL ? values[i] == 0 ? 0 : 1 : whole ? (long) values[i] : values[i];
      }
      return List.of(new Known(dtype, known.extents(), values));
    }
    return List.of(call.tensor(0).cast(dtype));
  }

  private static List<Object> where(Call call) {
    if (call.given(0) instanceof Known condition && call.given(1) instanceof Known a
        && call.given(2) instanceof Known b && condition.goesWith(a) && condition.goesWith(b)) {
      Known first = condition.with(a, a.dtype(), (chosen, value) -> chosen == 0 ? 0 : value);
      Known second = condition.with(b, b.dtype(), (chosen, value) -> chosen == 0 ? value : 0);
      return List.of(first.with(second, a.dtype(), Double::sum));
    }
    return List.of(call.tensor(0).select(call.tensor(1), call.tensor(2)));
  }

  private static List<Object> clip(Call call) {
    Tensor x = call.tensor(0);
    Tensor low = call.has(1) ? x.maximum(call.tensor(1)) : limited(call, x, "min", true);
    return List.of(call.has(2) ? low.minimum(call.tensor(2)) : limited(call, low, "max", false));
  }

  /** Older files have the limits as attributes. */
  private static Tensor limited(Call call, Tensor x, String name, boolean below) {
    double limit = call.real(name, Double.NaN);
    return Double.isNaN(limit) ? x : below ? x.maximum(limit) : x.minimum(limit);
  }
}
