package dev.sinabro.testkit;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Executable;
import dev.sinabro.backend.Profile;
import dev.sinabro.backend.Upload;
import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.compile.Step;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The direct way from a graph to results, without a session: buffers of its own, each followed by a guard zone, and an
 * arena that holds no number before a run.
 */
public final class Run implements AutoCloseable {
  private static final int GUARD = 256;
  private static final byte GUARD_BYTE = 0x5A;

  private final Program program;
  private final StateLayout layout;
  private final Map<Variable, Literal> state;
  private final Executable executable;
  private final Map<Region, Buffer> buffers = new EnumMap<>(Region.class);

  /**
   * What a run left behind.
   *
   * @param outputs results by name
   * @param state variables by name
   * @param bytes results and variables by name, as they lie in memory
   */
  public record Result(Map<String, double[]> outputs, Map<String, double[]> state, Map<String, byte[]> bytes) {}

  /** Compiles a trial's graph for a backend. */
  public Run(Backend backend, Trial trial, Map<String, Tensor> outputs) {
    this(backend, trial, outputs, backend.info().floatType(), backend::supports);
  }

  /** Compiles a trial's graph with reals of the given type, and only steps that {@code supports} accepts. */
  public Run(Backend backend, Trial trial, Map<String, Tensor> outputs, DType floatType, Predicate<Step> supports) {
    state = trial.state();
    layout = new StateLayout(List.copyOf(state.keySet()), floatType);
    program = Compiler.compile(trial.graph(), outputs, layout, supports);
    MemoryUse.of(program);
    executable = backend.compile(program);
    for (Region region : List.of(Region.STATE, Region.ARENA, Region.INPUTS)) {
      Buffer buffer = backend.allocate(program.byteSize(region) + GUARD);
      buffers.put(region, buffer);
      executable.bind(region, buffer);
    }
  }

  /** The program that runs. */
  public Program program() {
    return program;
  }

  /** Gives variables and inputs the trial's values and runs once. Each byte of the arena is {@code poison} before. */
  public Result once(int poison) {
    reset();
    return again(poison);
  }

  /** Gives an input other values, until the next {@link #once}. */
  public void set(String input, double... values) {
    Slot slot = program.inputs().get(input);
    if (slot == null) {
      throw new IllegalArgumentException("there is no input " + input + " among " + program.inputs().keySet());
    }
    upload(slot, new Literal(slot.type(), values));
  }

  /** Starts a run, and does not wait for it. */
  public void start() {
    executable.run();
  }

  /** Runs once more, with the variables as they are. */
  public Result again(int poison) {
    fill(Region.ARENA, (byte) poison);
    byte[] inputs = bytes(Region.INPUTS);
    executable.run();
    executable.synchronize();
    if (!Arrays.equals(inputs, bytes(Region.INPUTS))) {
      throw new AssertionError("the run wrote to the inputs:\n" + program.text());
    }
    buffers.forEach(this::checkGuard);
    return result();
  }

  /**
   * Starts a run, sends other values to an input behind it, runs again, and spoils staging memory as soon as it may.
   */
  Result afterAsyncUpload(String input, MemorySegment staging) {
    executable.run();
    Upload upload = uploadAsync(input, staging);
    executable.run();
    upload.await();
    staging.fill(GUARD_BYTE);
    return finished();
  }

  /** Starts to send other values to an input. */
  public Upload uploadAsync(String input, MemorySegment staging) {
    Slot slot = program.inputs().get(input);
    if (slot == null) {
      throw new IllegalArgumentException("there is no input " + input);
    }
    return buffer(Region.INPUTS).uploadAsync(slot.offset(), staging);
  }

  /** Waits for all runs that were started. */
  public Result finished() {
    executable.synchronize();
    return result();
  }

  /** What a run left behind, and how long its steps took. */
  record Profiled(Result result, Profile profile) {}

  /** Gives variables and inputs the trial's values and runs once, timing each step. */
  Profiled profiled() {
    reset();
    Profile profile = executable.profile();
    return new Profiled(result(), profile);
  }

  @Override
  public void close() {
    executable.close();
    buffers.values().forEach(Buffer::close);
  }

  private void reset() {
    for (Region region : buffers.keySet()) {
      fill(region, (byte) 0xFF);
    }
    state.forEach((variable, values) -> upload(layout.slot(variable), values));
    program.inputs().forEach((name, slot) -> upload(slot, program.inputValues().get(name)));
  }

  private Result result() {
    Map<String, double[]> outputs = new LinkedHashMap<>();
    Map<String, double[]> variables = new LinkedHashMap<>();
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    program.outputs().forEach((name, slot) -> {
      bytes.put(name, bytes(slot));
      outputs.put(name, Bytes.decoded(slot.type().dtype(), bytes(slot)));
    });
    for (Variable variable : layout.variables()) {
      Slot slot = layout.slot(variable);
      bytes.put(variable.name(), bytes(slot));
      variables.put(variable.name(), Bytes.decoded(slot.type().dtype(), bytes(slot)));
    }
    return new Result(outputs, variables, bytes);
  }

  private void fill(Region region, byte poison) {
    byte[] content = new byte[Math.toIntExact(program.byteSize(region)) + GUARD];
    Arrays.fill(content, poison);
    Arrays.fill(content, content.length - GUARD, content.length, GUARD_BYTE);
    buffer(region).upload(0, MemorySegment.ofArray(content));
  }

  private void checkGuard(Region region, Buffer buffer) {
    byte[] guard = new byte[GUARD];
    buffer.download(program.byteSize(region), MemorySegment.ofArray(guard));
    for (byte value : guard) {
      if (value != GUARD_BYTE) {
        throw new AssertionError("the run wrote past the end of region " + region + ":\n" + program.text());
      }
    }
  }

  private byte[] bytes(Region region) {
    byte[] bytes = new byte[Math.toIntExact(program.byteSize(region))];
    buffer(region).download(0, MemorySegment.ofArray(bytes));
    return bytes;
  }

  private byte[] bytes(Slot slot) {
    byte[] bytes = new byte[Math.toIntExact(slot.byteSize())];
    buffer(slot.region()).download(slot.offset(), MemorySegment.ofArray(bytes));
    return bytes;
  }

  private Buffer buffer(Region region) {
    Buffer buffer = buffers.get(region);
    if (buffer == null) {
      throw new AssertionError("a result lies in region " + region + ", which nobody but the executable can read:\n"
          + program.text());
    }
    return buffer;
  }

  private void upload(Slot slot, Literal literal) {
    byte[] bytes = Bytes.of(slot.type().dtype(), literal.values());
    buffer(slot.region()).upload(slot.offset(), MemorySegment.ofArray(bytes));
  }

  /** The names of results and variables whose bytes differ. */
  static List<String> differences(Result a, Result b) {
    List<String> names = new ArrayList<>();
    a.bytes().forEach((name, bytes) -> {
      if (!Arrays.equals(bytes, b.bytes().get(name))) {
        names.add(name);
      }
    });
    return names;
  }
}
