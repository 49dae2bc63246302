package dev.sinabro.run;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.Executable;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one model on one device: one state block with all variables, one arena for the temporaries of whichever
 * program runs, and the programs over them. Used by one thread.
 */
public final class Session implements AutoCloseable {
  /** Bytes from which on a copy is not in Java's heap. */
  private static final long OFF_HEAP = 1 << 20;

  private final Device device;
  private final Backend backend;
  private final long freeAtFirst;
  private final StateLayout layout;
  private final Buffer state;
  private final List<Execution> executions = new ArrayList<>();
  private long held;
  private @Nullable Buffer arena;
  private @Nullable Execution lastRun;

  /**
   * Allocates the state block; all variables begin as zeros.
   *
   * @param variables all that any program will read or assign, in the order in which they are laid out
   * @throws MemoryException where the device has not enough free memory
   */
  public Session(Device device, List<Variable> variables) {
    this.device = device;
    backend = device.backend();
    freeAtFirst = backend.info().freeBytes();
    layout = new StateLayout(variables, backend.info().floatType());
    state = allocate("the variables", layout.byteSize());
    Pieces.clear(state, layout.byteSize());
  }

  /** Where the variables live. */
  public StateLayout layout() {
    return layout;
  }

  /** Bytes of the state block. */
  public long stateBytes() {
    return layout.byteSize();
  }

  /** Bytes of the arena: what the largest program so far needs. */
  public long arenaBytes() {
    return arena == null ? 0 : arena.byteSize();
  }

  /** Bytes that inputs and temporaries can have, those of the arena included. */
  public long freeBytes() {
    return unusedBytes() + arenaBytes();
  }

  /**
   * Not each backend says how its free memory shrinks, so what the session holds is subtracted from the first figure.
   */
  private long unusedBytes() {
    return Math.min(freeAtFirst - held, backend.info().freeBytes());
  }

  /** The program of a graph, without any memory on the device. */
  public Program plan(Graph graph, Map<String, Tensor> outputs) {
    return device.plan(graph, outputs, layout);
  }

  /** As {@link #prepare(Program)}, of a graph. */
  public Execution prepare(Graph graph, Map<String, Tensor> outputs) {
    return prepare(plan(graph, outputs));
  }

  /**
   * Makes a program ready to run. Prepare the programs of a session before the first one runs: a larger arena than
   * before makes each of them bind its memory anew.
   *
   * @throws MemoryException where the device has not enough free memory for the program's temporaries
   */
  public Execution prepare(Program program) {
    growArena(program.byteSize(Region.ARENA));
    Executable executable = backend.compile(program);
    executable.bind(Region.STATE, state);
    executable.bind(Region.ARENA, arena());
    Execution execution = new Execution(this, program, executable);
    executions.add(execution);
    return execution;
  }

  /**
   * Device memory for the inputs of a program, and of all others that declare the same inputs; the caller closes it.
   *
   * @throws MemoryException where the device has not enough free memory
   */
  public Inputs inputs(Program program) {
    Inputs created = new Inputs(program.inputs(), allocate("the inputs", program.byteSize(Region.INPUTS)), this);
    program.inputValues().forEach((name, literal) -> created.set(name, literal.values()));
    return created;
  }

  /**
   * Device memory of {@code bytes} for inputs of programs that need no more; the caller closes it.
   *
   * @throws MemoryException where the device has not enough free memory
   */
  public StreamedInputs streamedInputs(long bytes) {
    return new StreamedInputs(this, backend, allocate("the inputs", bytes));
  }

  /** The values of a variable, row-major. */
  public double[] read(Variable variable) {
    HostTensor tensor = tensor(variable);
    return HostValues.decode(tensor.bytes(), tensor.type().dtype());
  }

  /** Gives a variable values, row-major. */
  public void write(Variable variable, double[] values) {
    requireCount(variable, values.length);
    write(variable, i -> values[i]);
  }

  /** Gives a variable values by row-major index. */
  public void write(Variable variable, IntToDoubleFunction values) {
    Pieces.set(state, layout.slot(variable), values);
  }

  /** A variable where it lies: a read gives the values that it then has, of the element type that it has in {@link #layout}. */
  public StoredTensor stored(Variable variable) {
    return new StateTensor(state, layout.slot(variable));
  }

  /** A copy of the values of a variable, of the element type that it has in {@link #layout}. */
  public HostTensor tensor(Variable variable) {
    return download(state, layout.slot(variable));
  }

  /** Gives a variable values of any element type of its kind. */
  public void write(Variable variable, StoredTensor values) {
    Slot slot = layout.slot(variable);
    if (values.type().dtype().isFloat() != slot.type().dtype().isFloat()) {
      throw new IllegalArgumentException("variable " + variable + " cannot take " + values.type().dtype() + " values");
    }
    requireCount(variable, values.type().shape().count());
    Pieces.copy(state, slot, values);
  }

  private static void requireCount(Variable variable, int count) {
    if (count != variable.shape().count()) {
      throw new IllegalArgumentException("variable " + variable + " takes " + variable.shape().count() + " values, not "
          + count);
    }
  }

  HostTensor download(Buffer buffer, Slot slot) {
    MemorySegment target = slot.byteSize() < OFF_HEAP
        ? MemorySegment.ofArray(new byte[(int) slot.byteSize()])
        : Arena.ofAuto().allocate(slot.byteSize(), Long.BYTES);
    if (target.byteSize() > 0) {
      buffer.download(slot.offset(), target);
    }
    return new HostTensor(slot.type(), target);
  }

  Buffer state() {
    return state;
  }

  /** The arena, while it holds the results of an execution. */
  Buffer arenaOf(Execution execution) {
    if (lastRun != execution) {
      throw new IllegalStateException("the results are gone or were never computed: they last until any program of the"
          + " session runs, or one that needs more memory is prepared; read them right after the run");
    }
    return arena();
  }

  boolean holdsResults(Execution execution) {
    return lastRun == execution;
  }

  void holdsResultsOf(Execution execution) {
    lastRun = execution;
  }

  void forget(Execution execution) {
    executions.remove(execution);
  }

  private Buffer arena() {
    if (arena == null) {
      throw new IllegalStateException("the session has no program yet");
    }
    return arena;
  }

  /** Refuses before it gives up the smaller arena, with which the programs so far can still run. */
  private void growArena(long bytes) {
    long present = arenaBytes();
    if (arena != null && present >= bytes) {
      return;
    }
    requireFree("the temporaries of a step", bytes, present);
    if (arena != null) {
      release(arena);
    }
    try {
      bindArena(allocate("the temporaries of a step", bytes));
    } catch (DeviceException e) {
      bindArena(allocate("the temporaries of a step", present));
      throw e;
    }
  }

  private void bindArena(Buffer buffer) {
    arena = buffer;
    lastRun = null;
    executions.forEach(execution -> execution.bindArena(buffer));
  }

  private Buffer allocate(String what, long bytes) {
    long needed = Math.max(bytes, Slot.ALIGNMENT);
    requireFree(what, needed, 0);
    Buffer buffer = backend.allocate(needed);
    held += buffer.byteSize();
    return buffer;
  }

  void release(Buffer buffer) {
    held -= buffer.byteSize();
    buffer.close();
  }

  private void requireFree(String what, long bytes, long givenUp) {
    long free = unusedBytes() + givenUp;
    if (bytes > free) {
      throw new MemoryException(what, bytes, free);
    }
  }

  @Override
  public void close() {
    List.copyOf(executions).forEach(Execution::close);
    if (arena != null) {
      arena.close();
    }
    state.close();
  }
}
