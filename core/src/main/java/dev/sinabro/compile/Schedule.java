package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a program in order, and where each tensor is.
 *
 * <p>First come the groups of nodes. Reshapes, transposes, slices and repetitions are no tasks: what reads them reads the
 * tensor that they are views of, or, where the backend cannot, a copy that all such readers share. Then results that are
 * an input, a constant, a variable's old content or part of something else are set aside in the arena, as is old content
 * that another variable takes over. The assignments come last; but a value that nothing reads the variable after is
 * computed right into it.
 */
final class Schedule {
  private final Simplification.Simplified simplified;
  private final WindowProducts products;
  private final StateLayout layout;
  private final Predicate<Step> supports;
  private final Map<Tensor, Set<Node>> consumers = new HashMap<>();
  /** Those that read a value, in whatever shape. */
  private final Map<Tensor, Set<Node>> readers = new HashMap<>();
  private final Set<Tensor> results = new HashSet<>();
  private final Destinations destinations;
  private final Map<Tensor, Part> parts = new HashMap<>();
  private final Map<Tensor, Storage> roots = new HashMap<>();
  private final Map<Part, Part> copies = new HashMap<>();
  private final Map<Variable, Storage> variables = new HashMap<>();
  private final Map<String, Storage> outputs = new HashMap<>();
  private final Map<String, Slot> inputs = new LinkedHashMap<>();
  private final List<Program.Constant> constants = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private long inputBytes;
  private long constantBytes;

  Schedule(Simplification.Simplified simplified, List<Fusion.Group> groups, WindowProducts products,
      StateLayout layout, Predicate<Step> supports) {
    this.simplified = simplified;
    this.products = products;
    this.layout = layout;
    this.supports = supports;
    for (Node node : simplified.nodes()) {
      node.operands().forEach(operand -> consumers.computeIfAbsent(operand, _ -> new HashSet<>()).add(node));
      if (!(node.op() instanceof Op.Reshape)) {
        node.operands()
            .forEach(operand -> readers.computeIfAbsent(Fusion.root(operand), _ -> new HashSet<>()).add(node));
      }
    }
    simplified.outputs().values().forEach(tensor -> results.add(Fusion.root(tensor)));
    destinations = new Destinations(simplified.nodes(), consumers);
    groups.forEach(this::list);
    setResultsAside();
    Map<Variable, Part> values = setOldContentAside();
    int computed = tasks.size();
    noteUses(0, computed);
    assign(values);
    noteUses(computed, tasks.size());
    outputs.values().forEach(storage -> storage.usedBy(tasks.size()));
  }

  private void noteUses(int from, int to) {
    for (int index = from; index < to; index++) {
      for (Part read : tasks.get(index).reads()) {
        read.storage().usedBy(index);
      }
      for (Part write : tasks.get(index).writes()) {
        write.storage().usedBy(index);
      }
    }
  }

  List<Task> tasks() {
    return tasks;
  }

  Map<String, Slot> inputs() {
    return inputs;
  }

  long inputBytes() {
    return inputBytes;
  }

  List<Program.Constant> constants() {
    return constants;
  }

  long constantBytes() {
    return constantBytes;
  }

  /** The storage of a named result, which is all of it. */
  Storage output(String name) {
    Storage storage = outputs.get(name);
    if (storage == null) {
      throw new IllegalStateException("there is no result " + name);
    }
    return storage;
  }

  TensorType laidOut(TensorType type) {
    return StateLayout.laidOut(type, layout.floatType());
  }

  private Part part(Tensor tensor) {
    Part part = parts.get(tensor);
    if (part == null && tensor.node().op() instanceof Op.Reshape reshape) {
      Tensor operand = tensor.node().operands().getFirst();
      part = products.windows(tensor) != null ? part(operand) : viewed(reshape, operand);
      parts.put(tensor, part);
    }
    if (part == null) {
      throw new IllegalStateException(tensor + " is needed before it is computed");
    }
    return part;
  }

