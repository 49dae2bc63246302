package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of the next step on a thread of its own while a step is computed, so that the device waits for data as
 * little as it can. At most one batch is ahead. Which rows are read, and in which order, does not depend on it.
 */
final class ReadAhead implements AutoCloseable {
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sinabro-reader").factory());
  private final Map<String, MemorySegment> memory = new HashMap<>();
  private @Nullable Batch next;
  private boolean alone;
  private long waitedNanos;

  /**
   * What is read, or will have been when the reading is done.
   *
   * @param values of the fields that were asked for
   */
  private record Batch(Dataset data, int[] rows, Map<String, MemorySegment> values, CompletableFuture<Void> reading) {
    boolean isOf(Dataset asked, int[] which, Map<String, MemorySegment> into) {
      return asked == data && Arrays.equals(rows, which) && into.entrySet().stream().allMatch(field -> {
        MemorySegment read = values.get(field.getKey());
        return read != null && read.byteSize() == field.getValue().byteSize();
      });
    }
  }

  /** Copies rows as {@link Dataset#read} does, from what was read ahead where they are what was expected. */
  void read(Dataset data, int[] rows, Map<String, MemorySegment> into) {
    long begin = System.nanoTime();
    Batch expected = next;
    next = null;
    boolean ready = expected != null && await(expected) && expected.isOf(data, rows, into);
    if (!ready) {
      data.read(rows, into);
    }
    waitedNanos += System.nanoTime() - begin;
    if (ready && expected != null) {
      into.forEach((name, target) -> target.copyFrom(expected.values.get(name)));
    }
  }

  /** Whether it was read; memory of the data that no other thread may look at is read by the caller's from then on. */
  private boolean await(Batch batch) {
    try {
      batch.reading.join();
      return true;
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case WrongThreadException _ -> alone = true;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw failed;
      }
      return false;
    }
  }

  /**
   * Begins to read the rows that the next step probably takes.
   *
   * @param types of a row of each field that it reads
   */
  void expect(Dataset data, int[] rows, Map<String, TensorType> types) {
    if (alone || next != null) {
      return;
    }
    Map<String, MemorySegment> values = new HashMap<>();
    types.forEach((name, row) -> values.put(name, memory(name, rows.length * row.byteSize())));
    next = new Batch(data, rows, values, CompletableFuture.runAsync(() -> data.read(rows, values), reader));
  }

  private MemorySegment memory(String name, long bytes) {
    MemorySegment present = memory.get(name);
    if (present == null || present.byteSize() < bytes) {
      present = Arena.ofAuto().allocate(bytes, Long.BYTES);
      memory.put(name, present);
    }
    return present.asSlice(0, bytes);
  }

  /** How long steps waited for their rows so far. */
  long waitedNanos() {
    return waitedNanos;
  }

  /** Waits for what is being read: its memory may be gone afterwards. */
  @Override
  public void close() {
    reader.close();
  }
}
