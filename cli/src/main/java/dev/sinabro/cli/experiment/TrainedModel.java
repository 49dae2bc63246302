package dev.sinabro.cli.experiment;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.GraphPreprocessing;
import dev.sinabro.data.ImagePreprocessing;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.data.Table;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.io.Safetensors;
import dev.sinabro.onnx.OnnxExport;
import dev.sinabro.onnx.OnnxModel;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Predictions;
import dev.sinabro.train.TextSampler;
import dev.sinabro.train.Trainer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

/** A model that was trained before, ready to be judged and to predict. */
public final class TrainedModel implements AutoCloseable {
  private static final int MOST_ROWS_OF_A_BLOCK = 512;
  private static final long MOST_BYTES_OF_A_BLOCK = 1L << 26;

  private final ModelFile file;
  private final Trainer trainer;

  /**
   * Loads a model file onto a device.
   *
   * @throws UserException where it is no model of ours, or a damaged one, naming the tensor
   */
  public TrainedModel(Path path, Device device) {
    file = ModelFile.read(path).sound(path);
    trainer = file.trainer().on(device);
    trainer.restore(new Safetensors(file.tensors(), Map.of()));
  }

  /**
   * Loads a run of the command, or a model file, onto a device.
   *
   * @param run a run folder, or its model.safetensors
   * @throws UserException where it is none, or a damaged one
   */
  public static TrainedModel load(Path run, Device device) {
    return new TrainedModel(RunFolder.modelOf(run), device);
  }

  /**
   * Predicts for the rows of a table, in which the target need not be.
   *
   * @return class probabilities (of class 1 alone for a single output) or values in the target's own units, for each row
   * @throws UserException where it did not learn from a table
   * @throws dev.sinabro.data.DataException where a column is missing, or a cell does not fit its column
   */
  public Predictions predict(Table table) {
    return switch (file.preprocessing()) {
      case TablePreprocessing columns -> predict(columns.features(table));
      case NumbersPreprocessing numbers -> predict(numbers.dataset(table));
      case SeriesPreprocessing series -> predict(series.features(table));
      case GraphPreprocessing graph -> predict(graph.features(table));
      case ImagePreprocessing _, TextPreprocessing _ -> throw new UserException(ExitCode.DATA,
          "this model did not learn from a table; make its fields and predict for these");
    };
  }

  /** What it was made from. */
  public ModelFile file() {
    return file;
  }

  /** Whether it tells probabilities of classes; else classes come with outputs that are larger for a likelier class. */
  public boolean tellsProbabilities() {
    return file.configuration().loss().orElseThrow().outputs().tellProbabilities();
  }

  /** Loss and metric. */
  public Evaluation evaluate(Dataset data) {
    return trainer.evaluate(data);
  }

  /** Class probabilities (of class 1 alone for a single output) or values in the target's own units. */
  public Predictions predict(Dataset data) {
    return trainer.predict(data);
  }

  /** Receives predictions, a block of rows at a time. */
  @FunctionalInterface
  public interface Block {
    /**
     * Takes one.
     *
     * @param from the number of its first row
     * @param predictions of its rows
     */
    void accept(int from, float[][] predictions);
  }

  /** The same for some rows after the others, so that those of all need not fit into memory. */
  public void predict(Dataset data, Block block) {
    long rowBytes = data.fields().stream().mapToLong(field -> field.row().byteSize()).sum();
    int most = Integer.highestOneBit(Math.clamp(MOST_BYTES_OF_A_BLOCK / rowBytes, 1, MOST_ROWS_OF_A_BLOCK));
    for (int from = 0; from < data.rowCount(); from += most) {
      int to = Math.min(data.rowCount(), from + most);
      block.accept(from, predict(data.select(IntStream.range(from, to).toArray())).rows());
    }
  }

  /**
   * Refuses a judgment that is none. A metric may be NaN by what it means, as that of a class without rows.
   *
   * @throws UserException where the loss is NaN or infinite, naming the first row whose prediction is
   */
  public void requireFinite(Evaluation evaluation, Dataset data) {
    if (Double.isFinite(evaluation.loss())) {
      return;
    }
    predict(data, (from, predictions) -> NotFinite.first(predictions).ifPresent(found -> {
      throw new UserException(ExitCode.DIVERGED, "row " + (from + found.row() + 1) + " of the data: "
          + found.text(file.preprocessing()) + NotFinite.REASON);
    }));
    throw new UserException(ExitCode.DIVERGED, "the loss of these rows is " + evaluation.loss() + ", though each"
        + " prediction is finite: their targets are far beyond those of training");
  }

  /** What {@link #predict} computes as an ONNX model, which takes features as they were measured. */
  public OnnxModel onnx() {
    Dataset row = file.emptyRows(1);
    trainer.predictionGraph(row, 1); // from now on there are values of what it reads
    return RawFeatures.of(file.preprocessing())
        .told(new OnnxExport(rows -> trainer.predictionGraph(row, rows), trainer.storedCheckpoint())).model();
  }

  /**
   * What writes text with it.
   *
   * @throws UserException where it did not learn from text
   */
  public TextSampler sampler(double temperature, int choices) {
    if (file.preprocessing() instanceof TextPreprocessing text) {
      return new TextSampler(trainer, text, temperature, choices);
    }
    throw new UserException(ExitCode.DATA,
        "this model did not learn from text, so it cannot write any; name a run whose"
            + " data is of kind text, such as one of sinabro train char-gpt");
  }

  /** The most probable class of a row of {@link #predict}. */
  public static int predictedClass(float[] prediction) {
    if (prediction.length == 1) {
      return prediction[0] > 0.5f ? 1 : 0;
    }
    int best = 0;
    for (int index = 1; index < prediction.length; index++) {
      if (prediction[index] > prediction[best]) {
        best = index;
      }
    }
    return best;
  }

  /** The probability of the most probable class of a row of {@link #predict}. */
  public static float probability(float[] prediction) {
    int best = predictedClass(prediction);
    return prediction.length > 1 ? prediction[best] : best == 1 ? prediction[0] : 1 - prediction[0];
  }

  @Override
  public void close() {
    trainer.close();
  }
}
