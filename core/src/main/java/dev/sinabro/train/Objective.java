package dev.sinabro.train;

import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Scaling;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.loss.Comparison;
import dev.sinabro.loss.Formula;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.TargetLoss;
import dev.sinabro.loss.Weighted;
import dev.sinabro.metric.Metric;
import dev.sinabro.metric.TargetMetric;
import dev.sinabro.nn.Tensors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is minimized and what is reported.
 *
 * @param loss minimized
 * @param metrics reported, the first one first; empty where a trainer only predicts so far
 * @param mixup the alpha of {@link Mixup}; 0: rows are taken as they are
 * @param judges whether it is known what to report: not before the trainer knows the field to be learned
 * @param known fields of the data that the trainer met first
 */
record Objective(Loss loss, List<Metric> metrics, double mixup, boolean judges, List<Field> known) {

  /** What the user chose, or else what goes with the field {@link Field#TARGET}. */
  static Objective of(TrainerBuilder settings, List<Field> fields) {
    Loss loss = settings.loss().orElseGet(() -> usualLoss(find(fields, Field.TARGET)));
    if (settings.mixup() > 0) {
      Mixup.check(loss);
    }
    List<Metric> metrics = settings.metrics().isEmpty() ? usualMetrics(loss, fields) : settings.metrics();
    Set<String> names = new LinkedHashSet<>(List.of("loss"));
    for (Metric metric : metrics) {
      if (!names.add(metric.name())) {
        throw new ObjectiveException(
            "two of the metrics are named " + metric.name() + "; give one of them another name");
      }
    }
    return new Objective(loss, metrics, settings.mixup(), true, fields);
  }

  /** For predictions alone. */
  static Objective ofPredictions(Loss loss, List<Field> fields) {
    return new Objective(loss, List.of(), 0, false, fields);
  }

  private static Loss usualLoss(Field target) {
    return target.row().dtype().isFloat() ? Loss.mse() : Loss.softmaxCrossEntropy();
  }

  private static List<Metric> usualMetrics(Loss loss, List<Field> fields) {
    List<TargetMetric> metrics = loss.parts().stream().map(TargetLoss::compared).distinct()
        .map(compared -> (find(fields, compared.target()).row().dtype().isFloat() ? Metric.rmse() : Metric.accuracy())
            .of(compared))
        .toList();
    if (metrics.size() == 1) {
      return List.copyOf(metrics);
    }
    List<TargetMetric> byField =
        metrics.stream().map(metric -> metric.named(metric.compared().target() + " " + metric.name())).toList();
    List<TargetMetric> byOutput = apart(byField,
        metric -> metric.compared().output() == null
            ? metric.name()
            : metric.compared().output() + " " + metric.name());
    return List.copyOf(apart(byOutput, metric -> metric.name() + " " + (1 + byOutput.indexOf(metric))));
  }

  /** With other names where some are alike. */
  private static List<TargetMetric> apart(List<TargetMetric> metrics, Function<TargetMetric, String> name) {
    return metrics.stream().map(metric -> {
      boolean alone = metrics.stream().filter(other -> other.name().equals(metric.name())).count() == 1;
      return alone ? metric : metric.named(name.apply(metric));
    }).toList();
  }

  private static Field find(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst().orElseThrow(
        () -> new ObjectiveException("the data has no field " + name + " to learn; it has "
            + fields.stream().map(Field::name).toList() + ": name the loss, and the field that it compares with"));
  }

  /** What the outputs stand for, in the units of the fields that the loss compares them with. */
  Tensors predictions(Tensors outputs, List<Field> fields) {
    Tensors predictions = loss.predictions(outputs);
    Map<String, Scaling> scalings = scalings(fields);
    Map<String, Scaling> ofOutputs = new LinkedHashMap<>();
    for (TargetLoss part : loss.parts()) {
      Scaling scaling = scalings.get(part.compared().target());
      if (scaling != null) {
        ofOutputs.putIfAbsent(part.compared().outputName(outputs), scaling);
      }
    }
    for (Map.Entry<String, Scaling> scaled : ofOutputs.entrySet()) {
      predictions = predictions.with(scaled.getKey(), unscaled(predictions.get(scaled.getKey()), scaled.getValue()));
    }
    return predictions;
  }

  /** Tallies of a batch by name: of the loss first, then of each metric. */
  Map<String, Tensor> tallies(Weighted losses, Tensors outputs, Tensors inputs, List<Field> fields) {
    Map<String, Tensor> tallies = new LinkedHashMap<>();
    tallies.put("loss.total", losses.total());
    tallies.put("loss.weight", losses.weight());
    Tensors predictions = predictions(outputs, fields);
    Tensors compared = compared(inputs, fields);
    for (Metric metric : metrics) {
      new TreeMap<>(metric.tallies(predictions, compared))
          .forEach((name, tally) -> tallies.put(metric.name() + "." + name, tally));
    }
    return tallies;
  }

