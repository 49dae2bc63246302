package dev.sinabro.cli.experiment;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.TextPreprocessing;
import dev.sinabro.io.Safetensors;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Predictions;
import dev.sinabro.train.TextSampler;
import dev.sinabro.train.Trainer;
import java.nio.file.Path;
import java.util.Map;

/** A model that was trained before, ready to be judged and to predict. */
public final class TrainedModel implements AutoCloseable {
  private final ModelFile file;
  private final Trainer trainer;

  /** Loads a model file onto a device. */
  public TrainedModel(Path path, Device device) {
    file = ModelFile.read(path);
    trainer = file.trainer().on(device);
    trainer.restore(new Safetensors(file.tensors(), Map.of()));
  }

  /** What it was made from. */
  public ModelFile file() {
    return file;
  }

  /** Loss and metric. */
  public Evaluation evaluate(Dataset data) {
    return trainer.evaluate(data);
  }

  /** Class probabilities (of class 1 alone for a single output) or values in the target's own units. */
  public Predictions predict(Dataset data) {
    return trainer.predict(data);
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
