package dev.sinabro.cuda.driver;

import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasDestroy;
import static jcuda.jcublas.JCublas2.cublasGemmEx_new;
import static jcuda.jcublas.JCublas2.cublasGemmStridedBatchedEx_new;
import static jcuda.jcublas.JCublas2.cublasGetProperty;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSetWorkspace;

import dev.sinabro.backend.MatmulPrecision;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import jcuda.jcublas.cublasHandle;
import jcuda.runtime.cudaStream_t;

/**
 * Matrix products on one stream, all with one workspace: so a captured product has the same bits as an uncaptured one.
 */
public final class Cublas extends Handle {
  private static final int AS_IT_IS = 0;
  private static final int TRANSPOSED = 1;
  private static final int FLOAT32 = 0;
  private static final int DEFAULT_ALGORITHM = -1;

  private final cublasHandle handle;
  private final Arena arena = Arena.ofShared();
  private final Address one = Address.of(arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1));
  private final Address zero = Address.of(arena.allocateFrom(ValueLayout.JAVA_FLOAT, 0));

  private Cublas(Context context, cublasHandle handle) {
    super(context);
    this.handle = handle;
  }

  static Cublas on(Stream stream, DeviceMemory workspace) {
    cublasHandle handle = new cublasHandle();
    Status.checkCublas(cublasCreate(handle), "starting");
    Cublas cublas = new Cublas(stream.context(), handle);
    try {
      // In this order: setting a stream takes the workspace away.
      Status.checkCublas(cublasSetStream(handle, new cudaStream_t(stream.raw())), "taking its stream");
      Status.checkCublas(cublasSetWorkspace(handle, new Address(workspace.address()), workspace.byteSize()),
          "taking its workspace of " + workspace.byteSize() + " bytes");
      return cublas;
    } catch (RuntimeException e) {
      cublas.close();
      throw e;
    }
  }

  /** Of the library, such as {@code 12.6.4}. */
  public String version() {
    return libraryVersion();
  }

  /** As {@link #version()}: the library tells it without a device. */
  static String libraryVersion() {
    int[] part = new int[1];
    StringBuilder version = new StringBuilder();
    for (int property = 0; property < 3; property++) {
      Status.checkCublas(cublasGetProperty(property, part), "telling its version");
      version.append(property == 0 ? "" : ".").append(part[0]);
    }
    return version.toString();
  }

  /** Starts a product. */
  public void multiply(Product p) {
    context().makeCurrent();
    // Its matrices are column-major, which is to say transposed: it computes transposed C = transposed B times
    // transposed A.
    int first = p.b().transposed() ? TRANSPOSED : AS_IT_IS;
    int second = p.a().transposed() ? TRANSPOSED : AS_IT_IS;
    Address a = new Address(p.a().address());
    Address b = new Address(p.b().address());
    Address c = new Address(p.c().address());
    int type = computeType(p.precision());
    int status = p.batch() == 1
        ? cublasGemmEx_new(handle, first, second, p.n(), p.m(), p.k(), one, b, FLOAT32, p.b().leading(), a, FLOAT32,
            p.a().leading(), zero, c, FLOAT32, p.c().leading(), type, DEFAULT_ALGORITHM)
        : cublasGemmStridedBatchedEx_new(handle, first, second, p.n(), p.m(), p.k(), one, b, FLOAT32, p.b().leading(),
            p.b().stride(), a, FLOAT32, p.a().leading(), p.a().stride(), zero, c, FLOAT32, p.c().leading(),
            p.c().stride(), p.batch(), type, DEFAULT_ALGORITHM);
    if (status != 0) {
      Status.checkCublas(status, "multiplying " + p);
    }
  }

  /** A {@code cublasComputeType_t}; JCuda names none of them. */
  private static int computeType(MatmulPrecision precision) {
    return switch (precision) {
      case FP32 -> 68;
      case TF32 -> 77;
      case BF16 -> 75;
    };
  }

  @Override
  void release() {
    cublasDestroy(handle);
    arena.close();
  }
}
