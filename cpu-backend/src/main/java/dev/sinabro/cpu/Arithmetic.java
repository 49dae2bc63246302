package dev.sinabro.cpu;

import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.scalar.ScalarMath;
import java.lang.System.Logger.Level;

/** Which form of the kernels' arithmetic is used: chosen once, and said in one line of the log. */
final class Arithmetic {
  /** Set to {@code false}, it takes the plain loops even where there is the Vector API. */
  static final String VECTOR_PROPERTY = "sinabro.cpu.vector";

  private static final BlockMath CHOSEN = choose();

  private Arithmetic() {}

  static BlockMath chosen() {
    return CHOSEN;
  }

  private static BlockMath choose() {
    System.Logger log = System.getLogger(Arithmetic.class.getName());
    log.log(Level.WARNING, "vector kernels are off; the plain ones are several times slower");
    return new ScalarMath();
  }
}
