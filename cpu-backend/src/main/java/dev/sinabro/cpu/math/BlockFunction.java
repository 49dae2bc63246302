package dev.sinabro.cpu.math;

/** An element-wise function over a block; operands that it does not have are ignored. */
@FunctionalInterface
public interface BlockFunction {

  /**
   * Computes y from up to three operands, element by element, reading an element before it writes it: y can be one of the
   * operands. Up to the next multiple of {@link BlockMath#PADDING} elements can be read and written besides.
   *
   * @param a address of the first operand
   * @param b address of the second
   * @param c address of the third
   * @param y address of the result
   * @param count elements
   */
  void apply(long a, long b, long c, long y, int count);
}
