package dev.sinabro.cpu.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerPoolTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void eachChunkIsDoneOnce(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int chunks : new int[] {0, 1, 2, 3, 7, 64, 1000}) {
        AtomicIntegerArray done = new AtomicIntegerArray(chunks);
        pool.run(chunks, (chunk, _) -> done.incrementAndGet(chunk));
        for (int chunk = 0; chunk < chunks; chunk++) {
          assertEquals(1, done.get(chunk), "chunk " + chunk + " of " + chunks);
        }
      }
    }
  }

  /** Plain writes of one run must be seen by the next, and late workers must find nothing to do. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void manyRunsInARow(int threads) {
    int[] values = new int[5];
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int run = 0; run < 50_000; run++) {
        int chunks = 2 + run % 4;
        pool.run(chunks, (chunk, _) -> values[chunk]++);
      }
    }
    int[] expected = {50_000, 50_000, 37_500, 25_000, 12_500};
    assertArrayEquals(expected, values, Arrays.toString(values));
  }

  /** Four chunks that await each other need four threads at a time, and two that do so need two. */
  @Test
  void theLimitSaysHowManyThreadsTakePart() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(4)) {
      for (int limit : new int[] {4, 2, 1, 4, 3}) {
        pool.limit(limit);
        CyclicBarrier meeting = new CyclicBarrier(limit);
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        pool.run(limit, (_, thread) -> {
          seen.add(thread);
          meet(meeting);
        });
        for (int run = 0; run < 2_000; run++) {
          pool.run(16, (_, thread) -> seen.add(thread));
        }
        assertEquals(IntStream.range(0, limit).boxed().collect(Collectors.toSet()), seen);
        Thread.sleep(2);
      }
    }
  }

  /** So that a thread finds in its cache what it wrote: each has the same part of the chunks in each run. */
  @Test
  void aThreadDoesItsOwnShareFirst() {
    try (WorkerPool pool = new WorkerPool(3)) {
      CyclicBarrier begun = new CyclicBarrier(3);
      int[] first = {-1, -1, -1};
      pool.run(9, (chunk, thread) -> {
        if (first[thread] < 0) {
          first[thread] = chunk;
          meet(begun);
        }
      });
      assertArrayEquals(new int[] {0, 3, 6}, first);
    }
  }

  /** The share of a thread that is held back is done by the others. */
  @Test
  void aThreadThatIsHeldBackKeepsOneChunk() {
    try (WorkerPool pool = new WorkerPool(2)) {
      CountDownLatch others = new CountDownLatch(99);
      AtomicIntegerArray done = new AtomicIntegerArray(2);
      CyclicBarrier begun = new CyclicBarrier(2);
      AtomicIntegerArray calls = new AtomicIntegerArray(2);
      pool.run(100, (_, thread) -> {
        if (calls.getAndIncrement(thread) == 0) {
          meet(begun);
        }
        if (thread == 1) {
          await(others);
        }
        others.countDown();
        done.incrementAndGet(thread);
      });
      assertEquals(99, done.get(0));
      assertEquals(1, done.get(1));
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void workersThatParkedWakeUp() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(3)) {
      AtomicInteger done = new AtomicInteger();
      for (int run = 0; run < 20; run++) {
        Thread.sleep(5);
        pool.run(10, (_, _) -> done.incrementAndGet());
      }
      assertEquals(200, done.get());
    }
  }

  @Test
  void noTwoThreadsHaveOneNumber() {
    int threads = 3;
    AtomicIntegerArray busy = new AtomicIntegerArray(threads);
    AtomicInteger clashes = new AtomicInteger();
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int run = 0; run < 500; run++) {
        pool.run(20, (_, worker) -> {
          if (busy.getAndIncrement(worker) != 0) {
            clashes.incrementAndGet();
          }
          Thread.onSpinWait();
          busy.getAndDecrement(worker);
        });
      }
    }
    assertEquals(0, clashes.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aFailureReachesTheCallerAndThePoolLivesOn(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int failing = 0; failing < 8; failing++) {
        IllegalStateException failure = new IllegalStateException("chunk " + failing);
        int bad = failing;
        var thrown = assertThrows(IllegalStateException.class, () -> pool.run(8, (chunk, _) -> {
          if (chunk == bad) {
            throw failure;
          }
        }));
        assertSame(failure, thrown);
        AtomicInteger done = new AtomicInteger();
        pool.run(8, (_, _) -> done.incrementAndGet());
        assertEquals(8, done.get());
      }
      assertThrows(StackOverflowError.class, () -> pool.run(4, (_, _) -> {
        throw new StackOverflowError();
      }));
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    String name = "sinabro-cpu-5";
    try (WorkerPool pool = new WorkerPool(6)) {
      assertEquals(6, pool.threads());
      assertTrue(isAlive(name));
    }
    for (int wait = 0; wait < 200 && isAlive(name); wait++) {
      Thread.sleep(10);
    }
    assertTrue(!isAlive(name), name + " is still there");
  }

  private static boolean isAlive(String name) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals(name));
  }
}
