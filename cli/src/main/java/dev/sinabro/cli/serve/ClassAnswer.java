package dev.sinabro.cli.serve;

import dev.sinabro.cli.experiment.TrainedModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Probabilities of classes as tensors: {@code class} [n], the name of the most probable one, {@code probabilities} [n, classes],
 * and the names of all classes in their order.
 *
 * @param all what the tensor of all names is called
 * @param names of the classes
 * @param best what the tensor of the most probable one is called
 */
record ClassAnswer(String best, String all, List<String> names) {

  List<TensorSpec> outputs() {
    return List.of(TensorSpec.rows(best, Datatype.BYTES),
        TensorSpec.rows(Signature.PROBABILITIES, Datatype.FP32, names.size()),
        new TensorSpec(all, Datatype.BYTES, List.of(names.size())));
  }

  /** @param rows what the model says of each: a probability a class, or that of class 1 alone */
  List<OutputTensor> of(float[][] rows) {
    int classes = names.size();
    float[] probabilities = new float[rows.length * classes];
    List<String> most = new ArrayList<>();
    for (int row = 0; row < rows.length; row++) {
      float[] found = rows[row].length == 1 ? new float[] {1 - rows[row][0], rows[row][0]} : rows[row];
      System.arraycopy(found, 0, probabilities, row * classes, classes);
      most.add(names.get(TrainedModel.predictedClass(rows[row])));
    }
    return List.of(OutputTensor.of(best, most),
        OutputTensor.of(Signature.PROBABILITIES, List.of(rows.length, classes), probabilities),
        OutputTensor.of(all, names));
  }
}
