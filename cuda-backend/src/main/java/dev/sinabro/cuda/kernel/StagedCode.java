package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Instruction;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The code of a group that reduces, for staged.cu.
 *
 * <p>Each stage becomes a group of its own for {@link GroupCode}, with all that it needs of the stages before; reductions
 * of stages before are inputs of it, and its own are results.
 */
final class StagedCode {
  /** {@code MOST_STAGES} and {@code MOST_REDUCTIONS}. */
  private static final int MOST = 8;
  private static final int HEADER_BYTES = 104;
  private static final int OPERANDS = 255;

  private final Step.Reducing step;
  private final int inputs;
  private final Map<Integer, Instruction> instructions = new HashMap<>();
  /** The number of each reduction, by its register. */
  private final Map<Integer, Integer> reductions = new HashMap<>();
  private final Map<Integer, Integer> stageOf = new HashMap<>();
  private final List<Integer> fns = new ArrayList<>();
  private final List<GroupCode.Word> words = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private final List<Integer> reductionEnds = new ArrayList<>();

  private StagedCode(Step.Reducing step) {
    this.step = step;
    inputs = step.inputs().size();
    int register = inputs;
    for (int stage = 0; stage < step.stages().size(); stage++) {
      for (Instruction next : step.stages().get(stage).instructions()) {
        stageOf.put(register, stage);
        instructions.put(register++, next);
      }
      for (Step.Reducing.Reduction next : step.stages().get(stage).reductions()) {
        reductions.put(register++, reductions.size());
        fns.add(Reductions.number(next.fn(), false));
      }
    }
  }

  /** The code of a group; nothing where the machine has no room for it. */
  static Optional<StagedCode> of(Step.Reducing step) {
    boolean few = step.stages().size() <= MOST
        && step.stages().stream().mapToInt(stage -> stage.reductions().size()).sum() <= MOST
        && step.inputs().size() + step.outputs().size() <= OPERANDS;
    if (!few) {
      return Optional.empty();
    }
    StagedCode code = new StagedCode(step);
    return code.encode() ? Optional.of(code) : Optional.empty();
  }

  /** The code of a group that is supported. */
  static StagedCode required(Step.Reducing step) {
    return of(step).orElseThrow(() -> new IllegalArgumentException(
        "a group with reductions needs too many registers; ask whether it is supported"));
  }

  /** Instructions of all stages. */
  int length() {
    return words.size();
  }

  /** Whether all elements are to be gone over in a stage. */
  boolean hasCode(int stage) {
    return ends.get(stage) > (stage == 0 ? 0 : ends.get(stage - 1));
  }

  /** Whether something is written when all stages are done. */
  boolean hasNarrowOutputs() {
    return hasCode(step.stages().size());
  }

