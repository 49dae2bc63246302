package dev.sinabro.graph;

import java.util.List;

/**
 * Updates of a table by row number of which one wins: the last or the largest. All elements are sorted by the place that they
 * go to, and the last of each run is the winner. What wins alone has a gradient.
 */
final class Scatter {
  /** Numbers of updates are added as two reals below this bound and its square root's, which hold them exactly. */
  private static final int PART = 1 << 16;

  private Scatter() {}

  static Tensor assign(Tensor table, Tensor numbers, Tensor updates) {
    Tensor winner = winners(table, numbers, updates, updates.graph().iota(updates.shape().count()));
    return winner.greaterEqual(0).select(won(table, updates, winner), table);
  }

  static Tensor max(Tensor table, Tensor numbers, Tensor updates) {
    Tensor ascending = updates.reshape(-1).sort(0).numbers();
    Tensor winner = winners(table, numbers, updates, ascending);
    return winner.greaterEqual(0).select(table.maximum(won(table, updates, winner)), table);
  }

  static Tensor min(Tensor table, Tensor numbers, Tensor updates) {
    return opposite(max(opposite(table), numbers, opposite(updates)));
  }

  private static Tensor opposite(Tensor x) {
    return x.dtype() == DType.I32 ? x.number(-1).sub(x) : x.neg();
  }

  private static Tensor won(Tensor table, Tensor updates, Tensor winner) {
    return updates.reshape(updates.shape().count()).gather(winner).reshape(table.shape());
  }

  /** For each element of the table the number of the update that comes last in an order, or -1. */
  private static Tensor winners(Tensor table, Tensor numbers, Tensor updates, Tensor order) {
    int rows = table.shape().extent(0);
    int width = table.shape().count(1, table.shape().rank());
    if (!updates.shape().equals(numbers.shape().then(table.shape().without(0, 1)))) {
      throw updates.refused("scatter of " + updates.type(), "takes updates of " + numbers.shape()
          + ", the shape of the row numbers, followed by that of a row of " + table.type());
    }
    Tensor row = numbers.reshape(numbers.shape().count(), 1);
    Tensor inside = row.greaterEqual(0).and(row.less(rows));
    Tensor places = inside.select(row.mul(width).add(table.graph().iota(width)), row.number(-1))
        .reshape(updates.shape().count());
    Tensor inOrder = places.gather(order);
    Orders.Sorted sorted = inOrder.sort(0);
    Tensor next = sorted.values().pad(0, 0, 1, -1).slice(0, 1, updates.shape().count() + 1);
    Tensor last = sorted.values().notEqual(next);
    Tensor update = order.gather(sorted.numbers()).add(1);
    Tensor parts = table.graph().stack(1, List.of(update.div(PART), update.remainder(PART))).cast(DType.F32);
    Tensor sums = table.graph()
        .add(new Op.ScatterAdd(rows * width), last.select(sorted.values(), update.number(-1)), parts)
        .cast(DType.I32);
    Tensor winner = sums.slice(1, 0, 1).mul(PART).add(sums.slice(1, 1, 2)).sub(1);
    return winner.reshape(table.shape());
  }
}
