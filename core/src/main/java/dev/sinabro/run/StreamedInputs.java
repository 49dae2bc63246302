package dev.sinabro.run;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.Buffer;
import dev.sinabro.backend.Upload;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

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
   * @param tables by input: all rows, row-major, float32 or int32
   * @param rows which of them, in which order; as many as the inputs have
   */
  public void send(Execution execution, Map<String, MemorySegment> tables, int[] rows) {
    Program program = execution.program();
    Staged staged = ring.element();
    staged.upload.await();
    program.inputs().forEach((name, slot) -> gather(name, slot, tables, rows, staged.memory));
    MemorySegment filled = staged.memory.asSlice(0, program.byteSize(Region.INPUTS));
    Upload upload = buffer.uploadAsync(0, filled);
    // Only now: what was refused leaves the ring as it was.
    ring.remove();
    ring.add(new Staged(staged.memory, upload));
    execution.on(this);
  }

  private static void gather(String name, Slot slot, Map<String, MemorySegment> tables, int[] rows, MemorySegment to) {
    MemorySegment table = tables.get(name);
    if (table == null || slot.type().shape().extent(0) != rows.length) {
      throw new IllegalArgumentException("input " + name + " " + slot.type() + " cannot be filled with " + rows.length
          + " rows of a table; there are tables for " + tables.keySet());
    }
    int width = slot.type().shape().count() / rows.length;
    long rowBytes = (long) width * slot.type().dtype().byteSize();
    for (int i = 0; i < rows.length; i++) {
      HostValues.copy(table, (long) rows[i] * width, width, slot.type().dtype(), to, slot.offset() + i * rowBytes);
    }
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
