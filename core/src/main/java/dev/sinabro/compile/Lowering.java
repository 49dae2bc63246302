package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From tasks to steps: gives each temporary its place in the arena, in the order of the tasks. */
final class Lowering {
  private final Simplification.Simplified simplified;
  private final WindowProducts products;
  private final StateLayout layout;
  private final Schedule schedule;
  private final MemoryPlan plan = new MemoryPlan();
  private final Map<Step, List<Node>> nodes = new IdentityHashMap<>();

  Lowering(Simplification.Simplified simplified, List<Fusion.Group> groups, WindowProducts products,
      StateLayout layout) {
    this.simplified = simplified;
    this.products = products;
    this.layout = layout;
    this.schedule = new Schedule(simplified, groups, products, layout);
  }

  /** The nodes that a step computes. */
  List<Node> nodes(Step step) {
    return nodes.getOrDefault(step, List.of());
  }

  Program program() {
    List<Step> steps = new ArrayList<>();
    for (int index = 0; index < schedule.tasks().size(); index++) {
      Task task = schedule.tasks().get(index);
      place(task, index);
      steps.add(step(task));
    }
    Map<String, Slot> outputs = new LinkedHashMap<>();
    simplified.outputs().forEach((name, tensor) -> outputs.put(name, new Slot(schedule.output(name).place().region(),
        schedule.output(name).place().offset(), schedule.laidOut(tensor.type()))));
    Map<Region, Long> sizes = new EnumMap<>(Region.class);
    sizes.put(Region.STATE, layout.byteSize());
    sizes.put(Region.ARENA, plan.report().arenaBytes());
    sizes.put(Region.INPUTS, schedule.inputBytes());
    sizes.put(Region.CONSTANTS, schedule.constantBytes());
    return new Program(layout.floatType(), steps, schedule.inputs(), simplified.graph().inputValues(), outputs,
        schedule.constants(), sizes, plan.report());
  }

  private void place(Task task, int index) {
    Set<Storage> dying = new LinkedHashSet<>();
    for (Storage storage : schedule.reads(task)) {
      if (storage.isIn(Region.ARENA) && storage.lastUse() == index) {
        dying.add(storage);
      }
    }
    for (Storage written : written(task)) {
      if (!written.isPlaced()) {
        Storage taken = takenOver(task, written, dying);
        written.placeAt(taken == null ? new Storage.Place(Region.ARENA, plan.take(aligned(written))) : taken.place());
      }
      if (written.isIn(Region.ARENA) && written.lastUse() == index) {
        dying.add(written);
      }
    }
    dying.forEach(storage -> plan.free(storage.place().offset(), aligned(storage)));
  }

  private List<Storage> written(Task task) {
    return switch (task) {
      case Task.Compute compute -> compute.writes().stream().map(schedule::storage).toList();
      case Task.Duplicate duplicate -> List.of(duplicate.to());
    };
  }

  /** An element-wise step can write where it reads for the last time, if the elements correspond one to one. */
  private @Nullable Storage takenOver(Task task, Storage written, Set<Storage> dying) {
    if (!(task instanceof Task.Compute compute) || !compute.isElementwise()) {
      return null;
    }
    Shape shape = compute.writes().getFirst().shape();
    for (Tensor read : compute.reads()) {
      Storage storage = schedule.storage(read);
      boolean onlyInPlace = compute.reads()
          .stream()
          .allMatch(other -> schedule.storage(other) != storage || other.shape().equals(shape));
      if (dying.contains(storage) && storage.byteSize() == written.byteSize() && onlyInPlace) {
        dying.remove(storage);
        plan.takeOver(aligned(written));
        return storage;
      }
    }
    return null;
  }

  private static long aligned(Storage storage) {
    return Slot.aligned(storage.byteSize());
  }

  private View view(Tensor tensor) {
    return view(schedule.storage(tensor), tensor);
  }

  private static View view(Storage storage, Tensor tensor) {
    Slot slot = new Slot(storage.place().region(), storage.place().offset(), storage.type());
    return new View(slot, Layout.contiguous(tensor.shape()));
  }

  private Step step(Task task) {
    return switch (task) {
      case Task.Duplicate duplicate -> new Step.Copy(view(duplicate.from(), duplicate.tensor()),
          view(duplicate.to(), duplicate.tensor()), Origin.of(duplicate.tensor().node()));
      case Task.Compute compute -> {
        List<View> inputs = compute.reads().stream().map(this::view).toList();
        List<View> outputs = compute.writes().stream().map(this::view).toList();
        Step step = switch (compute.nodes().getFirst().op()) {
          case Op.MatMul product -> product(product, compute, inputs, outputs);
          case Op.Computed op when compute.nodes().size() == 1 ->
            new Step.Single(op, inputs, outputs, Origin.of(compute.nodes().getFirst()));
          case Op _ -> fused(compute, inputs, outputs);
        };
        nodes.put(step, compute.nodes());
        yield step;
      }
    };
  }

  private Step product(Op.MatMul op, Task.Compute compute, List<View> inputs, List<View> outputs) {
    Node last = compute.nodes().getLast();
    if (last.op() instanceof Op.Fold fold) {
      return new Step.FoldProduct(op, fold, inputs, outputs, Origin.of(last));
    }
    for (int index = 0; index < inputs.size(); index++) {
      Node windows = products.windows(compute.reads().get(index));
      if (windows != null) {
        List<View> operands = new ArrayList<>(inputs);
        operands.set(index, view(windows.operands().getFirst()));
        return new Step.WindowProduct(op, (Op.Windows) windows.op(), index == 0, operands, outputs, Origin.of(last));
      }
    }
    return new Step.Single(op, inputs, outputs, Origin.of(last));
  }

  private Step fused(Task.Compute compute, List<View> inputs, List<View> outputs) {
    Map<Tensor, Integer> registers = new HashMap<>();
    compute.reads().forEach(read -> registers.put(read, registers.size()));
    List<Instruction> instructions = new ArrayList<>();
    for (Node node : compute.nodes()) {
      List<Integer> operands = node.operands().stream().map(registers::get).toList();
      instructions.add(
          new Instruction((Op.Elementwise) node.op(), schedule.laidOut(node.types().getFirst()).dtype(), operands));
      registers.put(node.result(0), registers.size());
    }
    List<Integer> results = compute.writes().stream().map(registers::get).toList();
    return new Step.Fused(compute.nodes().getFirst().types().getFirst().shape(), instructions, results, inputs, outputs,
        Origin.of(compute.nodes().getLast()));
  }
}
