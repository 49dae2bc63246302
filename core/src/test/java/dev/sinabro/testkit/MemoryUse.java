package dev.sinabro.testkit;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.graph.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The life of each value in the arena, derived from a program's steps alone: written, read for the last time, gone. Fails
 * where a step reads bytes that something else was written to in between, or writes where it must not.
 */
public final class MemoryUse {
  private static final int BLOCK = Slot.ALIGNMENT;

  private final Program program;
  private final Map<Region, Map<Long, Value>> content = new HashMap<>();
  private final List<Value> values = new ArrayList<>();

  /** What a step wrote. */
  private static final class Value {
    private final Slot slot;
    private final int written;
    private int lastRead;

    Value(Slot slot, int written) {
      this.slot = slot;
      this.written = written;
      this.lastRead = written;
    }
  }

  private MemoryUse(Program program) {
    this.program = program;
  }

  /**
   * Follows the values of a program.
   *
   * @throws AssertionError where two of them share memory at one time
   */
  public static MemoryUse of(Program program) {
    MemoryUse use = new MemoryUse(program);
    for (int index = 0; index < program.steps().size(); index++) {
      use.execute(index, program.steps().get(index));
    }
    int end = program.steps().size();
    program.outputs().values().forEach(slot -> use.read(slot, end));
    return use;
  }

  /** The most bytes of the arena that hold values which are still read, over all steps. */
  public long mostLive() {
    long most = 0;
    for (int index = 0; index < program.steps().size(); index++) {
      Map<Long, Long> live = new HashMap<>();
      for (Value value : values) {
        if (value.slot.region() == Region.ARENA && value.written <= index && value.lastRead >= index
            && value.slot.byteSize() > 0) {
          live.merge(value.slot.offset(), Slot.aligned(value.slot.byteSize()), Math::max);
        }
      }
      most = Math.max(most, live.values().stream().mapToLong(Long::longValue).sum());
    }
    return most;
  }

  /** The bytes of all values in the arena, as if none shared memory with another. */
  public long unshared() {
    return values.stream()
        .map(value -> value.slot)
        .filter(slot -> slot.region() == Region.ARENA)
        .mapToLong(slot -> Slot.aligned(slot.byteSize()))
        .sum();
  }

  private void execute(int index, Step step) {
    step.inputs().forEach(slot -> read(slot, index));
    List<Slot> outputs = step.outputs();
    for (int number = 0; number < outputs.size(); number++) {
      Slot output = outputs.get(number);
      require(output.region() == Region.ARENA || output.region() == Region.STATE, index, output + " is written");
      require(output.offset() % BLOCK == 0 && output.end() <= program.byteSize(output.region()), index,
          output + " is no place");
      for (int other = number + 1; other < outputs.size(); other++) {
        require(!overlap(output, outputs.get(other)), index, "two results overlap");
      }
      for (Slot input : step.inputs()) {
        require(!overlap(output, input) || inPlace(step, output, input), index, output + " overlaps " + input);
      }
    }
    outputs.forEach(slot -> write(slot, index));
  }

  /** Element-wise steps may write an element where they read it, if places correspond one to one. */
  private static boolean inPlace(Step step, Slot output, Slot input) {
    boolean elementwise = switch (step) {
      case Step.Fused _ -> true;
      case Step.Single single -> single.op() instanceof Op.Elementwise;
      case Step.Copy _ -> false;
    };
    return elementwise && output.offset() == input.offset() && output.byteSize() == input.byteSize()
        && output.type().shape().equals(input.type().shape());
  }

  private static boolean overlap(Slot a, Slot b) {
    return a.region() == b.region() && a.offset() < b.offset() + b.byteSize() && b.offset() < a.offset() + a.byteSize();
  }

  private void read(Slot slot, int index) {
    if (slot.region() != Region.ARENA) {
      return;
    }
    Map<Long, Value> arena = content.getOrDefault(slot.region(), Map.of());
    for (long block = slot.offset(); block < slot.end(); block += BLOCK) {
      Value value = arena.get(block);
      require(value != null, index, slot + " is read and was never written");
      if (value != null) {
        require(value.slot.offset() == slot.offset() && value.slot.byteSize() == slot.byteSize(), index,
            slot + " is read after " + value.slot + " was written over it by step " + value.written);
        value.lastRead = index;
      }
    }
  }

  private void write(Slot slot, int index) {
    Value value = new Value(slot, index);
    values.add(value);
    for (long block = slot.offset(); block < slot.end(); block += BLOCK) {
      content.computeIfAbsent(slot.region(), _ -> new HashMap<>()).put(block, value);
    }
  }

  private void require(boolean condition, int index, String message) {
    if (!condition) {
      throw new AssertionError("step " + index + ": " + message + "\n" + program.text());
    }
  }
}
