package dev.sinabro.train;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.run.Session;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of an epoch that are done have come to, on the device: their number, and the tallies of loss and metrics.
 *
 * <p>Each tally is a sum and the rest that rounding left of it, by which whole numbers stay exact to 2^48: D. Knuth, The
 * Art of Computer Programming, volume 2, section 4.2.2, theorem B.
 */
final class Counters {
  private final Variable row;
  private final String prefix;
  private final Map<String, Shape> tallies = new LinkedHashMap<>();
  private @Nullable Variable sums;
  private @Nullable Variable rests;

  Counters(String prefix) {
    this.prefix = prefix;
    row = new Variable(prefix + ".row", TensorType.i32());
  }

  /** Rows of the epoch done. */
  Variable row() {
    return row;
  }

  /**
   * Adds what a step found, in a graph; the first time, room is made for it.
   *
   * @param rows of the step
   * @param found by name
   */
  void add(Graph graph, int rows, Map<String, Tensor> found) {
    graph.assign(row, graph.read(row).add(rows));
    require(found);
    Tensor x = graph.concat(0, found.values().stream().map(tally -> tally.reshape(tally.shape().count())).toList());
    Variable sums = this.sums;
    Variable rests = this.rests;
    if (sums == null || rests == null) {
      // Another choice of metrics has other names, so that it does not take over the tallies of this one from a file.
      String name = prefix + ".sums" + found.keySet();
      sums = new Variable(name, x.type());
      rests = new Variable(name + ".rests", x.type());
      this.sums = sums;
      this.rests = rests;
    }
    Tensor before = graph.read(sums);
    Tensor sum = before.add(x);
    Tensor added = sum.sub(before);
    Tensor rest = before.sub(sum.sub(added)).add(x.sub(added));
    graph.assign(sums, sum);
    graph.assign(rests, graph.read(rests).add(rest));
  }

  private void require(Map<String, Tensor> found) {
    found.forEach((name, tally) -> {
      Shape known = tallies.putIfAbsent(name, tally.shape());
      if (!tally.dtype().isFloat()) {
        throw new ObjectiveException("tally " + name + " is " + tally.type() + "; cast it to f32");
      }
      if (known != null && !known.equals(tally.shape())) {
        throw new ObjectiveException("tally " + name + " has shape " + tally.shape() + " in this step and " + known
            + " in another; it must not depend on the number of rows");
      }
    });
  }

  /** Begins an epoch. */
  void restart(Session session) {
    session.write(row, new double[1]);
    if (sums != null && rests != null) {
      session.write(sums, new double[sums.shape().count()]);
      session.write(rests, new double[rests.shape().count()]);
    }
  }

  /** The sums of the tallies by name, row-major. */
  Map<String, double[]> sums(Session session) {
    Map<String, double[]> values = new LinkedHashMap<>();
    if (sums != null && rests != null) {
      double[] all = session.read(sums);
      double[] left = session.read(rests);
      for (int i = 0; i < all.length; i++) {
        all[i] += Double.isFinite(all[i]) ? left[i] : 0;
      }
      int from = 0;
      for (Map.Entry<String, Shape> tally : tallies.entrySet()) {
        int to = from + tally.getValue().count();
        values.put(tally.getKey(), Arrays.copyOfRange(all, from, to));
        from = to;
      }
    }
    return values;
  }
}
