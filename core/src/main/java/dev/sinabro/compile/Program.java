package dev.sinabro.compile;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The contract between core and a backend: steps in order over planned memory.
 *
 * @param floatType the type of all reals: F32, or F64 for a backend that computes in it
 * @param steps what to do, in order
 * @param inputs the declared inputs by name, in the order of declaration; in region INPUTS
 * @param inputValues values of inputs where a run does not give others
 * @param outputs the results by name, valid until the next run
 * @param constants values that an executable places in region CONSTANTS before the first run
 * @param byteSizes bytes of each region
 * @param memory what the plan of the arena achieved
 */
public record Program(DType floatType, List<Step> steps, Map<String, Slot> inputs, Map<String, Literal> inputValues,
    Map<String, Slot> outputs, List<Constant> constants, Map<Region, Long> byteSizes, MemoryReport memory) {

  /** Values at a place in region CONSTANTS. */
  public record Constant(Slot slot, Literal literal) {

    /** Writes the values to their place in what is to be the region. */
    public void writeTo(MemorySegment region) {
      double[] values = literal.values();
      DType dtype = slot.type().dtype();
      for (int i = 0; i < values.length; i++) {
        long place = slot.offset() + (long) i * dtype.byteSize();
        switch (dtype) {
          case F32 -> region.set(ValueLayout.JAVA_FLOAT, place, (float) values[i]);
          case F64 -> region.set(ValueLayout.JAVA_DOUBLE, place, values[i]);
          case I32 -> region.set(ValueLayout.JAVA_INT, place, (int) values[i]);
          case U8, BOOL -> region.set(ValueLayout.JAVA_BYTE, place, (byte) values[i]);
        }
      }
    }
  }

  /**
   * What a memory plan achieved.
   *
   * @param temporaries how many tensors live in the arena
   * @param unsharedBytes what they need without sharing memory
   * @param liveBytes the most that is in use at one time: no plan needs less
   * @param arenaBytes what the plan needs
   */
  public record MemoryReport(int temporaries, long unsharedBytes, long liveBytes, long arenaBytes) {
    @Override
    public String toString() {
      return "%,d temporaries in %,d bytes; %,d without sharing, %,d in use at most".formatted(temporaries, arenaBytes,
          unsharedBytes, liveBytes);
    }
  }

  /** Keeps copies of the collections. */
  public Program {
    steps = List.copyOf(steps);
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    inputValues = Map.copyOf(inputValues);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    constants = List.copyOf(constants);
    byteSizes = Collections.unmodifiableMap(new EnumMap<>(byteSizes));
  }

  /** Bytes of a region. */
  public long byteSize(Region region) {
    return byteSizes.getOrDefault(region, 0L);
  }

  /** The whole program as text, a line a step. */
  public String text() {
    return ProgramText.of(this);
  }
}
