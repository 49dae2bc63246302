package dev.sinabro.nn;

import dev.sinabro.graph.Scan;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A cell along a sequence, once or in several layers: [batch, steps, inputs] to [batch, steps, units], or to [batch, units]
 * where only the end is given; in both directions, 2 units, those of the way forward first.
 *
 * <p>Parameters, named and ordered as PyTorch's, with {@code l0} for the first layer, {@code l1} for the next:
 * {@code weight_ih_l0} [gates * units, inputs], {@code weight_hh_l0} [gates * units, units], {@code bias_ih_l0} and
 * {@code bias_hh_l0} [gates * units], and for the way back beside a way forward {@code weight_ih_l0_reverse} and so on; all
 * uniform in +-1 / sqrt(units) at first. The products with the inputs of all steps are one; each step has one more, with the
 * hidden state.
 *
 * @param cell one step
 * @param units of the hidden state, at least 1
 * @param layers at least 1; each but the first takes what the one before it gives at all steps
 * @param direction in which the sequence is gone through
 * @param dropout of what a layer gives to the next, in [0, 1)
 * @param output which steps are given
 */
public record Recurrent(Cell cell, int units, int layers, Direction direction, double dropout, Output output)
    implements Layer {
  /** In which direction a sequence is gone through. */
  public enum Direction {
    /** From the first step to the last. */
    FORWARD,
    /** From the last step to the first. */
    BACKWARD,
    /** Both ways, each with weights of its own: Schuster and Paliwal, 1997. */
    BOTH;

    private List<Way> ways() {
      return switch (this) {
        case FORWARD -> List.of(new Way(Scan.Direction.FORWARD, ""));
        case BACKWARD -> List.of(new Way(Scan.Direction.BACKWARD, ""));
        case BOTH -> List.of(new Way(Scan.Direction.FORWARD, ""), new Way(Scan.Direction.BACKWARD, "_reverse"));
      };
    }
  }

  /** Which steps are given. */
  public enum Output {
    /** All of them. */
    SEQUENCE,
    /** The one that was done last, of each direction. */
    LAST
  }

  /** A way through a sequence, and how the names of its parameters end. */
  private record Way(Scan.Direction direction, String suffix) {}

  /** Checks the ranges. */
  public Recurrent {
    if (units < 1 || layers < 1) {
      throw new IllegalArgumentException(
          "a recurrent layer of " + units + " units and " + layers + " layers; it needs at least 1 of each");
    }
    new Dropout(dropout);
  }

  /** One layer, forward, that gives all steps. */
  public static Recurrent of(Cell cell, int units) {
    return new Recurrent(cell, units, 1, Direction.FORWARD, 0, Output.SEQUENCE);
  }

  /** The same, of which only the step that is done last is given. */
  public Recurrent last() {
    return new Recurrent(cell, units, layers, direction, dropout, Output.LAST);
  }

  /** The same in so many layers. */
  public Recurrent layers(int count) {
    return new Recurrent(cell, units, count, direction, dropout, output);
  }

  /** The same from the last step to the first. */
  public Recurrent fromBehind() {
    return new Recurrent(cell, units, layers, Direction.BACKWARD, dropout, output);
  }

  /** The same in both directions. */
  public Recurrent bothWays() {
    return new Recurrent(cell, units, layers, Direction.BOTH, dropout, output);
  }

  /** The same with dropout between layers. */
  public Recurrent dropout(double rate) {
    return new Recurrent(cell, units, layers, direction, rate, output);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException("a recurrent layer takes [batch, steps, inputs], not " + x.shape());
    }
    Tensor y = x.transpose(1, 0, 2);
    for (int layer = 0; layer < layers - 1; layer++) {
      y = new Dropout(dropout).apply(through(y, layer, Output.SEQUENCE, scope), scope);
    }
    y = through(y, layers - 1, output, scope);
    return switch (output) {
      case SEQUENCE -> y.transpose(1, 0, 2);
      case LAST -> y;
    };
  }

  /** One layer: [steps, batch, inputs] to [steps, batch, units], or to [batch, units]. */
  private Tensor through(Tensor x, int layer, Output given, Scope scope) {
    List<Tensor> results =
        direction.ways().stream().map(way -> along(x, "l" + layer + way.suffix(), way, given, scope)).toList();
    Tensor first = results.getFirst();
    return results.size() == 1 ? first : x.graph().concat(first.shape().rank() - 1, results);
  }

  private Tensor along(Tensor x, String name, Way way, Output given, Scope scope) {
    int rows = cell.gates() * units;
    double limit = 1 / Math.sqrt(units);
    Initializer uniform = new Initializer.Uniform(-limit, limit);
    Tensor inputWeight = scope.parameter("weight_ih_" + name, Shape.of(rows, x.shape().lastExtent()), uniform);
    Tensor hiddenWeight = scope.parameter("weight_hh_" + name, Shape.of(rows, units), uniform);
    Tensor inputBias = scope.parameter("bias_ih_" + name, Shape.of(rows), uniform);
    Tensor hiddenBias = scope.parameter("bias_hh_" + name, Shape.of(rows), uniform);
    Tensor products = Dense.product(x, inputWeight).add(inputBias);
    Tensor zeros = x.graph().constant(0.0).broadcast(Shape.of(x.shape().extent(1), units));
    Scan scan = Scan.over(way.direction(), List.of(products), Collections.nCopies(cell.states(), zeros), step -> {
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
    return switch (given) {
      case SEQUENCE -> scan.stacked(0);
      case LAST -> scan.last(0);
    };
  }

  @Override
  public String label() {
    String way = switch (direction) {
      case FORWARD -> "";
      case BACKWARD -> " reversed";
      case BOTH -> " both ways";
    };
    return cell.label() + " " + units + (layers == 1 ? "" : " x " + layers) + way;
  }
}
