package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tasks of a program in order, and the storage of each tensor.
 *
 * <p>First come the groups of nodes. Then results that are an input, a constant or a variable's old content are set aside
 * in the arena, as is old content that another variable takes over. The assignments come last; but a value that nothing reads the variable after is computed
 * right into it.
 */
final class Schedule {
  private final Simplification.Simplified simplified;
  private final WindowProducts products;
  private final StateLayout layout;
  private final Map<Tensor, Set<Node>> consumers = new HashMap<>();
  private final Map<Tensor, Storage> storages = new HashMap<>();
  private final Map<Variable, Storage> variables = new HashMap<>();
  private final Map<String, Storage> setAside = new HashMap<>();
  private final Map<String, Slot> inputs = new LinkedHashMap<>();
  private final List<Program.Constant> constants = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private long inputBytes;
  private long constantBytes;

  Schedule(Simplification.Simplified simplified, List<Fusion.Group> groups, WindowProducts products,
      StateLayout layout) {
    this.simplified = simplified;
    this.products = products;
    this.layout = layout;
    for (Node node : simplified.nodes()) {
      node.operands().forEach(operand -> consumers.computeIfAbsent(operand, _ -> new HashSet<>()).add(node));
    }
    groups.forEach(group -> list(group.members()));
    Map<Variable, Storage> values = setAsideOldContent();
    int computed = tasks.size();
    noteUses(0, computed);
    assign(values);
    noteUses(computed, tasks.size());
    simplified.outputs().keySet().forEach(name -> output(name).usedBy(tasks.size()));
  }

  private void noteUses(int from, int to) {
    for (int index = from; index < to; index++) {
      for (Storage read : reads(tasks.get(index))) {
        read.usedBy(index);
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

  Storage storage(Tensor tensor) {
    Storage storage = storages.get(tensor);
    if (storage == null) {
      throw new IllegalStateException(tensor + " is needed before it is computed");
    }
    return storage;
  }

  /** What a task reads. */
  List<Storage> reads(Task task) {
    return switch (task) {
      case Task.Compute compute -> compute.reads().stream().map(this::storage).toList();
      case Task.Duplicate duplicate -> List.of(duplicate.from());
    };
  }

  /** The storage of a named result. */
  Storage output(String name) {
    Storage aside = setAside.get(name);
    return aside != null ? aside : storage(simplified.outputs().get(name));
  }

  TensorType laidOut(TensorType type) {
    return StateLayout.laidOut(type, layout.floatType());
  }

  private void list(Collection<Node> group) {
    Node node = group.iterator().next();
    if (products.isUnstored(node) && !(node.op() instanceof Op.Windows)) {
      return; // a part of the step of its fold
    }
    switch (node.op()) {
      case Op.Input input -> {
        Slot slot = new Slot(Region.INPUTS, inputBytes, laidOut(input.type()));
        inputBytes = slot.end();
        inputs.put(input.name(), slot);
        storages.put(node.result(0), Storage.at(slot));
      }
      case Op.Constant constant -> {
        Slot slot = new Slot(Region.CONSTANTS, constantBytes, laidOut(constant.literal().type()));
        constantBytes = slot.end();
        constants.add(new Program.Constant(slot, constant.literal()));
        storages.put(node.result(0), Storage.at(slot));
      }
      case Op.Read read -> storages.put(node.result(0), variable(read.variable()));
      case Op.Reshape _ -> storages.put(node.result(0), storage(node.operands().getFirst()));
      case Op.Assign _ -> {
        // assignments are carried out at the end
      }
      case Op.Scan _ -> throw new IllegalStateException(node + " is not written out");
      case Op.Windows _ when products.isUnstored(node) ->
        storages.put(node.result(0), storage(node.operands().getFirst()));
      case Op.Computed _ -> {
        Node product = products.product(node);
        if (product == null) {
          compute(List.copyOf(group));
        } else {
          folded(product, node);
        }
      }
    }
  }

  private Storage variable(Variable variable) {
    return variables.computeIfAbsent(variable, key -> Storage.at(layout.slot(key)));
  }

  private void compute(List<Node> nodes) {
    Set<Node> inside = new HashSet<>(nodes);
    Set<Tensor> reads = new LinkedHashSet<>();
    List<Tensor> writes = new ArrayList<>();
    for (Node node : nodes) {
      node.operands().stream().filter(operand -> !inside.contains(operand.node())).forEach(reads::add);
      for (int index = 0; index < node.types().size(); index++) {
        Tensor result = node.result(index);
        if (nodes.size() == 1 || isNeededOutside(result, inside)) {
          writes.add(result);
          storages.put(result, Storage.temporary(laidOut(result.type()), tasks.size()));
        }
      }
    }
    List<Tensor> operands = nodes.size() == 1 ? nodes.getFirst().operands() : List.copyOf(reads);
    tasks.add(new Task.Compute(nodes, operands, writes));
  }

  private void folded(Node product, Node fold) {
    storages.put(fold.result(0), Storage.temporary(laidOut(fold.types().getFirst()), tasks.size()));
    tasks.add(new Task.Compute(List.of(product, fold), product.operands(), List.of(fold.result(0))));
  }

  private boolean isNeededOutside(Tensor tensor, Set<Node> inside) {
    return simplified.outputs().containsValue(tensor)
        || !inside.containsAll(consumers.getOrDefault(tensor, Set.of()));
  }

  /** Copies each result that no task computes, and each new value that is old content; gives the new values' storages. */
  private Map<Variable, Storage> setAsideOldContent() {
    Map<Variable, Tensor> assignments = simplified.graph().assignments();
    simplified.outputs().forEach((name, tensor) -> {
      if (storage(tensor).isPlaced()) {
        setAside.put(name, duplicate(tensor));
      }
    });
    Map<Variable, Storage> values = new LinkedHashMap<>();
    assignments.forEach((variable, value) -> {
      Storage storage = storage(value);
      if (storage != variable(variable)) {
        values.put(variable, storage.isIn(Region.STATE) ? duplicate(value) : storage);
      }
    });
    return values;
  }

  private Storage duplicate(Tensor tensor) {
    Storage copy = Storage.temporary(laidOut(tensor.type()), tasks.size());
    tasks.add(new Task.Duplicate(tensor, storage(tensor), copy));
    return copy;
  }

  private void assign(Map<Variable, Storage> values) {
    List<Variable> copied = new ArrayList<>();
    values.forEach((variable, value) -> {
      if (!value.isPlaced() && canBeWrittenBy(value.writer(), variable(variable))) {
        value.placeAt(variable(variable).place());
      } else {
        copied.add(variable);
      }
    });
    for (Variable variable : copied) {
      Tensor value = simplified.graph().assignments().get(variable);
      tasks.add(new Task.Duplicate(value, values.get(variable), variable(variable)));
    }
  }

  /** Whether no task reads the variable after the writer, and the writer itself reads it only where it writes. */
  private boolean canBeWrittenBy(int writer, Storage variable) {
    return variable.lastUse() < writer
        || variable.lastUse() == writer && readsWhereItWrites(tasks.get(writer), variable);
  }

  private boolean readsWhereItWrites(Task task, Storage variable) {
    return task instanceof Task.Compute compute && compute.isElementwise()
        && compute.reads()
            .stream()
            .filter(read -> storage(read) == variable)
            .allMatch(read -> read.shape().equals(compute.writes().getFirst().shape()));
  }
}
