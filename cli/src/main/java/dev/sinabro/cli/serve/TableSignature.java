package dev.sinabro.cli.serve;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.FeatureEncoding;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TargetEncoding;
import dev.sinabro.graph.HostTensor;
import java.util.List;

/**
 * A table: an input [n] for each column, or all columns as {@code features} [n, columns] where they are numbers. A class and its
 * probabilities come out, or the value under the target's name.
 */
record TableSignature(TablePreprocessing table) implements Signature {

  @Override
  public List<TensorSpec> inputs() {
    return table.features().stream().map(feature -> TensorSpec.rows(feature.name(),
        feature instanceof FeatureEncoding.Numeric ? Datatype.FP64 : Datatype.BYTES)).toList();
  }

  @Override
  public List<TensorSpec> outputs() {
    return switch (table.target()) {
      case TargetEncoding.Classes classes -> answer(classes).outputs();
      case TargetEncoding.Values values -> List.of(TensorSpec.rows(values.name(), Datatype.FP32));
    };
  }

  @Override
  public Dataset rows(InferenceRequest request) {
    return Columns.encoded(Columns.of(request, columns()), table::features);
  }

  private List<String> columns() {
    return table.features().stream().map(FeatureEncoding::name).toList();
  }

  @Override
  public List<OutputTensor> answer(InferenceRequest request, HostTensor output) {
    return switch (table.target()) {
      case TargetEncoding.Classes classes -> answer(classes).of(output.rows());
      case TargetEncoding.Values values ->
        List.of(OutputTensor.of(values.name(), List.of(output.shape().extent(0)), output.floats()));
    };
  }

  private static ClassAnswer answer(TargetEncoding.Classes classes) {
    return new ClassAnswer(CLASS, "classes", classes.classes());
  }
}
