package dev.sinabro.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * How long a training will still take, by the speed in the second half of the time that it took so far: the first steps are slow,
 * since programs are still being compiled, and tell nothing about the others.
 */
public final class TimeLeft {
  private static final double LEAST_SECONDS = 0.5;
  /** Of the time so far; what lies closer to the sample before is not kept, since a training of days tells millions of times. */
  private static final double LEAST_SHARE = 1.0 / 128;

  private record Sample(double seconds, long rows) {}

  private final Deque<Sample> samples = new ArrayDeque<>();
  private double begin;

  /**
   * What is left.
   *
   * @param seconds now, on any clock
   * @param rows that are done
   * @param all rows that there are to be
   * @return seconds; empty where too little was seen to tell
   */
  OptionalDouble at(double seconds, long rows, long all) {
    if (samples.isEmpty()) {
      begin = seconds;
    }
    if (samples.isEmpty() || seconds - samples.getLast().seconds() >= LEAST_SHARE * (seconds - begin)) {
      samples.addLast(new Sample(seconds, rows));
    }
    double half = (begin + seconds) / 2;
    while (samples.size() > 1 && samples.stream().skip(1).findFirst().orElseThrow().seconds() <= half) {
      samples.removeFirst();
    }
    Sample from = samples.getFirst();
    double elapsed = seconds - from.seconds();
    return elapsed < LEAST_SECONDS || rows == from.rows()
        ? OptionalDouble.empty()
        : OptionalDouble.of(elapsed * (all - rows) / (rows - from.rows()));
  }

  /** How many samples are kept. */
  int kept() {
    return samples.size();
  }
}
