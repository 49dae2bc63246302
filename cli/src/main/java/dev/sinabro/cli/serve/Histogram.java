package dev.sinabro.cli.serve;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts values in buckets, as Prometheus reads them: each holds all values up to its bound. */
final class Histogram {
  private final String name;
  private final String help;
  private final double[] bounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  /** @param bounds increasing */
  Histogram(String name, String help, double... bounds) {
    this.name = name;
    this.help = help;
    this.bounds = bounds;
    counts = new LongAdder[bounds.length + 1];
    Arrays.setAll(counts, _ -> new LongAdder());
  }

  void add(double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  void write(StringBuilder text) {
    text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name)
        .append(" histogram\n");
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      all += counts[i].sum();
      text.append(name).append("_bucket{le=\"").append(i < bounds.length ? Double.toString(bounds[i]) : "+Inf")
          .append("\"} ")
          .append(all).append('\n');
    }
    text.append(name).append("_sum ").append(sum.sum()).append('\n');
    text.append(name).append("_count ").append(all).append('\n');
  }
}
