package dev.sinabro.compile;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.util.List;

/**
 * An operand or a result of a step: some elements of a slot, walked in steps of its own.
 *
 * <p>Most are {@linkplain #isContiguous contiguous}, but only a {@linkplain #isWhole whole} slot is known to begin at a
 * multiple of {@link Slot#ALIGNMENT}: a part of one begins at any element.
 *
 * @param slot the memory that the elements are in, of their type
 * @param layout which elements, and in which order
 */
public record View(Slot slot, Layout layout) {

  /** All of a slot. */
  public static View of(Slot slot) {
    return new View(slot, Layout.contiguous(slot.type().shape()));
  }

  /** The block. */
  public Region region() {
    return slot.region();
  }

  /** Bytes from the start of the block to the first element. */
  public long offset() {
    return slot.offset() + layout.offset() * elementSize();
  }

  /** Bytes from the start of the block to the element that is first in memory, before {@link #offset} where a stride is negative. */
  public long from() {
    return offset() - layout.before() * elementSize();
  }

  /** Bytes from the start of the block to behind the element that is last in memory. */
  public long to() {
    return offset() + layout.after() * elementSize();
  }

  private int elementSize() {
    return slot.type().dtype().byteSize();
  }

  /** Element type and shape. */
  public TensorType type() {
    return new TensorType(slot.type().dtype(), layout.shape());
  }

  /** The shape. */
  public Shape shape() {
    return layout.shape();
  }

  /** For each axis the elements to advance for one step along it. */
  public List<Integer> strides() {
    return layout.strides();
  }

  /** The elements to advance for one step along each axis of a shape that this broadcasts to. */
  public int[] stridesWithin(Shape target) {
    return layout.stridesWithin(target);
  }

  /** Bytes of all elements. */
  public long byteSize() {
    return type().byteSize();
  }

  /** Whether the elements follow each other without gaps, row-major. */
  public boolean isContiguous() {
    return layout.isContiguous();
  }

  /** Whether it is contiguous and all of the slot. */
  public boolean isWhole() {
    return isContiguous() && layout.offset() == 0 && byteSize() == slot.byteSize();
  }

  /** For example {@code arena+4096 f32[64, 10]}, or {@code arena+4096 f32[64, 10] by [1, 64]} where it is not contiguous. */
  @Override
  public String toString() {
    return new Slot(region(), offset(), type()) + (isContiguous() ? "" : " by " + strides());
  }
}
