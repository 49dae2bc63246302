package dev.sinabro.onnx;

import dev.sinabro.graph.GraphException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The operators that a graph can express. */
final class Operators {
  private static final Map<String, Function<Call, List<Object>>> ALL = new HashMap<>();

  static {
    ImportedElements.addTo(ALL);
    ImportedMovements.addTo(ALL);
    ImportedLookups.addTo(ALL);
    ImportedResizing.addTo(ALL);
    ImportedReductions.addTo(ALL);
    ImportedLayers.addTo(ALL);
    ImportedPools.addTo(ALL);
    ImportedLoops.addTo(ALL);
  }

  private Operators() {}

  /** Their names. */
  static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * The outputs of one.
   *
   * @throws OnnxException naming it, where a graph cannot express it so, or a damaged file says what cannot be
   */
  static List<Object> apply(Call call) {
    Function<Call, List<Object>> operator = ALL.get(call.node().op());
    if (operator == null) {
      throw call.refused("is not known");
    }
    try {
      return operator.apply(call);
    } catch (GraphException misfit) {
      throw call.refused("does not fit: " + misfit.getMessage());
    } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException
        | ClassCastException damaged) {
      throw call.refused("is told what cannot be: " + damaged.getMessage());
    }
  }
}
