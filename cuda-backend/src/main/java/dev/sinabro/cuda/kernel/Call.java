package dev.sinabro.cuda.kernel;

/** What the driver, or cuBLAS, is called with. */
public sealed interface Call {

  /**
   * A launch of a kernel.
   *
   * @param entry its name
   * @param blocks of the grid
   * @param threads of a block
   * @param parameter the one struct that it takes
   */
  record Kernel(String entry, int blocks, int threads, byte[] parameter) implements Call {}

  /** A matrix product of cuBLAS. */
  record Multiplication(Work.Product product) implements Call {}
}
