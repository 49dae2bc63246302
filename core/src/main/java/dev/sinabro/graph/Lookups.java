package dev.sinabro.graph;

/**
 * Elements by number. Numbers are i32 and count from 0; what is out of range, negative numbers too, is read as 0 and never
 * written.
 */
public sealed interface Lookups permits Tensor {

  private Tensor self() {
    return (Tensor) this;
  }

  /** The rows of this table, [n, row..], with the given numbers, [index..]: [index.., row..]. */
  default Tensor gather(Tensor rows) {
    return self().graph().add(new Op.Gather(), self(), rows);
  }

  /** The slices along an axis with the given numbers, whose axes stand in the place of that axis. */
  default Tensor gather(int axis, Tensor numbers) {
    int along = self().axis(axis);
    Shape shape = self().shape();
    Shape before = shape.part(0, along);
    Shape after = shape.part(along + 1, shape.rank());
    Shape result = before.then(numbers.shape()).then(after);
    if (before.count() == 1) {
      return self().reshape(Shape.of(shape.extent(along)).then(after)).gather(numbers).reshape(result);
    }
    Tensor flat = numbers.reshape(1, -1);
    Tensor table = self().reshape(Shape.of(before.count() * shape.extent(along)).then(after));
    return table.gather(placed(flat, shape.extent(along), before.count())).reshape(result);
  }

  /**
   * For each place of the numbers, whose extents are those of this tensor but along the axis, the element that has this
   * number along the axis: {@code take_along_axis} of NumPy, {@code gather} of PyTorch.
   */
  default Tensor gatherAlong(int axis, Tensor numbers) {
    int along = self().axis(axis);
    Shape shape = self().shape();
    if (numbers.shape().rank() != shape.rank() || !numbers.shape().with(along, 1).equals(shape.with(along, 1))) {
      throw self().refused("gatherAlong of " + numbers.type(), "takes numbers that differ in axis " + along
          + " alone from " + self().type());
    }
    int last = shape.rank() - 1;
    if (along != last) {
      return self().swapAxes(along, last).gatherAlong(last, numbers.swapAxes(along, last)).swapAxes(along, last);
    }
    Tensor rows = numbers.reshape(shape.count(0, last), numbers.shape().extent(last));
    return self().reshape(Shape.of(shape.count()))
        .gather(placed(rows, shape.extent(last), shape.count(0, last)))
        .reshape(numbers.shape());
  }

  /** Numbers within each of {@code rows} tables of {@code extent} entries as numbers within all of them. */
  private static Tensor placed(Tensor numbers, int extent, int rows) {
    Tensor first = numbers.graph().iota(rows).mul(extent).reshape(rows, 1);
    Tensor inside = numbers.greaterEqual(0).and(numbers.less(extent));
    return inside.select(numbers.add(first), numbers.number(-1));
  }

  /** 1 where the number is that of the place along a new last axis of {@code classes}, else 0; real. */
  default Tensor oneHot(int classes) {
    return self().unsqueeze(-1).equal(self().graph().iota(classes)).cast(DType.F32);
  }

  /** This table, [rows, row..], plus the updates, [index.., row..], each added to the row of its number, [index..]. */
  default Tensor scatterAdd(Tensor numbers, Tensor updates) {
    return self().add(self().graph().add(new Op.ScatterAdd(self().shape().extent(0)), numbers, updates));
  }

  /** This table, [rows, row..], with rows replaced by the updates of their number, the last one where there are several. */
  default Tensor scatterAssign(Tensor numbers, Tensor updates) {
    return Scatter.assign(self(), numbers, updates);
  }

  /** This table with each element the largest of itself and the updates of its row; NaN where any is. */
  default Tensor scatterMax(Tensor numbers, Tensor updates) {
    return Scatter.max(self(), numbers, updates);
  }

  /** This table with each element the smallest of itself and the updates of its row; NaN where any is. */
  default Tensor scatterMin(Tensor numbers, Tensor updates) {
    return Scatter.min(self(), numbers, updates);
  }
}
