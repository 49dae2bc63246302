package dev.sinabro.grad;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Scan;
import dev.sinabro.graph.ScanBody;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a scan: a scan in the other direction, which carries the gradients of what was carried.
 *
 * <p>First the step is differentiated, in a copy of it ({@code draft}). The step of the gradient then is what of the draft is
 * needed, where results of the forward step's kernels and what was carried into it are read from the scan's stacks, and the rest
 * is computed again. What is captured gets a gradient from each step: sums of products become one product behind the
 * loop, sums of sums one sum behind it, and anything else is added up on the way.
 */
final class ScanGradient {
  private final Node scan;
  private final ScanBody body;
  private final int length;
  private final Graph outer;
  private final Graph draft;
  private final Map<Tensor, Tensor> copies = new HashMap<>();
  private final Graph step;

  /** By tensor of the draft: where the scan has it in a stack, or what it is outside of the loop. */
  private final Map<Tensor, Tensor> stacks = new HashMap<>();
  private final Map<Tensor, Tensor> outside = new HashMap<>();

  /** By tensor of the draft: the gradient that the step is handed. */
  private final Map<Tensor, Tensor> handed = new LinkedHashMap<>();
  private final List<Tensor> emitted = new ArrayList<>();
  private final List<Tensor> summands = new ArrayList<>();

  private ScanGradient(Node scan, Op.Scan op) {
    this.scan = scan;
    this.body = op.body();
    this.length = op.length();
    this.outer = scan.result(0).graph();
    this.draft = outer.inner();
    this.step = outer.inner();
  }

  /** The gradients of a scan's operands, from those of its results. */
  static List<@Nullable Tensor> of(Node node, Op.Scan op, List<@Nullable Tensor> gradients) {
    return new ScanGradient(node, op).gradients(op.reversed(), gradients);
  }

  private List<@Nullable Tensor> gradients(boolean reversed, List<@Nullable Tensor> given) {
    copyStep();
    Map<Tensor, Tensor> found = Gradients.ofWeighted(weights(given), inputs());
    List<Tensor> left = body.carried().stream().filter(ScanGradient::isReal).map(this::copy)
        .map(carried -> found.getOrDefault(carried, zeros(draft, carried))).toList();
    List<@Nullable Tensor> ofElements = body.elements().stream().<@Nullable Tensor>map(this::copy)
        .map(found::get).toList();
    ofElements.stream().filter(gradient -> gradient != null).forEach(this::emission);
    List<@Nullable Function<Node, Tensor>> ofCaptured = body.captured().stream()
        .<@Nullable Tensor>map(this::copy).map(found::get)
        .<@Nullable Function<Node, Tensor>>map(gradient -> gradient == null ? null : sumOverSteps(gradient, false))
        .toList();
    Node backward = new Rewriting().scan(!reversed, left, firstValues(given));
    List<@Nullable Tensor> results = new ArrayList<>();
    ofElements.forEach(gradient -> results.add(gradient == null ? null : stack(backward, gradient)));
    int carried = 0;
    for (Tensor value : body.carried()) {
      results.add(isReal(value) ? backward.result(carried++) : null);
    }
    ofCaptured.forEach(sum -> results.add(sum == null ? null : sum.apply(backward)));
    return results;
  }

  private static boolean isReal(Tensor tensor) {
    return tensor.dtype() == DType.F32;
  }

  private static Tensor zeros(Graph graph, Tensor like) {
    return graph.constant(0.0).broadcast(like.shape());
  }

  private Tensor copy(Tensor tensor) {
    Tensor copy = copies.get(tensor);
    if (copy == null) {
      throw new IllegalStateException(tensor + " is not of the scan's step");
    }
    return copy;
  }

  private void copyStep() {
    for (Node node : body.graph().nodes()) {
      List<Tensor> operands = node.operands().stream().map(this::copy).toList();
      Node copied = draft.standingFor(node, () -> draft.copy(node, operands));
      for (int index = 0; index < node.types().size(); index++) {
        copies.put(node.result(index), copied.result(index));
      }
    }
    List<Tensor> operands = scan.operands();
    int operand = 0;
    for (Tensor element : body.elements()) {
      stacks.put(copy(element), operands.get(operand++));
    }
    operand += body.carried().size();
    for (Tensor captured : body.captured()) {
      outside.put(copy(captured), operands.get(operand++));
    }
    List<Tensor> stacked = body.stacked();
    for (int index = stacked.size() - 1; index >= body.emitted().size(); index--) {
      stacks.put(copy(stacked.get(index)), scan.result(body.next().size() + index));
    }
  }

