package dev.sinabro.metric;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;

/** 1 for a row whose largest prediction is that of its class; for a single prediction, which side of 1/2 it is on. */
record Accuracy() implements Metric {
  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Tensor perRow(Tensor predictions, Tensor targets) {
    Tensor predicted = predictions.shape().extent(1) == 1
        ? predictions.graph().constant(0.5).less(predictions).cast(DType.I32).reshape(targets.shape())
        : predictions.argMax(1);
    return predicted.equal(targets).cast(DType.F32);
  }

  @Override
  public double ofMean(double mean) {
    return mean;
  }

  @Override
  public boolean largerIsBetter() {
    return true;
  }
}
