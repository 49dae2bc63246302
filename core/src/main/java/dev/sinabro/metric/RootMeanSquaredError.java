package dev.sinabro.metric;

import dev.sinabro.graph.Tensor;

/** unit * sqrt(mean (prediction - target)^2). */
record RootMeanSquaredError(double unit) implements Metric {
  @Override
  public String name() {
    return "rmse";
  }

  @Override
  public Tensor perRow(Tensor predictions, Tensor targets) {
    return predictions.sub(targets).square().mean(1);
  }

  @Override
  public double ofMean(double mean) {
    return unit * Math.sqrt(mean);
  }

  @Override
  public boolean largerIsBetter() {
    return false;
  }
}
