package dev.sinabro.train;

import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Scope;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.PerWeight;
import dev.sinabro.optim.Step;
import dev.sinabro.optim.Weight;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A layer and an optimizer of a user's own are a class each. */
class OwnClassesTest {

  record Maxout(int units, int pieces) implements Layer {
    public Tensor apply(Tensor x, Scope scope) {
      var shape = Shape.of(units * pieces, x.shape().lastExtent());
      var weight = scope.parameter("weight", shape, new Initializer.Normal(0, 0.5));
      var bias = scope.parameter("bias", Shape.of(units * pieces), new Initializer.Constant(0));
      return x.matmul(weight, false, true).add(bias).reshape(-1, units, pieces).amax(2);
    }
  }

  record Signum(double learningRate) implements PerWeight {
    public String name() {
      return "signum";
    }

    public Tensor update(Weight weight, Step step) {
      var momentum = weight.kept("momentum").mul(0.9).add(weight.gradient().mul(0.1));
      weight.keep("momentum", momentum);
      return weight.value().sub(momentum.sign().mul(step.rate(learningRate)));
    }
  }

  @Test
  void theyTrainAndAreInTheCheckpoint() {
    float[][] places = new float[64][2];
    int[] inside = new int[64];
    for (int i = 0; i < 64; i++) {
      places[i] = new float[] {i % 8 - 3.5f, i / 8 - 3.5f};
      inside[i] = Math.hypot(places[i][0], places[i][1]) < 3 ? 1 : 0;
    }
    Dataset circle = Dataset.of(places, inside, 2);
    try (Device device = new Device(new ReferenceBackend(), "");
        Trainer trainer = Trainer.builder(Sequential.of(new Maxout(8, 4), dense(2))).optimizer(new Signum(3e-3))
            .on(device)) {
      trainer.fit(circle, Fit.epochs(100).batch(16));
      assertTrue(trainer.evaluate(circle).accuracy() > 0.95, trainer.evaluate(circle).toString());
      assertEquals(Set.of("0.weight", "0.bias", "1.weight", "1.bias"), trainer.parameters().keySet());
      assertTrue(trainer.checkpoint().tensors().containsKey("momentum.0.weight"));
    }
  }
}
