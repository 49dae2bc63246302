package dev.sinabro.train;

import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.List;

/**
 * What changes from step to step besides the parameters, and so lives on the device.
 *
 * @param seed the low and the high word
 * @param step steps done
 * @param epoch the number of the epoch, from 0
 * @param row rows of the epoch done
 * @param loss the sum of the losses of these rows
 * @param metric the sum of the metric's numbers of these rows
 */
record Counters(Variable seed, Variable step, Variable epoch, Variable row, Variable loss, Variable metric) {

  static Counters named(String prefix) {
    return new Counters(new Variable(prefix + ".seed", TensorType.i32(2)), integer(prefix + ".step"),
        integer(prefix + ".epoch"), integer(prefix + ".row"), new Variable(prefix + ".loss", TensorType.f32()),
        new Variable(prefix + ".metric", TensorType.f32()));
  }

  private static Variable integer(String name) {
    return new Variable(name, TensorType.i32());
  }

  List<Variable> all() {
    return List.of(seed, step, epoch, row, loss, metric);
  }
}
