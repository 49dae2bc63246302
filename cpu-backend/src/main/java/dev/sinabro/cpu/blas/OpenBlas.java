package dev.sinabro.cpu.blas;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.natives.NativeFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products of OpenBLAS, on the calling thread alone.
 *
 * <p>OpenBLAS is told to use one thread: with its own threads the result depends on how many there are.
 */
public final class OpenBlas {
  /** Names a folder that holds the libraries as files; without it they are extracted from the class path. */
  public static final String PATH_PROPERTY = "sinabro.native.path";

  private static final String RESOURCES = "/org/bytedeco/openblas/linux-x86_64/";
  private static final String LIBRARY = "libopenblas.so.0";

  /** What OpenBLAS needs, in the order of loading. The system's own come first: others in the process may use them. */
  private static final List<String> SUPPORT = List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5");

  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final int TRANSPOSED = 112;

  /** Cores whose kernels for small matrices need no packing. */
  private static final Set<String> UNPACKED = Set.of("SkylakeX", "Cooperlake", "SapphireRapids");

  private static @Nullable SymbolLookup library;
  private static String core = "";

  private OpenBlas() {}

  /** Resolved once the library is there, in a class of its own: its initialization cannot fail. */
  private static final class Sgemm {
    static final MethodHandle HANDLE = handle("cblas_sgemm", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT,
        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
        ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
        ValueLayout.JAVA_INT,
        ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
  }

  /**
   * Loads the library; does nothing where that was done. It may be tried again after a failure.
   *
   * @throws DeviceException where it cannot be loaded, with the reason and the remedy
   */
  public static synchronized void load() {
    if (library != null) {
      return;
    }
    SymbolLookup loaded = open(folder());
    loaded.findOrThrow("cblas_sgemm");
    library = loaded;
    core = text("openblas_get_corename");
    try {
      handle("openblas_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)).invokeExact(1);
    } catch (Throwable e) {
      throw new DeviceException("OpenBLAS cannot be called", e);
    }
  }

  private static Path folder() {
    String given = System.getProperty(PATH_PROPERTY);
    if (given != null) {
      Path folder = Path.of(given);
      if (!Files.isRegularFile(folder.resolve(LIBRARY))) {
        throw new DeviceException(
            LIBRARY + " is not in " + folder + ", the folder of the system property " + PATH_PROPERTY
                + "; correct the property, or leave it out to use the library of the class path");
      }
      return folder;
    }
    try {
      List<String> names = new ArrayList<>(SUPPORT);
      names.add(LIBRARY);
      return NativeFiles.extract(RESOURCES, names, cache());
    } catch (IOException e) {
      throw new DeviceException("OpenBLAS cannot be made a file: " + e.getMessage() + "; add"
          + " org.bytedeco:openblas:linux-x86_64 to the class path, and set XDG_CACHE_HOME to a folder that can be written",
          e);
    }
  }

  private static Path cache() {
    String given = System.getenv("XDG_CACHE_HOME");
    Path base = given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
    return base.resolve("sinabro");
  }

  private static SymbolLookup open(Path folder) {
    try {
      SUPPORT.forEach(name -> loadSupport(folder, name));
      return lookup(folder.resolve(LIBRARY));
    } catch (IllegalArgumentException e) {
      throw new DeviceException("OpenBLAS cannot be loaded from " + folder + ": " + e.getMessage()
          + "; remove that folder, so that it is written anew, or install the library that is missing", e);
    }
  }

  @SuppressWarnings("restricted")
  private static void loadSupport(Path folder, String name) {
    try {
      SymbolLookup.libraryLookup(name, Arena.global());
    } catch (IllegalArgumentException notOfTheSystem) {
      lookup(folder.resolve(name));
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup lookup(Path file) {
    return SymbolLookup.libraryLookup(file, Arena.global());
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(String function, FunctionDescriptor descriptor) {
    SymbolLookup loaded = library;
    if (loaded == null) {
      throw new IllegalStateException("OpenBLAS is not loaded");
    }
    return Linker.nativeLinker().downcallHandle(loaded.findOrThrow(function), descriptor);
  }

  /** The version and build options, such as {@code OpenBLAS 0.3.31 ...}. */
  public static String version() {
    return text("openblas_get_config");
  }

  /** The kind of processor that its kernels are chosen for, such as {@code SkylakeX}. */
  public static String core() {
    return core;
  }

  /** Whether its kernels for this processor include those that multiply small matrices without packing them. */
  public static boolean hasUnpackedKernels() {
    return UNPACKED.contains(core);
  }

  @SuppressWarnings("restricted")
  private static String text(String function) {
    try {
      MemorySegment text =
          (MemorySegment) handle(function, FunctionDescriptor.of(ValueLayout.ADDRESS)).invokeExact();
      return text.reinterpret(Long.MAX_VALUE).getString(0).strip();
    } catch (Throwable e) {
      throw new DeviceException("OpenBLAS cannot be called", e);
    }
  }

  /**
   * c = a b, or with operands transposed, for row-major matrices at addresses.
   *
   * @param m rows of c
   * @param n columns of c
   * @param k columns of a, rows of b (after transposition), at least 1
   * @param lda elements from one row of a, as it is stored, to the next
   */
  public static void multiply(boolean transposeA, boolean transposeB, int m, int n, int k, long a, int lda, long b,
      int ldb, long c, int ldc) {
    multiply(transposeA, transposeB, m, n, k, a, lda, b, ldb, 0, c, ldc);
  }

  /** c += a b, and otherwise as {@link #multiply}. */
  public static void multiplyAndAdd(boolean transposeA, boolean transposeB, int m, int n, int k, long a, int lda,
      long b, int ldb, long c, int ldc) {
    multiply(transposeA, transposeB, m, n, k, a, lda, b, ldb, 1, c, ldc);
  }

  private static void multiply(boolean transposeA, boolean transposeB, int m, int n, int k, long a, int lda, long b,
      int ldb, float before, long c, int ldc) {
    try {
      Sgemm.HANDLE.invokeExact(ROW_MAJOR, transposeA ? TRANSPOSED : AS_IT_IS, transposeB ? TRANSPOSED : AS_IT_IS, m, n,
          k,
          1f, a, lda, b, ldb, before, c, ldc);
    } catch (Throwable e) {
      throw new DeviceException("OpenBLAS cannot be called", e);
    }
  }
}