  /** The gradients of the step's results, as inputs of the draft. */
  private Map<Tensor, Tensor> weights(List<@Nullable Tensor> given) {
    Map<Tensor, Tensor> weights = new LinkedHashMap<>();
    for (int index = 0; index < body.next().size(); index++) {
      Tensor left = copy(body.next().get(index));
      if (isReal(left)) {
        Tensor gradient = draft.input("gradient of carried" + index, left.type());
        handed.put(gradient, gradient);
        weights.merge(left, gradient, Tensor::add);
      }
    }
    List<Tensor> stacked = body.stacked();
    for (int index = 0; index < stacked.size(); index++) {
      Tensor gradients = given.get(body.next().size() + index);
      if (gradients != null) {
        Tensor result = copy(stacked.get(index));
        Tensor gradient = draft.input("gradient of stack" + index, result.type());
        stacks.put(gradient, gradients);
        weights.merge(result, gradient, Tensor::add);
      }
    }
    return weights;
  }

  private List<Tensor> inputs() {
    List<Tensor> inputs = new ArrayList<>(body.elements());
    inputs.addAll(body.carried());
    inputs.addAll(body.captured());
    return inputs.stream().filter(ScanGradient::isReal).map(this::copy).toList();
  }

  private List<Tensor> firstValues(List<@Nullable Tensor> given) {
    List<Tensor> first = new ArrayList<>();
    for (int index = 0; index < body.next().size(); index++) {
      if (isReal(body.next().get(index))) {
        Tensor gradient = given.get(index);
        first.add(gradient != null ? gradient : zeros(outer, body.next().get(index)));
      }
    }
    return first;
  }

  /**
   * The sum of a tensor of the draft over all steps, to be built behind the loop.
   *
   * @param stackable whether to stack all of it and add up behind the loop, rather than on the way
   */
  private Function<Node, Tensor> sumOverSteps(Tensor tensor, boolean stackable) {
    List<Function<Node, Tensor>> sums = new ArrayList<>();
    Deque<Tensor> terms = new ArrayDeque<>(List.of(tensor));
    while (!terms.isEmpty()) {
      Tensor term = terms.pop();
      List<Tensor> operands = term.node().operands();
      boolean keepsShape = operands.stream().allMatch(operand -> operand.shape().equals(term.shape()));
      if (!stackable && term.node().op() instanceof Op.Binary(BinaryFn fn) && fn == BinaryFn.ADD && keepsShape) {
        operands.reversed().forEach(terms::push);
      } else {
        sums.add(sumOfTerm(term, stackable));
      }
    }
    return backward -> sums.stream().map(sum -> sum.apply(backward)).reduce(Tensor::add).orElseThrow();
  }

  private Function<Node, Tensor> sumOfTerm(Tensor term, boolean stackable) {
    List<Tensor> operands = term.node().operands();
    if (term.node().op() instanceof Op.MatMul product && term.shape().rank() == 2) {
      emission(operands.get(0));
      emission(operands.get(1));
      return backward -> product(product, stack(backward, operands.get(0)), stack(backward, operands.get(1)));
    }
    if (term.node().op() instanceof Op.Reduce reduce && reduce.fn() == ReduceFn.SUM) {
      Function<Node, Tensor> sum = sumOverSteps(operands.getFirst(), true);
      return backward -> outer.add(reduce, sum.apply(backward));
    }
    if (term.node().op() instanceof Op.Reshape reshape) {
      Function<Node, Tensor> sum = sumOverSteps(operands.getFirst(), stackable);
      return backward -> sum.apply(backward).reshape(reshape.shape());
    }
    if (stackable) {
      emission(term);
      return backward -> stack(backward, term).sum(0);
    }
    if (!summands.contains(term)) {
      summands.add(term);
    }
    int carriedBefore = (int) body.carried().stream().filter(ScanGradient::isReal).count();
    return backward -> backward.result(carriedBefore + summands.indexOf(term));
  }

  /** The sum over t of op(a_t) op(b_t), as one product along t and the inner axis. */
  private Tensor product(Op.MatMul op, Tensor a, Tensor b) {
    Tensor tall = op.transposeA() ? a : a.transpose(0, 2, 1);
    Tensor wide = op.transposeB() ? b.transpose(0, 2, 1) : b;
    return tall.reshape(length * tall.shape().extent(1), tall.shape().extent(2))
        .matmul(wide.reshape(length * wide.shape().extent(1), wide.shape().extent(2)), true, false);
  }