  /** {@code Staged} and what follows it in memory. */
  byte[] struct(ToLongFunction<View> address) {
    Step.Fused whole =
        new Step.Fused(step.shape(), List.of(), List.of(), step.inputs(), step.outputs(), step.origin());
    byte[] operands = Elementwise.struct(whole, words, 0, address);
    return new StructWriter(HEADER_BYTES + operands.length).whole(step.stages().size())
        .array(MOST + 1, ints(ends))
        .array(MOST, ints(reductionEnds))
        .array(MOST, ints(fns))
        .struct(operands)
        .done();
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether there are registers enough. */
  private boolean encode() {
    int before = 0;
    for (int stage = 0; stage < step.stages().size(); stage++) {
      List<Integer> reduced =
          step.stages().get(stage).reductions().stream().map(Step.Reducing.Reduction::register).toList();
      if (!encode(reduced, before, stores(stage))) {
        return false;
      }
      before += reduced.size();
      reductionEnds.add(before);
    }
    return encode(List.of(), before, stores(-1));
  }

  /** The outputs that are written in a stage; the narrow ones are behind the last, which is stage -1. */
  private List<Integer> stores(int stage) {
    return IntStream.range(0, step.outputs().size()).filter(output -> storeStage(output) == stage).boxed().toList();
  }

  /** What takes the place of an input is written when no stage reads the input any more. */
  private int storeStage(int output) {
    View to = step.outputs().get(output);
    if (!to.shape().equals(step.shape())) {
      return -1;
    }
    boolean inPlace = step.inputs()
        .stream()
        .anyMatch(view -> view.region() == to.region() && view.offset() == to.offset());
    return inPlace ? step.stages().size() - 1 : stageOf.getOrDefault(step.results().get(output), 0);
  }

  /** Appends the code that reduces some registers, the first as number {@code number}, and writes some outputs. */
  private boolean encode(List<Integer> reduced, int number, List<Integer> outputs) {
    List<Integer> roots = new ArrayList<>(reduced);
    List<View> results = new ArrayList<>();
    for (int index = 0; index < reduced.size(); index++) {
      results.add(nowhere(reductions.size() + index));
    }
    for (int output : outputs) {
      roots.add(step.results().get(output));
      results.add(step.outputs().get(output));
    }
    Optional<List<GroupCode.Word>> code =
        roots.isEmpty() ? Optional.of(List.of()) : GroupCode.of(part(roots, results));
    for (GroupCode.Word word : code.orElse(List.of())) {
      words.add(switch (word.opcode()) {
        case LOAD -> word.a() < inputs
            ? word
            : new GroupCode.Word(Opcode.REDUCED, word.result(), word.a() - inputs, 0, 0);
        case STORE -> stored(word, word.a() - inputs - reductions.size(), reduced.size(), number, outputs);
        case Opcode _ -> word;
      });
    }
    ends.add(words.size());
    return code.isPresent();
  }

  private GroupCode.Word stored(GroupCode.Word word, int result, int reduced, int number, List<Integer> outputs) {
    return result < reduced
        ? new GroupCode.Word(Opcode.INCLUDE, 0, number + result, word.b(), 0)
        : new GroupCode.Word(Opcode.STORE, 0, inputs + outputs.get(result - reduced), word.b(), 0);
  }

  /** A group that computes some registers of this one, with all that they need; reductions are inputs behind the others. */
  private Step.Fused part(List<Integer> roots, List<View> results) {
    TreeSet<Integer> needed = new TreeSet<>(roots);
    for (Integer register = needed.last(); register != null; register = needed.lower(register)) {
      if (instructions.containsKey(register)) {
        needed.addAll(instruction(register).operands());
      }
    }
    Map<Integer, Integer> numbers = new HashMap<>();
    IntStream.range(0, inputs).forEach(input -> numbers.put(input, input));
    reductions.forEach((register, number) -> numbers.put(register, inputs + number));
    int first = inputs + reductions.size();
    List<Instruction> part = new ArrayList<>();
    for (int register : needed) {
      if (instructions.containsKey(register)) {
        Instruction next = instruction(register);
        numbers.put(register, first + part.size());
        part.add(new Instruction(next.op(), next.dtype(), next.operands().stream().map(numbers::get).toList()));
      }
    }
    List<Integer> registers = new ArrayList<>();
    for (int index = 0; index < roots.size(); index++) {
      int register = numbers.getOrDefault(roots.get(index), 0);
      if (register < first) {
        part.add(new Instruction(new Op.Broadcast(step.shape()), results.get(index).type().dtype(), List.of(register)));
        register = first + part.size() - 1;
      }
      registers.add(register);
    }
    List<View> reads = new ArrayList<>(step.inputs());
    IntStream.range(0, reductions.size()).forEach(number -> reads.add(nowhere(number)));
    return new Step.Fused(step.shape(), part, registers, reads, results, step.origin());
  }

  private Instruction instruction(int register) {
    Instruction instruction = instructions.get(register);
    if (instruction == null) {
      throw new IllegalStateException("register " + register + " is not the result of an instruction");
    }
    return instruction;
  }

  /** A place of its own for what is in no memory. */
  private static View nowhere(int number) {
    return View
        .of(new Slot(Region.CONSTANTS, -Slot.ALIGNMENT * (number + 1L), new TensorType(DType.F32, Shape.SCALAR)));
  }
}