  private void list(Fusion.Group group) {
    Node node = group.members().iterator().next();
    if (products.isPartOfAnother(node)) {
      return;
    }
    switch (node.op()) {
      case Op.Input input -> {
        Slot slot = new Slot(Region.INPUTS, inputBytes, laidOut(input.type()));
        inputBytes = slot.end();
        inputs.put(input.name(), slot);
        parts.put(node.result(0), Part.of(Storage.at(slot)));
      }
      case Op.Constant constant -> {
        Slot slot = new Slot(Region.CONSTANTS, constantBytes, laidOut(constant.literal().type()));
        constantBytes = slot.end();
        constants.add(new Program.Constant(slot, constant.literal()));
        parts.put(node.result(0), Part.of(Storage.at(slot)));
      }
      case Op.Read read -> parts.put(node.result(0), Part.of(variable(read.variable())));
      case Op.View _, Op.Windows _ when products.windows(node.result(0)) != null ->
        parts.put(node.result(0), part(node.operands().getFirst()));
      case Op.View view -> parts.put(node.result(0), viewed(view, node.operands().getFirst()));
      case Op.Broadcast broadcast when group.members().size() == 1 -> {
        Part operand = part(node.operands().getFirst());
        parts.put(node.result(0), new Part(operand.storage(), operand.layout().broadcast(broadcast.shape())));
      }
      case Op.Concat concat -> concatenate(node, concat.axis());
      case Op.Assign _ -> {
        // assignments are carried out at the end
      }
      case Op.Scan _ -> throw new IllegalStateException(node + " is not written out");
      case Op.Computed _ -> {
        Node product = group.product() == null ? node : group.product();
        Node folded = products.product(product);
        if (group.product() != null) {
          withEpilogue(folded == null ? List.of(product) : List.of(folded, product), group);
        } else if (folded == null) {
          compute(List.copyOf(group.members()), group.space());
        } else {
          compute(List.of(folded, node), null, Task.Read.all(folded), List.of(node.result(0)));
        }
      }
    }
  }

  private Storage variable(Variable variable) {
    return variables.computeIfAbsent(variable, key -> Storage.at(layout.slot(key)));
  }

  private Part viewed(Op.View view, Tensor operand) {
    Part part = part(operand);
    Layout from = part.layout();
    return switch (view) {
      case Op.Reshape reshape -> from.reshaped(reshape.shape())
          .map(layout -> new Part(part.storage(), layout))
          .orElseGet(() -> new Part(copied(operand, part).storage(), Layout.contiguous(reshape.shape())));
      case Op.Transpose transpose -> new Part(part.storage(), from.transposed(transpose.permutation()));
      case Op.StopGradient _ -> part;
      case Op.Slice slice -> new Part(part.storage(), from.sliced(slice.starts(), slice.sizes()));
    };
  }

  /** The contiguous copy of a part, which all who need one share. */
  private Part copied(Tensor tensor, Part part) {
    return copies.computeIfAbsent(part, _ -> duplicate(tensor));
  }

  private Part duplicate(Tensor tensor) {
    Part copy = inOrder(part(tensor));
    tasks.add(new Task.Duplicate(tensor.node(), part(tensor), copy));
    return copy;
  }

  /** All of a storage for the elements of a part, written by the next task. */
  private Part inOrder(Part part) {
    TensorType type = new TensorType(part.storage().type().dtype(), part.layout().shape());
    return Part.of(Storage.temporary(type, tasks.size()));
  }

  /** Copies what is not at its place yet. */
  private void concatenate(Node node, int axis) {
    Tensor result = node.result(0);
    Part whole = destinations.of(result).map(this::at).orElseGet(() -> at(new Destinations.Destination(result,
        Layout.contiguous(result.shape()))));
    List<Integer> starts = new ArrayList<>(Collections.nCopies(result.shape().rank(), 0));
    for (Tensor operand : node.operands()) {
      Part from = part(operand);
      Part to = new Part(whole.storage(), whole.layout().sliced(starts, operand.shape()));
      if (!from.equals(to) && operand.shape().count() > 0) {
        tasks.add(new Task.Duplicate(operand.node(), from, to));
      }
      starts.set(axis, starts.get(axis) + operand.shape().extent(axis));
    }
    parts.put(result, whole);
  }

