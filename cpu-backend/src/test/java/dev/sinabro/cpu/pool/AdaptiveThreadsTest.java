package dev.sinabro.cpu.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time is what runs are said to have taken, so that each case is the same on any machine. */
class AdaptiveThreadsTest {
  private static final long SECOND = 1_000_000_000;

  /** Microseconds of a small step with one thread, and with two of which each has a processor. */
  private static final long ALONE = 269;
  private static final long TOGETHER = 160;

  private static long calm(long threads) {
    return threads == 1 ? ALONE : TOGETHER;
  }

  private static long busy(long threads) {
    return threads == 1 ? ALONE : 425;
  }

  /** Nanoseconds of all runs for each number of threads, over a time. */
  private static Map<Integer, Long> run(AdaptiveThreads program, double seconds, LongUnaryOperator microseconds) {
    Map<Integer, Long> times = new HashMap<>();
    for (long time = 0; time < seconds * SECOND;) {
      int threads = program.threads();
      long took = 1000 * microseconds.applyAsLong(threads);
      times.merge(threads, took, Long::sum);
      program.took(took);
      time += took;
    }
    return times;
  }

  private static double share(Map<Integer, Long> times, int threads) {
    return (double) times.getOrDefault(threads, 0L) / times.values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void onACalmMachineTrialsTakeAFortiethOfTheTime() {
    AdaptiveThreads program = new AdaptiveThreads(2);
    double fewer = share(run(program, 20, AdaptiveThreadsTest::calm), 1);
    assertTrue(fewer > 0.01 && fewer < 0.03, "share of time with fewer threads: " + fewer);
  }

  @Test
  void besideABusyProcessTheFasterNumberIsFoundInTwoSeconds() {
    AdaptiveThreads program = new AdaptiveThreads(2);
    run(program, 2, AdaptiveThreadsTest::busy);
    assertTrue(share(run(program, 10, AdaptiveThreadsTest::busy), 1) > 0.95);
    run(program, 2, AdaptiveThreadsTest::calm);
    assertTrue(share(run(program, 10, AdaptiveThreadsTest::calm), 2) > 0.95, "it comes back when all is calm");
  }

  /** One run in twenty waits for a time slice of another process. */
  @Test
  void waitsNeedNotComeInEachRun() {
    AdaptiveThreads program = new AdaptiveThreads(2);
    int[] runs = new int[1];
    LongUnaryOperator sliced = threads -> threads == 1 ? ALONE : runs[0]++ % 20 == 0 ? 4_000 : TOGETHER;
    run(program, 2, sliced);
    assertTrue(share(run(program, 10, sliced), 1) > 0.9);
  }

  @Test
  void aSmallDifferenceChangesNothing() {
    AdaptiveThreads program = new AdaptiveThreads(2);
    assertTrue(share(run(program, 10, threads -> threads == 1 ? 97 : 100), 2) > 0.9);
    run(program, 2, threads -> threads == 1 ? 94 : 100);
    assertTrue(share(run(program, 10, threads -> threads == 1 ? 103 : 100), 1) > 0.9);
  }

  @Test
  void longRunsHaveAllThreads() {
    AdaptiveThreads program = new AdaptiveThreads(4);
    assertEquals(1, share(run(program, 20, threads -> threads * 2_600), 4), "mean above 5 ms");
    run(program, 20, threads -> threads * 1_200);
    assertEquals(1, program.threads(), "mean below 5 ms");
    run(program, 4, threads -> 5_200);
    assertEquals(4, program.threads(), "runs became longer");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 8, 12})
  void theBestOfSomeNumbersIsFound(int best) {
    AdaptiveThreads program = new AdaptiveThreads(12);
    LongUnaryOperator time = threads -> 200 + 100 * Math.abs(threads - best);
    Map<Integer, Long> begin = run(program, 10, time);
    assertTrue(begin.keySet().stream().allMatch(threads -> threads >= 1 && threads <= 12), begin::toString);
    Map<Integer, Long> times = run(program, 10, time);
    int settled = times.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    assertTrue(time.applyAsLong(settled) <= 400, best + ": " + times);
  }

  @Test
  void oneThreadStaysOne() {
    AdaptiveThreads program = new AdaptiveThreads(1);
    assertEquals(1, share(run(program, 5, AdaptiveThreadsTest::busy), 1));
  }
}
