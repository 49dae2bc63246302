package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** From tasks to steps: gives each temporary its place in the arena, in the order of the tasks. */
final class Lowering {
  private final Simplification.Simplified simplified;
  private final StateLayout layout;
  private final Schedule schedule;
  private final MemoryPlan plan = new MemoryPlan();
  private final Map<Step, List<Node>> nodes = new IdentityHashMap<>();

  Lowering(Simplification.Simplified simplified, List<Fusion.Group> groups, WindowProducts products,
      StateLayout layout, Predicate<Step> supports) {
    this.simplified = simplified;
    this.layout = layout;
    this.schedule = new Schedule(simplified, groups, products, layout, supports);
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
      Step step = task.step(layout.floatType());
      if (task instanceof Task.Compute compute) {
        nodes.put(step, compute.nodes());
      }
      steps.add(step);
    }
    Map<String, Slot> outputs = new LinkedHashMap<>();
    simplified.outputs().forEach((name, tensor) -> {
      Storage.Place place = schedule.output(name).place();
      outputs.put(name, new Slot(place.region(), place.offset(), schedule.laidOut(tensor.type())));
    });
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
    for (Part read : task.reads()) {
      if (read.storage().isIn(Region.ARENA) && read.storage().lastUse() == index) {
        dying.add(read.storage());
      }
    }
    for (Part write : task.writes()) {
      Storage written = write.storage();
      if (!written.isPlaced()) {
        Storage taken = takenOver(task, write, dying);
        written.placeAt(taken == null ? new Storage.Place(Region.ARENA, plan.take(aligned(written))) : taken.place());
      }
      if (written.isIn(Region.ARENA) && written.lastUse() == index) {
        dying.add(written);
      }
    }
    dying.forEach(storage -> plan.free(storage.place().offset(), aligned(storage)));
  }

  /** A step can write where it reads for the last time, if the elements correspond one to one. */
  private @Nullable Storage takenOver(Task task, Part write, Set<Storage> dying) {
    if (!(task instanceof Task.Compute compute) || !write.isWhole()) {
      return null;
    }
    for (Part read : compute.reads()) {
      Storage storage = read.storage();
      if (dying.contains(storage) && storage.byteSize() == write.storage().byteSize()
          && compute.readsInPlace(storage, write)) {
        dying.remove(storage);
        plan.takeOver(aligned(write.storage()));
        return storage;
      }
    }
    return null;
  }

  private static long aligned(Storage storage) {
    return Slot.aligned(storage.byteSize());
  }
}
