package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.loss.Loss;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Model;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectiveTest {
  private static final Map<String, Loss> LOSSES = Map.of("softmax", Loss.softmaxCrossEntropy(), "binary",
      Loss.binaryCrossEntropy(), "mse", Loss.mse(), "sse", Loss.sse());
  private static final Map<String, Metric> METRICS = Map.of("accuracy", Metric.accuracy(), "rmse", Metric.rmse());

  /** Data of some classes; of numbers where there are none. */
  private static Dataset data(int classes) {
    float[][] features = new float[6][2];
    return classes == 0 ? Dataset.of(features, new float[6]) : Dataset.of(features, new int[6], classes);
  }

  private static void check(String loss, String metric, int width, int classes) {
    TrainerBuilder settings = Trainer.builder(Layers.dense(width));
    if (!loss.equals("-")) {
      settings.loss(Objects.requireNonNull(LOSSES.get(loss)));
    }
    if (!metric.equals("-")) {
      settings.metrics(Objects.requireNonNull(METRICS.get(metric)));
    }
    declare(settings, data(classes).fields());
  }

  private static void declare(TrainerBuilder settings, List<Field> fields) {
    Model model = new Model(settings.network());
    TrainerSteps graphs =
        new TrainerSteps(model, new Learner(settings.optimizer(), model), Objective.of(settings, fields),
            new Watches(List.of()), TrainerSteps.Room.NONE);
    graphs.declare(new StepGraph(new Variable("seed", TensorType.i32(2)), new Variable("step", TensorType.i32())),
        fields);
  }

  @ParameterizedTest
  @CsvSource({"-, -, 3, 3", "-, -, 2, 2", "-, -, 4, 3", "-, -, 1, 0", "softmax, accuracy, 2, 2", "binary, -, 1, 2",
      "binary, -, 1, 1", "mse, -, 3, 3", "mse, -, 1, 2", "mse, -, 2, 2", "sse, -, 3, 3", "sse, -, 1, 0",
      "mse, rmse, 1, 0",
      "binary, -, 1, 0"})
  void whatGoesTogetherIsTaken(String loss, String metric, int width, int classes) {
    assertDoesNotThrow(() -> check(loss, metric, width, classes));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          -       | -        | 2 | 3 | the model has 2 output(s), but the data has 3 classes; give the last layer 3 units
          -       | -        | 1 | 3 | the model has 1 output(s), but the data has 3 classes; give the last layer 3 units
          -       | -        | 1 | 2 | the model has 1 output(s), but the data has 2 classes; give the last layer 2 units, or one and binary-cross-entropy
          binary  | -        | 1 | 3 | the model has 1 output(s), but the data has 3 classes; give the last layer 3 units
          mse     | -        | 1 | 3 | the model has 1 output(s), but the data has 3 classes; give the last layer 3 units
          sse     | -        | 2 | 3 | the model has 2 output(s), but the data has 3 classes; give the last layer 3 units
          binary  | -        | 2 | 2 | binary-cross-entropy of class labels takes one output, but the model has 2; give the last layer one unit, or use softmax-cross-entropy
          binary  | -        | 3 | 3 | binary-cross-entropy of class labels takes one output, but the model has 3; give the last layer one unit, or use softmax-cross-entropy
          -       | -        | 3 | 0 | the model has 3 outputs, but the data has one value a row; give the last layer one unit
          softmax | -        | 1 | 0 | softmax-cross-entropy takes class labels, but the target of the data is a number; use mse
          -       | accuracy | 1 | 0 | accuracy is a metric of class labels, but the target of the data is a number; use rmse
          -       | rmse     | 3 | 3 | rmse is a metric of numbers, but the target of the data is class labels; use accuracy
          """)
  void whatDoesNotGoTogetherIsRefused(String loss, String metric, int width, int classes, String message) {
    assertEquals(message,
        assertThrows(RuntimeException.class, () -> check(loss, metric, width, classes)).getMessage());
  }

  private static String refusal(Loss loss, Field target, int... output) {
    Field features = Field.reals("features", output);
    List<Field> fields = List.of(features, target);
    TrainerBuilder settings = Trainer.builder(Layers.dense(output[output.length - 1])).loss(loss);
    return String.valueOf(assertThrows(ObjectiveException.class, () -> declare(settings, fields)).getMessage());
  }

  @Test
  void outputsOfAnotherShapeThanTheirFieldAreRefused() {
    assertEquals("the model's output has shape [4] a row, but field box of the data has [2]; make them equal",
        refusal(Loss.mse().target("box"), Field.reals("box", 2), 4));
    assertEquals("the model's output has shape [5, 3] a row, but field box of the data has [5]; make them equal",
        refusal(Loss.mse().target("box"), Field.reals("box", 5), 5, 3));
    assertEquals("the model's output has shape [3] a row, but field words of the data has [5] class labels; the output"
        + " needs these axes and one of classes behind them",
        refusal(Loss.softmaxCrossEntropy().target("words"), Field.integers("words", 5), 3));
    assertEquals("the model's output has shape [4, 3] a row, but field words of the data has [5] class labels; the"
        + " output needs these axes and one of classes behind them",
        refusal(Loss.softmaxCrossEntropy().target("words"), Field.bytes("words", 5), 4, 3));
  }
}
