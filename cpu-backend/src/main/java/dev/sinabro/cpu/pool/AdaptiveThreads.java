package dev.sinabro.cpu.pool;

/**
 * How many threads the runs of a program have: all, or fewer while other processes keep the processors busy.
 *
 * <p>Threads of a small program meet every few microseconds. Where another process has the processor of one of them, the
 * others wait until the system gives it back, which takes milliseconds: more than the thread ever saved. The durations of
 * runs are all that tells. So now and then some runs are tried with half or twice as many threads, and where these are
 * clearly faster their number stays. Results do not depend on it.
 */
public final class AdaptiveThreads {
  /** Between trials, in nanoseconds of runs: with {@link #TRIAL}, trials that fail have a fortieth of the time. */
  private static final long PAUSE = 1_000_000_000;

  /** A change is put to the test this soon, since what spoke for it may have been chance; the pause then doubles. */
  private static final long SHORTEST_PAUSE = 100_000_000;

  /** Of a trial: several time slices of the system, since between two of them all is well. */
  private static final long TRIAL = 25_000_000;

  /** Longer runs have all threads: they outlast time slices, and a thread saves more than it is waited for. */
  private static final double LONGEST_RUN = 5_000_000;

  /** A trial changes the number if its runs took less than this share of the usual time. */
  private static final double CLEARLY_FASTER = 0.95;

  private final int most;
  private int settled;
  private int current;
  private boolean triesFewer = true;
  private long pause = PAUSE;
  private double usual;
  private long time;
  private int runs;

  /** For a program that runs on at most so many threads, and at first on all. */
  public AdaptiveThreads(int most) {
    this.most = most;
    settled = most;
    current = most;
  }

  /** The threads that the next run is to have, at least 1. */
  public int threads() {
    return current;
  }

  /** Tells how long a run with {@link #threads()} took. */
  public void took(long nanoseconds) {
    time += nanoseconds;
    runs++;
    boolean trial = current != settled;
    if (most == 1 || time < (trial ? TRIAL : pause)) {
      return;
    }
    double mean = (double) time / runs;
    time = 0;
    runs = 0;
    if (trial) {
      decide(mean);
    } else if (mean > LONGEST_RUN) {
      settled = most;
      current = most;
    } else {
      usual = mean;
      current = candidate();
    }
  }

  private void decide(double mean) {
    if (mean < CLEARLY_FASTER * usual) {
      settled = current;
      pause = SHORTEST_PAUSE;
    } else {
      current = settled;
      pause = Math.min(2 * pause, PAUSE);
      triesFewer = !triesFewer;
    }
  }

  private int candidate() {
    if (settled == most || settled > 1 && triesFewer) {
      return settled / 2;
    }
    return Math.min(2 * settled, most);
  }
}
