package dev.sinabro.testkit;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Op;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The life of each value in the arena, derived from a program's steps alone: written, in one step or in parts, read for
 * the last time, gone. Fails where a step reads bytes that something else was written to in between, or writes where it
 * must not. What lies in one slot is one value, and each of its bytes is followed.
 */
public final class MemoryUse {
  private final Program program;
  /** For each byte of the arena, the number of the value that was last written there, from 1 on. */
  private final int[] content;
  private final List<Value> values = new ArrayList<>();
  private final Map<Place, Value> latest = new HashMap<>();

  private record Place(long offset, long bytes) {}

  /** What one or more steps wrote into a slot. */
  private static final class Value {
    private final Slot slot;
    private final int number;
    private final int written;
    private int lastRead;
    private boolean damaged;

    Value(Slot slot, int number, int written) {
      this.slot = slot;
      this.number = number;
      this.written = written;
      this.lastRead = written;
    }
  }

  private MemoryUse(Program program) {
    this.program = program;
    content = new int[Math.toIntExact(program.byteSize(Region.ARENA))];
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
    program.outputs().values().forEach(slot -> use.read(View.of(slot), end));
    return use;
  }

  /** The most bytes of the arena that hold values which are still read, over all steps. */
  public long mostLive() {
    long most = 0;
    for (int index = 0; index < program.steps().size(); index++) {
      Map<Long, Long> live = new HashMap<>();
      for (Value value : values) {
        if (value.written <= index && value.lastRead >= index && value.slot.byteSize() > 0) {
          live.merge(value.slot.offset(), Slot.aligned(value.slot.byteSize()), Math::max);
        }
      }
      most = Math.max(most, live.values().stream().mapToLong(Long::longValue).sum());
    }
    return most;
  }

  /** The bytes of all values in the arena, as if none shared memory with another. */
  public long unshared() {
    return values.stream().mapToLong(value -> Slot.aligned(value.slot.byteSize())).sum();
  }

  private void execute(int index, Step step) {
    step.inputs().forEach(view -> read(view, index));
    List<View> outputs = step.outputs();
    for (int number = 0; number < outputs.size(); number++) {
      View output = outputs.get(number);
      require(output.region() == Region.ARENA || output.region() == Region.STATE, index, output + " is written");
      require(isWithin(output), index, output + " is no place");
      for (int other = number + 1; other < outputs.size(); other++) {
        require(!overlap(output, outputs.get(other)), index, "two results overlap");
      }
      for (View input : step.inputs()) {
        require(!overlap(output, input) || inPlace(step, output, input), index, output + " overlaps " + input);
      }
    }
    outputs.forEach(view -> write(view, index));
  }

  private boolean isWithin(View view) {
    Slot slot = view.slot();
    return slot.offset() % Slot.ALIGNMENT == 0 && slot.end() <= program.byteSize(slot.region())
        && view.from() >= slot.offset() && view.to() <= slot.offset() + slot.byteSize();
  }

  /** Element-wise steps may write an element where they read it, if places correspond one to one. */
  private static boolean inPlace(Step step, View output, View input) {
    boolean elementwise = switch (step) {
      case Step.Fused _, Step.Reducing _ -> true;
      case Step.Single single -> single.op() instanceof Op.Elementwise;
      case Step.WithEpilogue both -> !both.product().inputs().contains(input)
          && both.epilogue().outputs().contains(output);
      case Step.WindowProduct _, Step.FoldProduct _, Step.Copy _ -> false;
    };
    return elementwise && output.offset() == input.offset() && output.byteSize() == input.byteSize()
        && output.shape().equals(input.shape()) && output.strides().equals(input.strides());
  }

  private static boolean overlap(View a, View b) {
    return a.region() == b.region() && a.from() < b.to() && b.from() < a.to() && a.byteSize() > 0 && b.byteSize() > 0
        && bytes(a, Math.min(a.from(), b.from())).intersects(bytes(b, Math.min(a.from(), b.from())));
  }

  /** The bytes of a view, numbered from one of its region. */
  private static BitSet bytes(View view, long base) {
    BitSet bytes = new BitSet();
    int size = view.type().dtype().byteSize();
    int count = view.shape().count();
    if (view.isContiguous()) {
      int from = Math.toIntExact(view.from() - base);
      bytes.set(from, from + Math.toIntExact(view.byteSize()));
      return bytes;
    }
    int[] strides = view.stridesWithin(view.shape());
    for (int element = 0; element < count; element++) {
      long place = 0;
      int rest = element;
      for (int axis = strides.length - 1; axis >= 0; axis--) {
        place += (long) (rest % view.shape().extent(axis)) * strides[axis];
        rest /= view.shape().extent(axis);
      }
      int start = Math.toIntExact(view.offset() - base + place * size);
      bytes.set(start, start + size);
    }
    return bytes;
  }

  private void read(View view, int index) {
    if (view.region() != Region.ARENA) {
      return;
    }
    require(isWithin(view), index, view + " is no place");
    int last = -1;
    BitSet bytes = bytes(view, view.from());
    int from = Math.toIntExact(view.from());
    for (int next = bytes.nextSetBit(0); next >= 0; next = bytes.nextSetBit(next + 1)) {
      int at = from + next;
      if (content[at] != last) {
        last = content[at];
        require(last != 0, index, view + " is read and was never written");
        Value value = values.get(last - 1);
        require(placeOf(value.slot).equals(placeOf(view.slot())), index,
            view + " is read after " + value.slot + " was written over it by step " + value.written);
        value.lastRead = index;
      }
    }
  }

  private static Place placeOf(Slot slot) {
    return new Place(slot.offset(), slot.byteSize());
  }

  private void write(View view, int index) {
    BitSet bytes = bytes(view, view.from());
    require(bytes.cardinality() == view.byteSize(), index, view + " has elements that share a place");
    if (view.region() != Region.ARENA) {
      return;
    }
    Value value = valueOf(view, bytes, index);
    value.lastRead = index;
    int from = Math.toIntExact(view.from());
    for (int next = bytes.nextSetBit(0); next >= 0; next = bytes.nextSetBit(next + 1)) {
      int at = from + next;
      if (content[at] != 0 && content[at] != value.number) {
        values.get(content[at] - 1).damaged = true;
      }
      content[at] = value.number;
    }
  }

  /** The value that a write is a part of: the latest one in its slot, if all of that is there and none of this. */
  private Value valueOf(View view, BitSet bytes, int index) {
    @Nullable Value before = latest.get(placeOf(view.slot()));
    if (before != null && !before.damaged && !view.isWhole()
        && bytes.stream().noneMatch(at -> content[(int) view.from() + at] == before.number)) {
      return before;
    }
    Value value = new Value(view.slot(), values.size() + 1, index);
    values.add(value);
    latest.put(placeOf(view.slot()), value);
    return value;
  }

  private void require(boolean condition, int index, String message) {
    if (!condition) {
      throw new AssertionError("step " + index + ": " + message + "\n" + program.text());
    }
  }
}
