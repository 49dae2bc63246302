package dev.sinabro.cli.serve;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.data.Dataset;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the rows of requests that wait, and has them computed together by the one thread that owns the device.
 *
 * <p>A batch is filled up to the next power of two, by repeating its last row, so that there are few programs and memory stays
 * what it was when all of them had run once.
 */
final class Batches {
  private static final long PATIENCE_MILLIS = 50;

  private final Function<Dataset, HostTensor> model;
  private final Limits limits;
  private final IntConsumer told;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger approaching = new AtomicInteger();
  private volatile boolean stopped;

  private record Waiting(Dataset rows, CompletableFuture<HostTensor> answer, long since) {}

  /**
   * Over a model, which only the thread of {@link #warm} and {@link #run} calls.
   *
   * @param told of the rows of each batch that is computed
   */
  Batches(Function<Dataset, HostTensor> model, Limits limits, IntConsumer told) {
    this.model = model;
    this.limits = limits;
    this.told = told;
  }

  /** A request is read, for which a batch may wait; {@link #submit} or {@link #left} ends that. */
  void approaches() {
    approaching.incrementAndGet();
  }

  /** A request that was announced does not come. */
  void left() {
    approaching.decrementAndGet();
  }

  /** Puts the rows of a request into the queue, and gives what the network says of them, [rows, ...]. */
  CompletableFuture<HostTensor> submit(Dataset rows) {
    CompletableFuture<HostTensor> answer = new CompletableFuture<>();
    left(); // before it is seen, or it would be waited for
    queue.add(new Waiting(rows, answer, System.nanoTime()));
    return answer;
  }

  /** Requests in the queue. */
  int length() {
    return queue.size();
  }

  /** Has each size of a batch computed once. @param rows that many, of any values */
  void warm(Function<Integer, Dataset> rows) {
    for (int size = 1; size <= limits.batch(); size = size < limits.batch() ? filled(size + 1) : size + 1) {
      model.apply(rows.apply(size));
    }
  }

  /** The size of the program for so many rows. */
  private int filled(int rows) {
    return Math.min(limits.batch(), rows <= 1 ? 1 : Integer.highestOneBit(rows - 1) << 1);
  }

  /**
   * Computes until {@link #stop}, and then what still waits.
   *
   * @throws DeviceException where the device fails, which it then does for good
   */
  void run() throws InterruptedException {
    while (!stopped || !queue.isEmpty()) {
      List<Waiting> batch = next();
      if (!batch.isEmpty()) {
        answer(batch);
      }
    }
  }

  /** Ends {@link #run} when the queue is empty. */
  void stop() {
    stopped = true;
  }

  private List<Waiting> next() throws InterruptedException {
    List<Waiting> batch = new ArrayList<>();
    int rows = 0;
    Waiting next = queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    while (next != null) {
      if (!next.answer.isDone()) {
        batch.add(next);
        rows += next.rows.rowCount();
      }
      next = rows < limits.batch() ? companion(batch) : null;
    }
    return batch;
  }

  /** The next request, for which the first of the batch waits as long as one is being read; null where it has waited enough. */
  private @Nullable Waiting companion(List<Waiting> batch) throws InterruptedException {
    Waiting present = queue.poll();
    if (present != null || batch.isEmpty()) {
      return present;
    }
    long end = batch.getFirst().since + limits.gathering().toNanos();
    long left = end - System.nanoTime();
    return left > 0 && approaching.get() > 0 ? queue.poll(left, TimeUnit.NANOSECONDS) : null;
  }

  private void answer(List<Waiting> batch) {
    try {
      HostTensor all = computed(new Joined(batch.stream().map(Waiting::rows).toList()));
      int from = 0;
      for (Waiting waiting : batch) {
        waiting.answer.complete(rows(all, from, waiting.rows.rowCount()));
        from += waiting.rows.rowCount();
      }
    } catch (DeviceException lost) {
      batch.forEach(waiting -> waiting.answer.completeExceptionally(lost));
      throw lost;
    } catch (RuntimeException | OutOfMemoryError failure) {
      if (batch.size() == 1) {
        batch.getFirst().answer.completeExceptionally(failure);
      } else { // the fault of one is not that of the others
        batch.forEach(waiting -> answer(List.of(waiting)));
      }
    }
  }

  /** What the network says of rows, of which each program takes some. */
  private HostTensor computed(Dataset rows) {
    HostTensor all = null;
    for (int from = 0; from < rows.rowCount(); from += limits.batch()) {
      int count = Math.min(limits.batch(), rows.rowCount() - from);
      int first = from;
      int last = from + count - 1;
      told.accept(count);
      HostTensor some =
          model.apply(rows.select(IntStream.range(0, filled(count)).map(i -> Math.min(first + i, last)).toArray()));
      if (count == rows.rowCount()) {
        return rows(some, 0, count);
      }
      if (all == null) {
        TensorType type = new TensorType(some.type().dtype(), some.shape().with(0, rows.rowCount()));
        all = new HostTensor(type, Arena.ofAuto().allocate(type.byteSize(), Long.BYTES));
      }
      HostTensor target = rows(all, from, count);
      MemorySegment.copy(some.bytes(), 0, target.bytes(), 0, target.bytes().byteSize());
    }
    return Objects.requireNonNull(all);
  }

  private static HostTensor rows(HostTensor all, int from, int count) {
    TensorType type = new TensorType(all.type().dtype(), all.shape().with(0, count));
    long rowBytes = all.row(0).type().byteSize();
    return new HostTensor(type, all.bytes().asSlice(from * rowBytes, count * rowBytes));
  }
}
