package dev.sinabro.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A computation as a list of nodes, built by calling operations on {@link Tensor} handles.
 *
 * <p>Types are checked when a node is built. The same operation on the same operands is the same node. Every
 * {@linkplain #read read} sees the value that a variable has before the step, every {@linkplain #assign assignment} takes
 * effect after the step.
 */
public final class Graph {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Key, Node> known = new HashMap<>();
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final Map<String, Literal> values = new HashMap<>();
  private final Map<Variable, Tensor> assigned = new LinkedHashMap<>();
  /** The graph around a step of a scan, and what the step takes from there: the tensor here by the one there. */
  private final @Nullable Graph outer;
  private final Map<Tensor, Tensor> captured = new LinkedHashMap<>();
  private String scope = "";
  private boolean frozen;
  private @Nullable Node origin;

  private int parts;
  private int part;

  private record Key(int part, Op op, List<Tensor> operands) {}

  /** An empty graph. */
  public Graph() {
    this(null);
  }

  /** A step of a scan: operations here may take tensors of the graphs around it. */
  private Graph(@Nullable Graph outer) {
    this.outer = outer;
  }

  /** An empty graph for the step of a scan in this one. */
  public Graph inner() {
    return new Graph(this);
  }

  /** What this graph takes from the one around it: the tensor here by the one there, in the order of first use. */
  public Map<Tensor, Tensor> captured() {
    return captured;
  }

  /** All nodes, in an order of execution. */
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** The declared inputs by name, in the order of declaration. */
  public Map<String, Tensor> inputs() {
    return Collections.unmodifiableMap(inputs);
  }

  /** The values that inputs have where a run does not give others. */
  public Map<String, Literal> inputValues() {
    return Collections.unmodifiableMap(values);
  }

  /** The new values of variables, in the order of assignment. */
  public Map<Variable, Tensor> assignments() {
    return Collections.unmodifiableMap(assigned);
  }

  /** The variables that are read or assigned, in the order of their first use. */
  public Set<Variable> variables() {
    Set<Variable> variables = new LinkedHashSet<>();
    for (Node node : nodes) {
      switch (node.op()) {
        case Op.Read read -> variables.add(read.variable());
        case Op.Assign assign -> variables.add(assign.variable());
        case Op _ -> {
          // no other operation knows a variable
        }
      }
    }
    return variables;
  }

  /**
   * Declares values that are handed in at each run.
   *
   * @param name unique in the graph
   * @throws GraphException where the name is taken by an input of another type
   */
  public Tensor input(String name, TensorType type) {
    Tensor declared = inputs.get(name);
    if (declared != null) {
      if (declared.type().equals(type)) {
        return declared;
      }
      throw new GraphException("input " + name + " " + type + " at " + SourceLine.ofUser() + " is declared already as "
          + declared.type() + " at " + declared.node().source() + "; give one of them another name");
    }
    if (type.dtype() == DType.F64) {
      throw new GraphException(
          "input " + name + " is f64; a graph's reals are f32 (the reference backend computes in f64)");
    }
    Tensor tensor = add(new Op.Input(name, type));
    inputs.put(name, tensor);
    return tensor;
  }

  /** Declares a real scalar input that has {@code value} where a run does not give another. */
  public Tensor scalar(String name, double value) {
    return tensor(name, Shape.SCALAR, value);
  }

  /** Declares a real input that has {@code values}, row-major, where a run does not give others. */
  public Tensor tensor(String name, Shape shape, double... values) {
    return input(name, new Literal(new TensorType(DType.F32, shape), values));
  }

  /**
   * Declares an input that has {@code value} where a run does not give another.
   *
   * @throws GraphException where the name is taken by an input of another type or value
   */
  public Tensor input(String name, Literal value) {
    Tensor tensor = input(name, value.type());
    Literal declared = values.putIfAbsent(name, value);
    if (declared != null && !declared.equals(value)) {
      throw new GraphException("input " + name + " at " + SourceLine.ofUser() + " has the value " + declared
          + " already, declared at " + tensor.node().source() + "; give one of them another name");
    }
    return tensor;
  }

  /** A real number in the program. */
  public Tensor constant(double value) {
    return constant(new Literal(TensorType.f32(), value));
  }

  /** An integer in the program. */
  public Tensor constant(int value) {
    return constant(new Literal(TensorType.i32(), value));
  }

  /** Values in the program. */
  public Tensor constant(Literal literal) {
    return add(new Op.Constant(literal));
  }

  /** The value that a variable has before the step. */
  public Tensor read(Variable variable) {
    return outer != null ? within(outer.read(variable)) : add(new Op.Read(variable));
  }

  /** The numbers 0 to n - 1, as i32. */
  public Tensor iota(int n) {
    return add(new Op.Iota(Shape.of(n), 0));
  }

  /**
   * Uniform random numbers in [0, 1), others at each step.
   *
   * @param seed i32[2], the low and the high word
   * @param step i32[], a counter of steps
   * @param stream tells apart the random operations of one graph; with another stream the numbers are others
   */
  public Tensor random(Tensor seed, Tensor step, int stream, Shape shape) {
    return add(new Op.Random(stream, shape), seed, step);
  }

  /** The tensors one after the other along an axis; a negative axis counts from the last. */
  public Tensor concat(int axis, List<Tensor> tensors) {
    if (tensors.isEmpty()) {
      throw new GraphException("concat at " + SourceLine.ofUser() + " has no operands; give it at least one");
    }
    int rank = tensors.getFirst().shape().rank();
    return add(new Op.Concat(axis < 0 ? axis + rank : axis), tensors.toArray(Tensor[]::new));
  }

  /** Tensors of one shape one after the other along a new axis, which is number {@code axis} of the result. */
  public Tensor stack(int axis, List<Tensor> tensors) {
    return concat(axis, tensors.stream().map(tensor -> tensor.unsqueeze(axis)).toList());
  }

  /**
   * The product of real tensors, summed over the letters that the result does not have: {@code einsum("bij,bjk->bik", a,
   * b)}. Each axis has a letter; a letter that an operand has twice stands for its diagonal. There is no ellipsis.
   */
  public Tensor einsum(String equation, Tensor... operands) {
    return Einsum.of(equation, List.of(operands));
  }

  /**
   * Gives a variable a new value, which takes effect after the step.
   *
   * @throws GraphException where the types differ or the variable has a new value already
   */
  public void assign(Variable variable, Tensor value) {
    if (outer != null) {
      throw new GraphException("variable " + variable.name() + " is assigned in the step of a scan, at "
          + SourceLine.ofUser() + "; carry the value, and assign what is left of it after the scan");
    }
    if (assigned.containsKey(variable)) {
      throw new GraphException("variable " + variable.name() + " is assigned twice in one graph, the second time at "
          + SourceLine.ofUser() + "; combine both values into one");
    }
    append(new Op.Assign(variable), List.of(value));
    assigned.put(variable, value);
  }

  /** Runs {@code body}, whose nodes bear {@code name} as (part of) their scope, and returns its result. */
  public <T> T scoped(String name, Supplier<T> body) {
    String outer = scope;
    scope = outer.isEmpty() ? name : outer + "." + name;
    try {
      return body.get();
    } finally {
      scope = outer;
    }
  }

  /**
   * The first result of an operation on the given operands.
   *
   * @throws GraphException where the operands do not fit
   */
  public Tensor add(Op op, Tensor... operands) {
    return node(op, List.of(operands)).result(0);
  }

  /**
   * The node of an operation on the given operands: the one that stands in the graph already, or a new one.
   *
   * @throws GraphException where the operands do not fit
   */
  public Node node(Op op, List<Tensor> operands) {
    Graph innermost = innermost(operands);
    if (innermost != this) {
      return innermost.node(op, operands);
    }
    List<Tensor> own = outer == null ? operands : operands.stream().map(this::within).toList();
    Key key = new Key(part, op, own);
    Node same = known.get(key);
    if (same == null) {
      same = append(op, own);
      known.put(key, same);
    }
    return same;
  }

  /** The deepest of this graph and those of the operands, where they lie in one another; else this one. */
  private Graph innermost(List<Tensor> operands) {
    Graph deepest = this;
    for (Tensor operand : operands) {
      if (operand.graph() != deepest && operand.graph().isWithin(deepest)) {
        deepest = operand.graph();
      }
    }
    return deepest;
  }

  private boolean isWithin(Graph other) {
    for (Graph graph = outer; graph != null; graph = graph.outer) {
      if (graph == other) {
        return true;
      }
    }
    return false;
  }

  /** A tensor of a graph around this one as an input of this; any other tensor as it is. */
  private Tensor within(Tensor tensor) {
    if (outer == null || tensor.graph() == this || !isWithin(tensor.graph())) {
      return tensor;
    }
    Tensor nearest = outer.within(tensor);
    Tensor here = captured.get(nearest);
    if (here == null) {
      here = input("captured" + captured.size(), nearest.type());
      captured.put(nearest, here);
    }
    return here;
  }

  /** The counterpart of a node of another graph: its operation on other operands. */
  public Node copy(Node original, List<Tensor> operands) {
    return switch (original.op()) {
      case Op.Input input -> {
        Tensor tensor = input(input.name(), input.type());
        Literal value = original.graph().values.get(input.name());
        if (value != null) {
          values.put(input.name(), value);
        }
        yield tensor.node();
      }
      case Op.Assign assign -> {
        assign(assign.variable(), operands.getFirst());
        yield nodes.getLast();
      }
      case Op op -> node(op, operands);
    };
  }

  /** Runs {@code body}, whose nodes stand for another one, and so bear its scope and source line. */
  public <T> T standingFor(Node original, Supplier<T> body) {
    Node outermost = origin;
    origin = original;
    try {
      return body.get();
    } finally {
      origin = outermost;
    }
  }

  /** Runs {@code body}, whose nodes stand apart: an equal node from before or after is not the same one. */
  public <T> T apart(Supplier<T> body) {
    int before = part;
    part = ++parts;
    try {
      return body.get();
    } finally {
      part = before;
    }
  }

  /** The scope that a node added now bears; see {@link #scoped}. */
  public String scope() {
    return scope.isEmpty() && outer != null ? outer.scope() : scope;
  }

  /** A tensor as one of this graph, which is the step of a scan. */
  public Tensor own(Tensor tensor) {
    Tensor own = within(tensor);
    if (own.graph() != this) {
      throw new GraphException(tensor + ", built at " + tensor.node().source() + ", is of another graph than the scan"
          + " whose step gives it; build it in the step, or around the scan");
    }
    return own;
  }

  /** Lets nothing be added any more: the step of a scan is finished. */
  void freeze() {
    frozen = true;
  }

  private Node append(Op op, List<Tensor> operands) {
    for (Tensor operand : operands) {
      if (operand.graph() != this) {
        throw new GraphException(
            op.label() + " at " + SourceLine.ofUser() + " mixes two graphs: an operand was built at "
                + operand.node().source() + " for another graph; build all operands from one");
      }
    }
    if (frozen) {
      throw new GraphException(op.label() + " at " + SourceLine.ofUser()
          + " takes a tensor of a scan's step, outside of the step; emit or carry it, and take the scan's result");
    }
    List<TensorType> types;
    try {
      types = TypeRules.infer(op, operands.stream().map(Tensor::type).toList());
    } catch (SizeException large) {
      throw new SizeException(describe(op, operands, Objects.requireNonNull(large.getMessage())), large);
    } catch (TypeRules.Mismatch | GraphException mismatch) {
      throw new GraphException(describe(op, operands, Objects.requireNonNull(mismatch.getMessage())));
    }
    Node like = origin;
    Node node = new Node(this, nodes.size(), op, List.copyOf(operands), List.copyOf(types),
        like == null ? scope() : like.scope(), like == null ? SourceLine.ofUser() : like.source());
    nodes.add(node);
    return node;
  }

  private String describe(Op op, List<Tensor> operands, String reason) {
    StringBuilder message = new StringBuilder();
    if (!scope.isEmpty()) {
      message.append("layer ").append(scope).append(": ");
    }
    message.append(op.label()).append(" at ").append(SourceLine.ofUser()).append(": ").append(reason);
    for (Tensor operand : operands) {
      message.append("\n  ")
          .append(operand.type())
          .append(" = ")
          .append(operand.node().op().label())
          .append(" at ")
          .append(operand.node().source());
    }
    return message.toString();
  }
}
