package dev.sinabro.cpu;

import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.scalar.ScalarMath;
import dev.sinabro.cpu.vector.VectorMath;
import java.lang.System.Logger.Level;

/** Which form of the kernels' arithmetic is used: chosen once, and said in one line of the log. */
final class Arithmetic {
  /** Set to {@code false}, it takes the plain loops even where there is the Vector API. */
  static final String VECTOR_PROPERTY = "sinabro.cpu.vector";

  private static final System.Logger LOG = System.getLogger(Arithmetic.class.getName());
  private static final BlockMath CHOSEN = choose();

  private Arithmetic() {}

  static BlockMath chosen() {
    return CHOSEN;
  }

  private static BlockMath choose() {
    if ("false".equals(System.getProperty(VECTOR_PROPERTY))) {
      LOG.log(Level.INFO, "plain kernels, as the system property {0} is false", VECTOR_PROPERTY);
      return new ScalarMath();
    }
    if (!VectorModule.isLoaded()) {
      LOG.log(Level.WARNING, "plain kernels, several times slower than vector kernels: the module {0} is not loaded;"
          + " run java with --add-modules {0}", VectorModule.NAME);
      return new ScalarMath();
    }
    BlockMath vector = new VectorMath();
    LOG.log(Level.DEBUG, "vector kernels: {0}", vector.name());
    return vector;
  }
}
