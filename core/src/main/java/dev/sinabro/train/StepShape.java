package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a step is for, and the rows that it finds on the device: all that its program depends on.
 *
 * @param purpose of the step
 * @param fields of the data
 * @param batch rows of the step
 * @param resident rows of the data on the device, of which the step takes its own; 0 where it finds its own alone
 * @param watched whether it changes nothing, and tells what the user watches of such a step
 */
record StepShape(Purpose purpose, List<Field> fields, int batch, int resident, boolean watched) {
  /** The input of a training step that says in which order the rows on the device are taken. */
  static final String ORDER = "training.order";

  /** What a step is for. */
  enum Purpose {
    /** Changes the weights by the gradients of its rows. */
    TRAINING,
    /** Adds the gradients of its rows to those of the steps before. */
    ACCUMULATING,
    /** Changes the weights by the gradients of its rows and of those that were accumulated. */
    COMPLETING,
    /** Finds loss and metrics. */
    EVALUATION,
    /** Finds predictions. */
    PREDICTION;

    boolean trains() {
      return switch (this) {
        case TRAINING, ACCUMULATING, COMPLETING -> true;
        case EVALUATION, PREDICTION -> false;
      };
    }
  }

  /** A step on rows that are sent for it. */
  static StepShape streamed(Purpose purpose, List<Field> fields, int batch) {
    return new StepShape(purpose, fields, batch, 0, false);
  }

  /** A step on rows of data on the device where these can be there, else on rows that are sent for it. */
  static StepShape of(Purpose purpose, Dataset data, int batch) {
    return canBeResident(data) ? resident(purpose, data, batch) : streamed(purpose, data.fields(), batch);
  }

  /** Whether all rows of each field can be one tensor. */
  static boolean canBeResident(Dataset data) {
    return data.fields().stream()
        .allMatch(field -> (long) data.rowCount() * field.row().shape().count() <= Integer.MAX_VALUE);
  }

  /** A step on some of the rows of data on the device. */
  static StepShape resident(Purpose purpose, Dataset data, int batch) {
    return new StepShape(purpose, data.fields(), batch, data.rowCount(), false);
  }

  /** The same of another number of rows. */
  StepShape withBatch(int rows) {
    return new StepShape(purpose, fields, rows, resident, watched);
  }

  /** The same, which tells what the user watches. */
  StepShape watching() {
    return new StepShape(purpose, fields, batch, resident, true);
  }

  /**
   * The fields of the step's rows, [batch, ...]: each becomes an input of the graph when it is first asked for.
   *
   * @param row the number of the first row in the order
   */
  Tensors inputs(Graph graph, Tensor row) {
    Map<String, TensorType> rows = Field.rows(fields);
    Map<String, Integer> classes = new HashMap<>();
    for (Field field : fields) {
      if (field.meaning() instanceof Meaning.Classes(var names) && field.row().dtype() == DType.I32) {
        classes.put(field.name(), names.size());
      }
    }
    return Tensors.fields(rows.keySet(), name -> {
      TensorType type = Objects.requireNonNull(rows.get(name));
      int count = resident == 0 ? batch : resident;
      Tensor input = graph.input(name, new TensorType(type.dtype(), Shape.of(count).then(type.shape())));
      return resident == 0 ? input : input.gather(numbers(graph, row));
    }, classes);
  }

  private Tensor numbers(Graph graph, Tensor row) {
    Tensor next = row.add(graph.iota(batch));
    return purpose.trains() ? graph.input(ORDER, TensorType.i32(resident)).gather(next) : next;
  }
}
