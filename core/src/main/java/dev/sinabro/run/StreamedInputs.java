package dev.sinabro.run;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Upload;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.graph.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Device memory for inputs that are others at each run, and that programs use in turn. The host gathers the next inputs
 * while the device still works with those before.
 */
public final class StreamedInputs implements AutoCloseable {
  private static final int AHEAD = 3;

  private final Session session;
  private final Buffer buffer;
  private final Arena arena = Arena.ofConfined();
  private final Queue<Staged> ring = new ArrayDeque<>();
  private boolean closed;

  /** Host memory, and the last upload from it. */
  private record Staged(MemorySegment memory, Upload upload) {}

  StreamedInputs(Session session, Backend backend, Buffer buffer) {
    this.session = session;
    this.buffer = buffer;
    try {
      for (int i = 0; i < AHEAD; i++) {
        ring.add(new Staged(backend.staging(buffer.byteSize(), arena), Upload.DONE));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Gives the next run of an execution its inputs, and no later one.
   *
   * @param source writes the values of each input, row-major, in the machine's order of bytes, into memory of its size:
   *     float32, int32 or bytes, as the graph declares it
   */
  public void send(Execution execution, Consumer<Map<String, MemorySegment>> source) {
    Program program = execution.program();
    Staged staged = ring.element();
    staged.upload.await();
    fill(program.inputs(), staged.memory, source);
    MemorySegment filled = staged.memory.asSlice(0, program.byteSize(Region.INPUTS));
    Upload upload = buffer.uploadAsync(0, filled);
    // Only now: a source that fails leaves the ring as it was.
    ring.remove();
    ring.add(new Staged(staged.memory, upload));
    execution.on(this);
  }

  private static void fill(Map<String, Slot> slots, MemorySegment memory, Consumer<Map<String, MemorySegment>> source) {
    Map<String, MemorySegment> into = new LinkedHashMap<>();
    slots.forEach((name, slot) -> into.put(name, slot.type().dtype() == DType.F64
        ? MemorySegment.ofArray(new float[slot.type().shape().count()])
        : memory.asSlice(slot.offset(), slot.byteSize())));
    source.accept(into);
    slots.forEach((name, slot) -> {
      if (slot.type().dtype() == DType.F64) {
        double[] values = HostValues.decode(Objects.requireNonNull(into.get(name)), DType.F32);
        MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_DOUBLE, slot.offset(), values.length);
      }
    });
  }

  Buffer buffer() {
    return buffer;
  }

  /** Waits until the staging memory is no longer read. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        ring.forEach(staged -> staged.upload.await());
      } finally {
        arena.close();
        session.release(buffer);
      }
    }
  }
}
