package dev.sinabro.nn;

import dev.sinabro.graph.Scan;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A cell along a sequence: [batch, steps, inputs] to [batch, steps, units], or to [batch, units] where only the last step
 * is given.
 *
 * <p>Parameters, named and ordered as PyTorch's: {@code weight_ih_l0} [gates * units, inputs], {@code weight_hh_l0} [gates *
 * units, units], {@code bias_ih_l0} and {@code bias_hh_l0} [gates * units]; all uniform in +-1 / sqrt(units) at first. The
 * products with the inputs of all steps are one; each step has one more, with the hidden state.
 *
 * @param cell one step
 * @param units of the hidden state, at least 1
 * @param output which steps are given
 * @param reversed whether it goes from the last step to the first
 */
public record Recurrent(Cell cell, int units, Output output, boolean reversed) implements Layer {
  /** Which steps are given. */
  public enum Output {
    /** All of them. */
    SEQUENCE,
    /** The one that was done last. */
    LAST
  }

  /** The same, of which only the step that is done last is given. */
  public Recurrent last() {
    return new Recurrent(cell, units, Output.LAST, reversed);
  }

  /** The same from the last step to the first. */
  public Recurrent fromBehind() {
    return new Recurrent(cell, units, output, true);
  }

  /** Checks the range. */
  public Recurrent {
    if (units < 1) {
      throw new IllegalArgumentException("a recurrent layer of " + units + " units; it needs at least 1");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException("a recurrent layer takes [batch, steps, inputs], not " + x.shape());
    }
    int batch = x.shape().extent(0);
    int rows = cell.gates() * units;
    double limit = 1 / Math.sqrt(units);
    Initializer uniform = new Initializer.Uniform(-limit, limit);
    Tensor inputWeight = scope.parameter("weight_ih_l0", Shape.of(rows, x.shape().extent(2)), uniform);
    Tensor hiddenWeight = scope.parameter("weight_hh_l0", Shape.of(rows, units), uniform);
    Tensor inputBias = scope.parameter("bias_ih_l0", Shape.of(rows), uniform);
    Tensor hiddenBias = scope.parameter("bias_hh_l0", Shape.of(rows), uniform);
    Tensor products = Dense.product(x.transpose(1, 0, 2), inputWeight).add(inputBias);
    Tensor zeros = x.graph().constant(0.0).broadcast(Shape.of(batch, units));
    Scan.Direction direction = reversed ? Scan.Direction.BACKWARD : Scan.Direction.FORWARD;
    Scan scan = Scan.over(direction, List.of(products), Collections.nCopies(cell.states(), zeros), step -> {
      List<Tensor> carried = new ArrayList<>();
      for (int state = 0; state < cell.states(); state++) {
        carried.add(step.carried(state));
      }
      Tensor recurrent = carried.getFirst().matmul(hiddenWeight, false, true).add(hiddenBias);
      List<Tensor> next = cell.step(step.element(0), recurrent, carried);
      for (int state = 0; state < next.size(); state++) {
        step.carry(state, next.get(state));
      }
      step.emit(next.getFirst());
    });
    return switch (output) {
      case SEQUENCE -> scan.stacked(0).transpose(1, 0, 2);
      case LAST -> scan.last(0);
    };
  }

  @Override
  public String label() {
    return cell.label() + " " + units + (reversed ? " reversed" : "");
  }
}
