package dev.sinabro.testkit;

import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.rescale;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.data.Scaling;
import dev.sinabro.graph.Philox;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Scope;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows with each kind of field, as a user's own data set of three methods computes them when asked, and a model with
 * several inputs, outputs and targets.
 */
final class Mixed implements Dataset {
  static final int POSITIONS = 5;
  private static final int WORDS = 7;

  private final int rowCount;

  Mixed(int rowCount) {
    this.rowCount = rowCount;
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  @Override
  public List<Field> fields() {
    return List.of(Field.bytes("image", 1, 28, 28), Field.integers("words", POSITIONS), Field.reals("size"),
        Field.integers("digit").meaning(new Meaning.Classes(List.of("0", "1", "2"))),
        Field.reals("box", 2).meaning(new Meaning.Scaled(new Scaling(100, 20))), Field.bytes("tags", POSITIONS),
        Field.reals("weight"), Field.bytes("present", POSITIONS), Field.reals("unread", 1000));
  }

  @Override
  public void read(int[] rows, Map<String, MemorySegment> into) {
    into.forEach((name, memory) -> {
      for (int i = 0; i < rows.length; i++) {
        switch (name) {
          case "image" -> bytes(memory, rows[i], i, 784, 256, 1);
          case "words" -> {
            for (int place = 0; place < POSITIONS; place++) {
              memory.setAtIndex(ValueLayout.JAVA_INT, (long) i * POSITIONS + place, below(WORDS, rows[i], 2, place));
            }
          }
          case "size" -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, unit(rows[i], 3, 0));
          case "digit" -> memory.setAtIndex(ValueLayout.JAVA_INT, i, below(3, rows[i], 4, 0));
          case "box" -> {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, 2L * i, unit(rows[i], 5, 0));
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, 2L * i + 1, unit(rows[i], 5, 1));
          }
          case "tags" -> bytes(memory, rows[i], i, POSITIONS, 4, 6);
          case "weight" -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, below(3, rows[i], 7, 0));
          case "present" -> bytes(memory, rows[i], i, POSITIONS, 2, 8);
          default -> throw new AssertionError("field " + name + " is read, but nothing needs it");
        }
      }
    });
  }

  private static void bytes(MemorySegment memory, int row, int at, int count, int below, int stream) {
    for (int place = 0; place < count; place++) {
      memory.set(ValueLayout.JAVA_BYTE, (long) at * count + place, (byte) below(below, row, stream, place));
    }
  }

  private static int below(int bound, int row, int stream, int place) {
    return Math.floorMod(Philox.word(77, stream, row, place), bound);
  }

  private static float unit(int row, int stream, int place) {
    return Philox.uniform(Philox.word(77, stream, row, place));
  }

  /** Three losses over three outputs; a fourth output are the most probable tags, as integers. */
  static TrainerBuilder trainer(long seed) {
    Loss loss = Loss.softmaxCrossEntropy().output("digit").target("digit").weights("weight")
        .plus(Loss.mse().output("box").target("box").times(0.5))
        .plus(Loss.softmaxCrossEntropy().output("tags").target("tags").mask("present").ignoring(3));
    return Trainer.builder(Mixed::network).loss(loss).optimizer(Optimizer.adam(0.01)).seed(seed);
  }

  private static Tensors network(Tensors fields, Scope scope) {
    Tensor image = scope.apply("pixels", rescale(1 / 255.0, -0.5), fields.get("image"));
    int rows = image.shape().extent(0);
    Tensor seen = scope.apply("seen", dense(6, TANH), image.reshape(rows, 784));
    Tensor table = scope.parameter("words.weight", Shape.of(WORDS, 4), new Initializer.Glorot());
    Tensor words = table.gather(fields.get("words"));
    Tensor all = image.graph().concat(1,
        List.of(seen, words.reshape(rows, POSITIONS * 4), fields.get("size").reshape(rows, 1)));
    Tensor tags = scope.apply("tags", dense(3), words);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("digit", scope.apply("digit", dense(3), all));
    outputs.put("box", scope.apply("box", dense(2), all));
    outputs.put("tags", tags);
    outputs.put("best tags", tags.argMax(2));
    return Tensors.outputs(outputs);
  }
}
