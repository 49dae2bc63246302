package dev.sinabro.cuda.standin;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The test double of the NVIDIA driver in this JVM: what tests set, and what they ask of it. {@link #require} comes
 * before anything of JCuda is loaded.
 *
 * <p>It is stricter than a GPU. Memory is poisoned, work is deferred until something waits for it, a fault sticks to
 * the process, and what was wrong is told by {@link #messages}.
 */
public final class StandIn {
  /** What runs first among work that neither a stream nor an event puts in order. */
  public enum Order {
    /** The streams that nobody waits for. */
    OTHERS_FIRST,
    /** The stream that is waited for; others do only what it needs. */
    ONLY_NEEDED,
    /** One piece of work of each stream, in turn. */
    ALTERNATING,
    /** Each wait takes the next of the three orders. */
    EACH_IN_TURN
  }

  private StandIn() {}

  /**
   * Loads the double, and builds it where its sources changed; a test calls this first. Without g++ the test is
   * skipped, or fails where {@code -Drequire.cuda-standin=true} is set.
   */
  public static void require() {
    Assumptions.assumeFalse(Boolean.getBoolean("require.cuda"),
        "a test of the test double; -Drequire.cuda=true asks for a GPU");
    try {
      Loaded.now();
    } catch (NoCompilerException absent) {
      if (Boolean.getBoolean("require.cuda-standin")) {
        Assertions.fail(absent.getMessage());
      }
      Assumptions.abort(absent.getMessage() + ". -Drequire.cuda-standin=true makes this a failure");
    }
  }

  /** The folder that holds {@code libcuda.so.1} and {@code libcublas.so.12}, for LD_LIBRARY_PATH of another process. */
  public static Path folder() {
    require();
    return StandInBuild.FOLDER;
  }

  /**
   * The state of a new process: two devices of 2 GiB, nothing allocated, no fault. All handles that somebody still has
   * are invalid.
   */
  public static void reset() {
    invoke("standin_reset", FunctionDescriptor.ofVoid());
  }

  /** Bytes of device memory that are allocated, each allocation rounded up to 256. */
  public static long allocatedBytes() {
    return (long) invoke("standin_allocated_bytes", FunctionDescriptor.of(JAVA_LONG));
  }

  /** How many kernels have run, products of cuBLAS not counted. */
  public static long launches() {
    return (long) invoke("standin_launches", FunctionDescriptor.of(JAVA_LONG));
  }

  /** The size of each device, for contexts that exist as well; allocations beyond it fail. */
  public static void setTotalMemory(long bytes) {
    invoke("standin_set_total_memory", FunctionDescriptor.ofVoid(JAVA_LONG), bytes);
  }

  /** How many devices there are, 0 to 8. */
  public static void setDeviceCount(int count) {
    invoke("standin_set_device_count", FunctionDescriptor.ofVoid(JAVA_INT), count);
  }

  /** In which order unordered work runs from now on. */
  public static void setOrder(Order order) {
    invoke("standin_set_order", FunctionDescriptor.ofVoid(JAVA_INT), order.ordinal());
  }

  /** What was found wrong since the last {@link #reset}, in the order found. */
  public static List<String> messages() {
    return texts("standin_message");
  }

  /** Names of calls that were made and that the double does not have. */
  public static Set<String> unsupportedCalls() {
    return new TreeSet<>(texts("standin_unsupported_call"));
  }

  @SuppressWarnings("restricted")
  private static List<String> texts(String function) {
    var result = new ArrayList<String>();
    while (true) {
      var text = (MemorySegment) invoke(function, FunctionDescriptor.of(ADDRESS, JAVA_INT), result.size());
      if (text.equals(MemorySegment.NULL)) {
        return result;
      }
      result.add(text.reinterpret(Long.MAX_VALUE).getString(0));
    }
  }

  @SuppressWarnings("restricted")
  private static Object invoke(String function, FunctionDescriptor signature, Object... arguments) {
    require();
    MethodHandle handle = Linker.nativeLinker()
        .downcallHandle(SymbolLookup.loaderLookup().findOrThrow(function), signature);
    try {
      return handle.invokeWithArguments(arguments);
    } catch (Throwable impossible) {
      throw new AssertionError(function, impossible);
    }
  }

  /** That the libraries are loaded, once in this JVM. */
  private static final class Loaded {
    private static boolean done;

    @SuppressWarnings("restricted")
    static synchronized void now() {
      if (!done) {
        StandInBuild.ensure();
        System.load(StandInBuild.FOLDER.resolve("libcuda.so.1").toString());
        System.load(StandInBuild.FOLDER.resolve("libcublas.so.12").toString());
        done = true;
      }
    }
  }
}