  private Part at(Destinations.Destination destination) {
    Tensor root = destination.root();
    Storage storage =
        roots.computeIfAbsent(root, _ -> Storage.temporary(laidOut(root.type()), tasks.size()));
    return new Part(storage, destination.layout());
  }

  private void compute(List<Node> nodes, @Nullable Space space) {
    Node first = nodes.getFirst();
    if (nodes.size() == 1 || space == null) {
      compute(nodes, space, Task.Read.all(first),
          IntStream.range(0, first.types().size()).mapToObj(first::result).toList());
    } else {
      Set<Node> inside = new HashSet<>(nodes);
      compute(nodes, space, Task.Read.fromOutside(nodes, inside, space), neededOutside(nodes, inside));
    }
  }

  /** A product, with its fold, and the other members of its group. */
  private void withEpilogue(List<Node> product, Fusion.Group group) {
    Space space = group.space();
    if (space == null) {
      throw new IllegalStateException(product + " is in no group");
    }
    Set<Node> inside = new HashSet<>(group.members());
    List<Node> epilogue = group.members().stream().filter(node -> node != product.getLast()).toList();
    List<Node> nodes = Stream.concat(product.stream(), epilogue.stream()).toList();
    List<Task.Read> operands = Stream.concat(Task.Read.all(product.getFirst()).stream(),
        Task.Read.fromOutside(epilogue, inside, space).stream()).toList();
    compute(nodes, space, operands,
        neededOutside(Stream.concat(Stream.of(product.getLast()), epilogue.stream()).toList(),
            inside));
  }

  private List<Tensor> neededOutside(List<Node> nodes, Set<Node> inside) {
    return nodes.stream().map(node -> node.result(0)).filter(result -> isNeededOutside(result, inside)).toList();
  }

  /** Where an operand is; of windows that are not stored, the image. */
  private Part part(Task.Read read) {
    Part part = part(read.tensor());
    return products.windows(read.tensor()) != null ? part : part.in(read.shape()).orElseGet(() -> copied(read));
  }

  private Part copied(Task.Read read) {
    Part copy = copied(read.tensor(), part(read.tensor()));
    return products.windows(read.tensor()) != null ? copy : copy.in(read.shape()).orElseThrow();
  }

  private boolean isNeededOutside(Tensor tensor, Set<Node> inside) {
    return results.contains(tensor) || !inside.containsAll(readers.getOrDefault(tensor, Set.of()));
  }

  /** Reads operands where they are and writes results where they belong, as far as the backend can. */
  private void compute(List<Node> nodes, @Nullable Space space, List<Task.Read> operands, List<Tensor> results) {
    List<Part> reads = operands.stream().map(this::part).toList();
    List<Part> writes = results.stream().map(this::wanted).toList();
    int windows = windows(operands);
    Task.Compute task = new Task.Compute(nodes, space, operands, reads, results, writes, windows);
    Task.Compute accepted = Stream.concat(reads.stream(), writes.stream()).allMatch(Part::isWhole)
        || supports.test(task.step(layout.floatType())) ? task : restricted(task);
    List<Part> read = new ArrayList<>();
    for (int index = 0; index < operands.size(); index++) {
      boolean inPlace = accepted.reads().get(index).equals(reads.get(index));
      read.add(inPlace ? reads.get(index) : copied(operands.get(index)));
    }
    List<Part> written = new ArrayList<>();
    for (int index = 0; index < results.size(); index++) {
      Tensor result = results.get(index);
      boolean asWanted = accepted.writes().get(index).equals(writes.get(index));
      Part part = destinations.of(result).filter(_ -> asWanted).map(this::at).orElseGet(() -> fresh(result));
      written.add(part);
      parts.put(result, part);
    }
    tasks.add(new Task.Compute(nodes, space, operands, read, results, written, windows));
  }