  /** Has a tensor of the draft stacked, unless it is in a stack already or the same in each step. */
  private void emission(Tensor tensor) {
    if (!stacks.containsKey(tensor) && !outside.containsKey(tensor) && !emitted.contains(tensor)) {
      emitted.add(tensor);
    }
  }

  private Tensor stack(Node backward, Tensor tensor) {
    Tensor stacked = stacks.get(tensor);
    if (stacked != null) {
      return stacked;
    }
    Tensor same = outside.get(tensor);
    if (same != null) {
      return same.broadcast(Shape.of(length).then(same.shape()));
    }
    int carried = ((Op.Scan) backward.op()).body().next().size();
    return backward.result(carried + emitted.indexOf(tensor));
  }

  /** The step of the gradient: what of the draft is needed, and what it reads of the scan's stacks. */
  private final class Rewriting {
    private final Map<Tensor, Tensor> rewritten = new HashMap<>();
    private final List<Tensor> sequences = new ArrayList<>();
    private final List<Tensor> elements = new ArrayList<>();
    private final List<Tensor> carried = new ArrayList<>();

    Node scan(boolean reversed, List<Tensor> left, List<Tensor> firstGradients) {
      for (Tensor gradient : handed.keySet()) {
        Tensor input = step.input("carried" + carried.size(), gradient.type());
        rewritten.put(gradient, input);
        carried.add(input);
      }
      List<Tensor> wanted = new ArrayList<>(left);
      wanted.addAll(emitted);
      wanted.addAll(summands);
      rewrite(wanted);
      List<Tensor> first = new ArrayList<>(firstGradients);
      List<Tensor> next = new ArrayList<>(left.stream().map(this::in).toList());
      for (Tensor summand : summands) {
        Tensor sum = step.input("carried" + carried.size(), summand.type());
        carried.add(sum);
        first.add(zeros(outer, summand));
        next.add(step.add(new Op.Binary(BinaryFn.ADD), sum, in(summand)));
      }
      List<Tensor> given = emitted.stream().map(this::in).toList();
      ScanBody backward =
          new ScanBody(step, elements, carried, List.copyOf(step.captured().values()), next, given);
      return Scan.node(outer, length, reversed, sequences, first, backward);
    }

    private void rewrite(List<Tensor> wanted) {
      List<Node> nodes = draft.nodes();
      boolean[] needed = new boolean[nodes.size()];
      wanted.forEach(tensor -> needed[tensor.node().id()] = true);
      for (int id = nodes.size() - 1; id >= 0; id--) {
        Node node = nodes.get(id);
        if (needed[id] && !isStacked(node)) {
          node.operands().forEach(operand -> needed[operand.node().id()] = true);
        }
      }
      for (Node node : nodes) {
        if (needed[node.id()] && !rewritten.containsKey(node.result(0))) {
          rewrite(node);
        }
      }
    }

    private boolean isStacked(Node node) {
      return stacks.containsKey(node.result(0));
    }

    private void rewrite(Node node) {
      if (isStacked(node)) {
        for (int index = 0; index < node.types().size(); index++) {
          rewritten.put(node.result(index), element(node.result(index)));
        }
        return;
      }
      Tensor same = outside.get(node.result(0));
      if (same != null) {
        rewritten.put(node.result(0), same);
        return;
      }
      List<Tensor> operands = node.operands().stream().map(this::rewritten).toList();
      boolean ofStep = operands.isEmpty() || operands.stream().anyMatch(operand -> operand.graph() == step);
      Graph graph = ofStep ? step : outer;
      Supplier<Node> build = () -> graph.node(node.op(), operands);
      Node moved = graph.standingFor(node, build);
      for (int index = 0; index < node.types().size(); index++) {
        rewritten.put(node.result(index), moved.result(index));
      }
    }

    private Tensor element(Tensor tensor) {
      Tensor input = step.input("element" + elements.size(), tensor.type());
      sequences.add(Objects.requireNonNull(stacks.get(tensor)));
      elements.add(input);
      return input;
    }

    private Tensor rewritten(Tensor tensor) {
      return Objects.requireNonNull(rewritten.get(tensor),
          "a tensor that the gradient of a scan needs is not rewritten");
    }

    /** A tensor of the draft as one of the step, also where it is the same in each step. */
    private Tensor in(Tensor tensor) {
      return step.own(rewritten(tensor));
    }
  }
}
