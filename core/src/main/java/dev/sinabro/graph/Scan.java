package dev.sinabro.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop over the first axis of some tensors: each step sees one element of each, and what the step before carried over.
 *
 * <pre>{@code
 * Scan sums = Scan.over(List.of(xs), List.of(zero), step -> {     // xs [length, n], zero [n]
 *   Tensor sum = step.carried(0).add(step.element(0));
 *   step.carry(0, sum);
 *   step.emit(sum);
 * });
 * Tensor total = sums.last(0);                                    // [n]
 * Tensor running = sums.stacked(0);                               // [length, n]
 * }</pre>
 *
 * The step may use tensors from outside as they are; what it computes from them alone is computed once.
 */
public final class Scan {
  private final Node node;
  private final ScanBody body;

  private Scan(Node node, ScanBody body) {
    this.node = node;
    this.body = body;
  }

  /** In which order elements are gone over; stacks are in the order of the axis either way. */
  public enum Direction {
    /** From the first element to the last. */
    FORWARD,
    /** From the last element to the first. */
    BACKWARD
  }

  /** As {@link #over(Direction, List, List, Consumer)}, forward. */
  public static Scan over(List<Tensor> sequences, List<Tensor> first, Consumer<Step> step) {
    return over(Direction.FORWARD, sequences, first, step);
  }

  /**
   * Goes over the first axis of some tensors.
   *
   * @param sequences [length, ..] each, one at least
   * @param first the values that are carried into the first step
   * @param build builds the step
   * @throws GraphException where the sequences differ in length, or something is carried over in another type
   */
  public static Scan over(Direction direction, List<Tensor> sequences, List<Tensor> first, Consumer<Step> build) {
    if (sequences.isEmpty() || sequences.stream().anyMatch(sequence -> sequence.shape().rank() == 0)) {
      throw new GraphException(
          "the scan at " + SourceLine.ofUser() + " needs a sequence to go over: a tensor of one axis at least");
    }
    int length = sequences.getFirst().shape().extent(0);
    Graph graph = sequences.getFirst().graph();
    Step step = new Step(graph.inner(), sequences, first);
    build.accept(step);
    Node node = node(graph, length, direction == Direction.BACKWARD, sequences, first, step.body());
    return new Scan(node, ((Op.Scan) node.op()).body());
  }

  /** The node of a scan, whose captured operands are those that the step's graph took from {@code graph}. */
  public static Node node(Graph graph, int length, boolean reversed, List<Tensor> sequences, List<Tensor> first,
      ScanBody body) {
    List<Tensor> operands = new ArrayList<>(sequences);
    operands.addAll(first);
    operands.addAll(body.graph().captured().keySet());
    return graph.node(new Op.Scan(body, length, reversed), operands);
  }

  /** What the last step carried on. */
  public Tensor last(int index) {
    return node.result(index);
  }

  /** What each step emitted, [length, ..]. */
  public Tensor stacked(int index) {
    if (index >= body.emitted().size()) {
      throw new GraphException(
          "the scan's step emits " + body.emitted().size() + " tensors, there is no number " + index
              + "; call emit in the step");
    }
    return node.result(body.next().size() + index);
  }

  /** What a step sees and gives, while it is built. */
  public static final class Step {
    private final Graph graph;
    private final List<Tensor> elements = new ArrayList<>();
    private final List<Tensor> carried = new ArrayList<>();
    private final List<@Nullable Tensor> next = new ArrayList<>();
    private final List<Tensor> emitted = new ArrayList<>();

    Step(Graph graph, List<Tensor> sequences, List<Tensor> first) {
      this.graph = graph;
      for (Tensor sequence : sequences) {
        Shape shape = sequence.shape();
        elements.add(graph.input("element" + elements.size(),
            new TensorType(sequence.dtype(), shape.part(Math.min(1, shape.rank()), shape.rank()))));
      }
      for (Tensor value : first) {
        carried.add(graph.input("carried" + carried.size(), value.type()));
        next.add(null);
      }
    }

    /** The element of a sequence, without the first axis. */
    public Tensor element(int index) {
      return elements.get(index);
    }

    /** What the step before carried over, or the first value. */
    public Tensor carried(int index) {
      return carried.get(index);
    }

    /** Carries a value over to the next step, of the same type as before. */
    public void carry(int index, Tensor value) {
      next.set(index, value);
    }

    /** Gives a value of each step, which the scan stacks. */
    public void emit(Tensor value) {
      emitted.add(value);
    }

    ScanBody body() {
      List<Tensor> left = new ArrayList<>();
      for (int index = 0; index < next.size(); index++) {
        Tensor value = next.get(index);
        left.add(value == null ? carried.get(index) : graph.own(value));
      }
      List<Tensor> given = emitted.stream().map(graph::own).toList();
      return new ScanBody(graph, elements, carried, List.copyOf(graph.captured().values()), left, given);
    }
  }
}
