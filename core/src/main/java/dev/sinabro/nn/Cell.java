package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * One step of a {@link Recurrent} layer.
 *
 * <p>All products are made for it: of the step's input and of the hidden state, each with the weights of all gates, which
 * stand one after the other.
 */
public interface Cell {

  /** How many gates there are: the weights have gates * units rows. */
  int gates();

  /** How many values [batch, units] are carried from step to step; the first is the hidden state, which is the output. */
  int states();

  /**
   * Builds the step.
   *
   * @param input the products with the step's input and their bias, [batch, gates * units]
   * @param recurrent the products with the hidden state and their bias, [batch, gates * units]
   * @param carried what the step before left, [batch, units] each; zeros at first
   * @return what this step leaves
   */
  List<Tensor> step(Tensor input, Tensor recurrent, List<Tensor> carried);

  /** What stands for it in listings, such as {@code lstm}. */
  String label();

  /** A simple recurrent network, h' = f(i + r): Elman, 1990. */
  enum Simple implements Cell {
    /** f is the hyperbolic tangent. */
    TANH {
      @Override
      Tensor activated(Tensor sum) {
        return sum.tanh();
      }
    },
    /** f is the larger of a number and 0. */
    RELU {
      @Override
      Tensor activated(Tensor sum) {
        return sum.relu();
      }
    };

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public int states() {
      return 1;
    }

    @Override
    public List<Tensor> step(Tensor input, Tensor recurrent, List<Tensor> carried) {
      return List.of(activated(input.add(recurrent)));
    }

    @Override
    public String label() {
      return this == TANH ? "rnn" : "rnn relu";
    }

    abstract Tensor activated(Tensor sum);
  }

  /** The cells with gates, in the order that PyTorch gives these. */
  enum Gated implements Cell {
    /**
     * Gates i, f, g, o: c' = sigmoid(f) c + sigmoid(i) tanh(g), h' = sigmoid(o) tanh(c'): Hochreiter and Schmidhuber, 1997;
     * with the forget gate of Gers, Schmidhuber and Cummins, 2000.
     */
    LSTM(4, 2) {
      @Override
      public List<Tensor> step(Tensor input, Tensor recurrent, List<Tensor> carried) {
        Tensor gates = input.add(recurrent);
        Tensor written = gate(gates, 0).sigmoid().mul(gate(gates, 2).tanh());
        Tensor c = gate(gates, 1).sigmoid().mul(carried.get(1)).add(written);
        return List.of(gate(gates, 3).sigmoid().mul(c.tanh()), c);
      }
    },
    /**
     * Gates r, z, n: n = tanh(i_n + sigmoid(r) r_n), h' = n + sigmoid(z) (h - n): Cho and others, 2014, in the form whose
     * product does not wait for the reset gate.
     */
    GRU(3, 1) {
      @Override
      public List<Tensor> step(Tensor input, Tensor recurrent, List<Tensor> carried) {
        Tensor reset = gate(input, 0).add(gate(recurrent, 0)).sigmoid();
        Tensor kept = gate(input, 1).add(gate(recurrent, 1)).sigmoid();
        Tensor candidate = gate(input, 2).add(reset.mul(gate(recurrent, 2))).tanh();
        return List.of(candidate.add(kept.mul(carried.getFirst().sub(candidate))));
      }
    };

    private final int gates;
    private final int states;

    Gated(int gates, int states) {
      this.gates = gates;
      this.states = states;
    }

    @Override
    public int gates() {
      return gates;
    }

    @Override
    public int states() {
      return states;
    }

    @Override
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    Tensor gate(Tensor all, int index) {
      int units = all.shape().extent(1) / gates;
      return all.slice(1, index * units, (index + 1) * units);
    }
  }
}
