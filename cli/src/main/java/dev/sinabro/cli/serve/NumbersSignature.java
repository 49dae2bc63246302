package dev.sinabro.cli.serve;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.NumbersPreprocessing;
import dev.sinabro.graph.HostTensor;
import java.util.List;

/** Numbers that are given back: {@code features} [n, columns] or an input a column; {@code values} [n, columns] come out. */
record NumbersSignature(NumbersPreprocessing numbers) implements Signature {

  @Override
  public List<TensorSpec> inputs() {
    return numbers.columns().stream().map(column -> TensorSpec.rows(column, Datatype.FP64)).toList();
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.rows("values", Datatype.FP32, numbers.columns().size()));
  }

  @Override
  public Dataset rows(InferenceRequest request) {
    return Columns.encoded(Columns.of(request, numbers.columns()), numbers::dataset);
  }

  @Override
  public List<OutputTensor> answer(InferenceRequest request, HostTensor output) {
    return List.of(OutputTensor.of("values", List.of(output.shape().extent(0), numbers.columns().size()),
        output.floats()));
  }
}