  /** The fields of a batch in their own units, as metrics read them. */
  Tensors compared(Tensors inputs, List<Field> fields) {
    Tensors compared = inputs;
    for (Map.Entry<String, Scaling> scaling : scalings(fields).entrySet()) {
      compared = compared.names().contains(scaling.getKey())
          ? compared.with(scaling.getKey(), () -> unscaled(inputs.get(scaling.getKey()), scaling.getValue()))
          : compared;
    }
    return compared;
  }

  private Map<String, Scaling> scalings(List<Field> fields) {
    Map<String, Scaling> scalings = new HashMap<>();
    for (List<Field> some : List.of(known, fields)) {
      for (Field field : some) {
        if (field.meaning() instanceof Meaning.Scaled scaled) {
          scalings.put(field.name(), scaled.scaling());
        }
      }
    }
    return scalings;
  }

  private static Tensor unscaled(Tensor x, Scaling scaling) {
    return scaling.equals(Scaling.IDENTITY) ? x : x.mul(scaling.scale()).add(scaling.shift());
  }

  /** What the sums of tallies say. */
  Evaluation evaluation(int rows, Map<String, double[]> sums) {
    double weight = only(sums, "loss.weight");
    double total = only(sums, "loss.total");
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, List<Double>> tallies = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      Map<String, double[]> own = new HashMap<>();
      sums.forEach((name, sum) -> {
        if (name.startsWith(metric.name() + ".")) {
          own.put(name.substring(metric.name().length() + 1), sum);
          tallies.put(name, Arrays.stream(sum).boxed().toList());
        }
      });
      values.put(metric.name(), metric.value(own));
    }
    return new Evaluation(rows, loss.reduction().told(total, weight), values, tallies);
  }

  private static double only(Map<String, double[]> sums, String name) {
    double[] sum = sums.get(name);
    return sum == null ? 0 : sum[0];
  }

  /** The class numbers that there may be in some data. */
  List<Labels> labels(Tensors outputs, List<Field> fields) {
    return loss.parts().stream()
        .flatMap(part -> Labels.of(part, outputs, find(fields, part.compared().target())).stream()).toList();
  }

  /** What is compared with fields of the data. */
  List<Comparison> comparisons() {
    return loss.parts().stream().map(TargetLoss::compared).toList();
  }

  /** Refuses outputs that do not go with their targets, which broadcasting would hide. */
  void check(Tensors outputs, List<Field> fields) {
    for (TargetLoss part : loss.parts()) {
      Field target = find(fields, part.compared().target());
      Shape output = part.compared().of(outputs).shape();
      if (output.rank() == 0) {
        throw new ObjectiveException("an output of the model is a single number; it must have an axis of rows");
      }
      Shape row = output.part(1, output.rank());
      if (target.row().dtype().isFloat()) {
        checkNumbers(part.formula(), row, target);
      } else {
        checkClasses(part.formula(), row, target);
      }
    }
  }

  private static void checkNumbers(Formula formula, Shape row, Field target) {
    if (formula.takes() == Formula.Takes.CLASSES) {
      throw new ObjectiveException(
          formula.name() + " takes class labels, but the target of the data is a number; use mse");
    }
    if (!row.equals(target.row().shape())) {
      throw new ObjectiveException(target.row().equals(TensorType.f32(1)) && row.rank() == 1
          ? "the model has " + row.lastExtent()
              + " outputs, but the data has one value a row; give the last layer one unit"
          : "the model's output has shape " + row + " a row, but field " + target.name() + " of the data has "
              + target.row().shape() + "; make them equal");
    }
  }

  private static void checkClasses(Formula formula, Shape row, Field target) {
    if (formula.takes() != Formula.Takes.CLASSES && row.equals(target.row().shape())) {
      return;
    }
    if (row.rank() == 0 || !row.part(0, row.rank() - 1).equals(target.row().shape())) {
      throw new ObjectiveException("the model's output has shape " + row + " a row, but field " + target.name()
          + " of the data has " + target.row().shape() + " class labels; the output needs these axes and one of"
          + " classes behind them");
    }
    int width = row.lastExtent();
    int count = target.meaning() instanceof Meaning.Classes classes ? classes.names().size() : 1;
    boolean oneForTwo = width == 1 && count <= 2 && formula.takes() != Formula.Takes.CLASSES;
    if (width < count && !oneForTwo) {
      throw new ObjectiveException("the model has " + width + " output(s), but the data has " + count
          + " classes; give the last layer " + count + " units"
          + (count == 2 ? ", or one and binary-cross-entropy" : ""));
    }
    if (formula.takes() == Formula.Takes.SIDES && width != 1) {
      throw new ObjectiveException(formula.name() + " of class labels takes one output, but the model has "
          + width + "; give the last layer one unit, or use softmax-cross-entropy");
    }
  }
}