  private int windows(List<Task.Read> operands) {
    return IntStream.range(0, operands.size())
        .filter(index -> products.windows(operands.get(index).tensor()) != null)
        .findFirst()
        .orElse(-1);
  }

  /** Where a result belongs, or a part of the same layout where that has no storage yet. */
  private Part wanted(Tensor result) {
    return destinations.of(result).map(destination -> {
      Tensor root = destination.root();
      Storage storage = roots.get(root);
      return new Part(storage != null ? storage : fresh(root).storage(), destination.layout());
    }).orElseGet(() -> fresh(result));
  }

  /** All of a storage of its own, written by the next task. */
  private Part fresh(Tensor tensor) {
    return Part.of(Storage.temporary(laidOut(tensor.type()), tasks.size()));
  }

  /** The same task with storages of their own for those operands and results that the backend cannot take as they are. */
  private Task.Compute restricted(Task.Compute task) {
    List<Part> reads = new ArrayList<>();
    for (int index = 0; index < task.reads().size(); index++) {
      Part part = task.reads().get(index);
      reads.add(part.isWhole() ? part : inOrder(part));
    }
    List<Part> writes = new ArrayList<>();
    for (int index = 0; index < task.writes().size(); index++) {
      Part part = task.writes().get(index);
      writes.add(part.isWhole() ? part : inOrder(part));
    }
    Task.Compute restricted =
        new Task.Compute(task.nodes(), task.space(), task.operands(), reads, task.results(), writes,
            task.windows());
    keepSupported(task.reads(), reads, restricted);
    keepSupported(task.writes(), writes, restricted);
    return restricted;
  }

  /** Takes one part after the other as it was, and keeps it where the step is still supported. */
  private void keepSupported(List<Part> wanted, List<Part> taken, Task.Compute task) {
    for (int index = 0; index < taken.size(); index++) {
      Part own = taken.get(index);
      taken.set(index, wanted.get(index));
      if (!own.equals(wanted.get(index)) && !supports.test(task.step(layout.floatType()))) {
        taken.set(index, own);
      }
    }
  }

  /** Copies each result that is not all of a storage that the program computes. */
  private void setResultsAside() {
    simplified.outputs().forEach((name, tensor) -> {
      Part part = part(tensor);
      outputs.put(name, (part.storage().isPlaced() || !part.isWhole() ? duplicate(tensor) : part).storage());
    });
  }

  /** The new values of variables; each that is old content is copied. */
  private Map<Variable, Part> setOldContentAside() {
    Map<Variable, Part> values = new LinkedHashMap<>();
    simplified.graph().assignments().forEach((variable, value) -> {
      Part part = part(value);
      if (part.storage() != variable(variable) || !part.isWhole()) {
        values.put(variable, part.storage().isIn(Region.STATE) ? duplicate(value) : part);
      }
    });
    return values;
  }

  private void assign(Map<Variable, Part> values) {
    List<Variable> copied = new ArrayList<>();
    values.forEach((variable, value) -> {
      Storage storage = value.storage();
      if (!storage.isPlaced() && value.isWhole() && canBeWrittenBy(storage, variable(variable))) {
        storage.placeAt(variable(variable).place());
      } else {
        copied.add(variable);
      }
    });
    for (Variable variable : copied) {
      Tensor value = simplified.graph().assignments().get(variable);
      Part to = new Part(variable(variable), Layout.contiguous(value.shape()));
      tasks.add(new Task.Duplicate(value.node(), values.get(variable), to));
    }
  }

  /** Whether no task reads the variable after the first writer of a value, and that only where it writes. */
  private boolean canBeWrittenBy(Storage value, Storage variable) {
    int writer = value.writer();
    return variable.lastUse() < writer
        || variable.lastUse() == writer && tasks.get(writer) instanceof Task.Compute compute
            && compute.writes().contains(Part.of(value)) && compute.readsInPlace(variable, Part.of(value));
  }
}
