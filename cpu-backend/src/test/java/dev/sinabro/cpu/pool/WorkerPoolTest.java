package dev.sinabro.cpu.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
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
