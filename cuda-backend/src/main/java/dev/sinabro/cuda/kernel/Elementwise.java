package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Element-wise groups and single operations: jobs for elementwise.cu. */
final class Elementwise {
  private static final int HEADER_BYTES = 24;
  /** Where the number of a known group stands in the header. */
  private static final int KNOWN = 16;
  private static final int OPERAND_BYTES = 24;
  private static final int INSTRUCTION_BYTES = 8;
  private static final int BYTE = 255;
  /** Elements that a thread takes at a time. */
  private static final int VECTOR = 4;
  private static final int ELEMENTS_OF_BLOCK = VECTOR * 256;
  /** Elements times instructions that one block does in about the time of a launch. */
  private static final long SMALL = 1 << 16;

  /** {@code Addressing}: how the index of an element of the group becomes that of an element of an operand. */
  private enum Addressing {
    DENSE, SCALAR, PERIODIC, STRIDED
  }

  private Elementwise() {}

  /** Whether the machine has registers enough for a group. */
  static boolean fits(Step.Fused group) {
    Optional<List<GroupCode.Word>> code = GroupCode.of(group);
    int operands = group.inputs().size() + group.outputs().size();
    return code.isPresent() && operands <= BYTE;
  }

  static Work.Job job(Step.Fused group, ToLongFunction<View> address) {
    List<GroupCode.Word> code = GroupCode.of(group)
        .orElseThrow(() -> new IllegalArgumentException("a group of " + group.instructions().size()
            + " operations needs too many registers; ask whether it is supported"));
    int count = group.shape().count();
    byte[] struct = struct(group, code, KnownGroups.number(code, forms(group)), address);
    return new Work.Job(JobKind.ELEMENTWISE, struct, Grid.blocks(count, ELEMENTS_OF_BLOCK),
        (long) count * code.size() <= SMALL,
        group.inputs().stream().map(slot -> Bytes.of(slot, address)).toList(),
        group.outputs().stream().map(slot -> Bytes.of(slot, address)).toList());
  }

  /** {@code Elementwise} and what follows it in memory. */
  static byte[] struct(Step.Fused group, List<GroupCode.Word> code, int known, ToLongFunction<View> address) {
    CommonAxes axes = CommonAxes.of(group);
    List<View> operands = new ArrayList<>(group.inputs());
    operands.addAll(group.outputs());
    int[] numbers = axes.numbers(operands);
    StructWriter struct = new StructWriter(HEADER_BYTES + operands.size() * OPERAND_BYTES
        + code.size() * INSTRUCTION_BYTES + numbers.length * Integer.BYTES);
    struct.whole(group.shape().count(), axes.count(), operands.size(), code.size(), known, numbers.length);
    int strides = axes.count();
    for (View operand : operands) {
      Addressing addressing = addressing(operand, group.shape());
      struct.wide(address.applyAsLong(operand))
          .whole(addressing.ordinal(), operand.type().dtype().byteSize(), Math.max(1, operand.shape().count()),
              strides);
      strides += addressing == Addressing.STRIDED ? axes.count() : 0;
    }
    for (GroupCode.Word word : code) {
      struct.small(word.opcode().ordinal(), word.result(), word.a(), word.b(), word.c(), 0, 0, 0);
    }
    return struct.whole(numbers).done();
  }

  /** How each operand lies in memory, inputs first. */
  static List<KnownGroups.Form> forms(Step.Fused group) {
    List<View> operands = new ArrayList<>(group.inputs());
    operands.addAll(group.outputs());
    return operands.stream().map(operand -> form(operand, group.shape())).toList();
  }

  private static KnownGroups.Form form(View operand, Shape group) {
    boolean words = operand.type().dtype().byteSize() == Integer.BYTES;
    return switch (addressing(operand, group)) {
      case DENSE -> words ? KnownGroups.Form.WORDS : KnownGroups.Form.BYTES;
      case SCALAR -> words ? KnownGroups.Form.WORD : KnownGroups.Form.OTHER;
      case PERIODIC -> words && operand.type().shape().count() % VECTOR == 0
          ? KnownGroups.Form.ROW
          : KnownGroups.Form.OTHER;
      case STRIDED -> KnownGroups.Form.OTHER;
    };
  }

  /** The struct of the same group, to be decoded as it runs, whether it is known or not. */
  static byte[] decoded(byte[] struct) {
    byte[] decoded = struct.clone();
    Arrays.fill(decoded, KNOWN, KNOWN + Integer.BYTES, (byte) 0);
    return decoded;
  }

  /** Vectors of elements are read from multiples of their size; what begins elsewhere is walked element by element. */
  private static Addressing addressing(View operand, Shape group) {
    boolean inOrder = operand.isContiguous() && Works.isAligned(operand);
    if (inOrder && operand.shape().count() == group.count()) {
      return Addressing.DENSE;
    }
    if (IntStream.of(operand.stridesWithin(group)).allMatch(stride -> stride == 0)) {
      return Addressing.SCALAR;
    }
    return inOrder && repeatsAsWhole(operand.shape(), group) ? Addressing.PERIODIC : Addressing.STRIDED;
  }

  /**
   * Whether the operand's elements follow each other again and again: all its axes but leading ones are the group's.
   */
  private static boolean repeatsAsWhole(Shape shape, Shape group) {
    int leading = 0;
    while (leading < shape.rank() && shape.extent(leading) == 1) {
      leading++;
    }
    int kept = shape.rank() - leading;
    return shape.part(leading, shape.rank()).equals(group.part(group.rank() - kept, group.rank()));
  }

  /**
   * The axes of a group as far as its strided operands tell them apart: those of extent 1 are left out, and neighbors
   * that are one run in each of these operands are one axis.
   */
  private record CommonAxes(Shape group, int[] extents, List<Integer> lasts) {

    static CommonAxes of(Step.Fused step) {
      Shape group = step.shape();
      List<int[]> strides = Stream.concat(step.inputs().stream(), step.outputs().stream())
          .filter(operand -> addressing(operand, group) == Addressing.STRIDED)
          .map(operand -> operand.stridesWithin(group))
          .toList();
      List<Integer> extents = new ArrayList<>();
      List<Integer> lasts = new ArrayList<>();
      for (int axis = 0; axis < group.rank() && !strides.isEmpty(); axis++) {
        int extent = group.extent(axis);
        if (extent == 1) {
          continue;
        }
        int next = axis;
        int last = lasts.isEmpty() ? -1 : lasts.getLast();
        if (last >= 0 && strides.stream().allMatch(of -> of[last] == extent * of[next])) {
          extents.set(extents.size() - 1, extents.getLast() * extent);
          lasts.set(lasts.size() - 1, axis);
        } else {
          extents.add(extent);
          lasts.add(axis);
        }
      }
      return new CommonAxes(group, extents.stream().mapToInt(Integer::intValue).toArray(), lasts);
    }

    int count() {
      return extents.length;
    }

    /** The extents, then the strides of each operand that is strided, and perhaps a 0, so that they are even. */
    int[] numbers(List<View> operands) {
      IntStream strides = operands.stream()
          .filter(operand -> addressing(operand, group) == Addressing.STRIDED)
          .flatMapToInt(this::strides);
      int[] numbers = IntStream.concat(IntStream.of(extents), strides).toArray();
      return Arrays.copyOf(numbers, numbers.length + numbers.length % 2);
    }

    /** The strides of an operand along them, which are those along the last axis of each run. */
    private IntStream strides(View operand) {
      int[] within = operand.stridesWithin(group);
      return lasts.stream().mapToInt(axis -> within[axis]);
    }
  }
}
