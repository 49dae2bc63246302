package dev.sinabro.graph;

/** What depends on the order of elements, by size or by place, along one axis. */
public sealed interface Orders permits Tensor {

  private Tensor self() {
    return (Tensor) this;
  }

  /** The number of the first largest element along an axis, which disappears; a NaN counts as largest; i32. */
  default Tensor argMax(int axis) {
    int along = self().axis(axis);
    Shape shape = self().shape();
    Tensor place = self().dtype() == DType.I32
        ? firstEqual(self().amaxKept(along), along)
        : self().graph().add(new Op.ArgMax(along), self());
    return place.reshape(shape.without(along, along + 1));
  }

  /** The number of the first smallest element along an axis, which disappears; a NaN counts as smallest; i32. */
  default Tensor argMin(int axis) {
    return self().dtype() == DType.I32 ? self().number(-1).sub(self()).argMax(axis) : self().neg().argMax(axis);
  }

  private Tensor firstEqual(Tensor value, int axis) {
    int last = self().shape().extent(axis) - 1;
    Tensor places = self().graph().add(new Op.Iota(self().shape(), axis));
    Tensor fromEnd = self().equal(value).select(places.number(last).sub(places), places.number(-1));
    return places.number(last).sub(fromEnd.amaxKept(axis));
  }

  /** The sum of each element and all before it along an axis, by doubling distances; real or integer. */
  default Tensor cumulativeSum(int axis) {
    int along = self().axis(axis);
    int extent = self().shape().extent(along);
    Tensor sums = self();
    for (int distance = 1; distance < extent; distance *= 2) {
      sums = sums.add(sums.slice(along, 0, extent - distance).pad(along, distance, 0, 0));
    }
    return sums;
  }

  /**
   * The product of each element and all before it along an axis, by doubling distances; real or integer. There is no
   * division, so its gradient is exact where elements are 0.
   */
  default Tensor cumulativeProduct(int axis) {
    int along = self().axis(axis);
    int extent = self().shape().extent(along);
    Tensor products = self();
    for (int distance = 1; distance < extent; distance *= 2) {
      products = products.mul(products.slice(along, 0, extent - distance).pad(along, distance, 0, 1));
    }
    return products;
  }

  /**
   * Elements in their order.
   *
   * @param values the elements
   * @param numbers where each stood along the axis; i32
   */
  record Sorted(Tensor values, Tensor numbers) {}

  /** The elements in ascending order along an axis; equal ones keep their order, NaN is last. */
  default Sorted sort(int axis) {
    return sorted(axis, false);
  }

  /** The elements in descending order along an axis; equal ones keep their order, NaN is first. */
  default Sorted sortDescending(int axis) {
    return sorted(axis, true);
  }

  /** The {@code count} largest along an axis, the largest first; of equal ones those that stand first. */
  default Sorted topK(int count, int axis) {
    Sorted sorted = sortDescending(axis);
    return new Sorted(sorted.values().slice(axis, 0, count), sorted.numbers().slice(axis, 0, count));
  }

  private Sorted sorted(int axis, boolean descending) {
    int along = self().axis(axis);
    int last = self().shape().rank() - 1;
    Op order = new Op.ArgSort(descending);
    Tensor numbers = along == last
        ? self().graph().add(order, self())
        : self().graph().add(order, self().swapAxes(along, last)).swapAxes(along, last);
    return new Sorted(self().gatherAlong(along, numbers), numbers);
  }
}
