package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.data.SeriesPreprocessing;
import dev.sinabro.graph.HostTensor;
import java.util.List;

/** A series: a window [n, window] of its last values, oldest first, under its name; the next value [n] comes out under it. */
record SeriesSignature(SeriesPreprocessing series) implements Signature {

  @Override
  public List<TensorSpec> inputs() {
    return List.of(TensorSpec.rows(series.column(), Datatype.FP64, series.window()));
  }

  @Override
  public List<TensorSpec> outputs() {
    return List.of(TensorSpec.rows(series.column(), Datatype.FP32));
  }

  @Override
  public Dataset rows(InferenceRequest request) {
    double[] values = request.only(series.column()).numbers(series.window());
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = series.scaling().apply(values[i]);
      if (!Float.isFinite(scaled[i])) {
        throw Refusal.malformed("input '" + series.column() + "': element " + i + " is " + values[i]
            + "; expected a number up to 3.4e38");
      }
    }
    Field features = series.fields().getFirst();
    return InMemory.rows(request.rows()).with(features, scaled);
  }

  @Override
  public List<OutputTensor> answer(InferenceRequest request, HostTensor output) {
    return List.of(OutputTensor.of(series.column(), List.of(output.shape().extent(0)), output.floats()));
  }
}
