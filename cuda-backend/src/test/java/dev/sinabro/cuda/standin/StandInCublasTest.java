package dev.sinabro.cuda.standin;

import static dev.sinabro.cuda.standin.Gpu.ok;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Matrix products of the stand-in against plain loops. */
class StandInCublasTest {
  private static final int COMPUTE_32F = 68;
  private static final int FAST_16BF = 75;
  private static final int FAST_TF32 = 77;
  private static final Pointer ONE = Pointer.to(new float[] {1});
  private static final Pointer ZERO = Pointer.to(new float[] {0});

  private final cublasHandle handle = new cublasHandle();
  private Gpu gpu;

  @BeforeAll
  static void load() {
    StandIn.require();
    JCudaNatives.load();
  }

  @BeforeEach
  void open() {
    StandIn.reset();
    gpu = new Gpu();
    ok(JCublas2.cublasCreate(handle));
  }

  @AfterEach
  void close() {
    ok(JCublas2.cublasDestroy(handle));
    gpu.close();
    StandIn.reset();
  }

  private static float[] random(int n, long seed) {
    var random = new Random(seed);
    var values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** Column-major; a is [m,k], or [k,m] where transposed, b likewise, both without gaps; the product number batch. */
  private static float[] plain(boolean ta, boolean tb, int m, int n, int k, float[] a, float[] b, int batch) {
    var c = new float[m * n];
    for (int row = 0; row < m; row++) {
      for (int column = 0; column < n; column++) {
        float sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a[batch * m * k + (ta ? p + row * k : row + p * m)]
              * b[batch * k * n + (tb ? column + p * n : p + column * k)];
        }
        c[row + column * m] = sum;
      }
    }
    return c;
  }

  private int gemm(boolean ta, boolean tb, int m, int n, int k, CUdeviceptr a, CUdeviceptr b, CUdeviceptr c,
      int compute) {
    return JCublas2.cublasGemmEx_new(handle, ta ? 1 : 0, tb ? 1 : 0, m, n, k, ONE, a, 0, ta ? k : m, b, 0, tb ? n : k,
        ZERO,
        c, 0, m, compute, -1);
  }

  /** The target holds NaNs before: with beta 0 it is not read. */
  @Test
  void productsAreThoseOfAPlainLoop() {
    for (int[] shape : new int[][] {{1, 1, 1}, {7, 5, 3}, {33, 6, 70}, {64, 10, 128}}) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      float[] a = random(m * k, 1);
      float[] b = random(k * n, 2);
      CUdeviceptr deviceA = gpu.upload(a);
      CUdeviceptr deviceB = gpu.upload(b);
      for (int transposed = 0; transposed < 4; transposed++) {
        boolean ta = transposed % 2 == 1;
        boolean tb = transposed / 2 == 1;
        CUdeviceptr c = gpu.allocate(m * n);
        ok(gemm(ta, tb, m, n, k, deviceA, deviceB, c, COMPUTE_32F));
        assertArrayEquals(plain(ta, tb, m, n, k, a, b, 0), gpu.download(c, m * n));
      }
    }
  }

  @Test
  void batchesAreTakenOneAfterTheOther() {
    float[] a = random(3 * 4 * 5, 3);
    float[] b = random(3 * 5 * 6, 4);
    CUdeviceptr c = gpu.allocate(3 * 24);
    ok(JCublas2.cublasGemmStridedBatchedEx_new(handle, 0, 0, 4, 6, 5, ONE, gpu.upload(a), 0, 4, 20, gpu.upload(b), 0, 5,
        30,
        ZERO, c, 0, 4, 24, 3, COMPUTE_32F, -1));
    float[] result = gpu.download(c, 72);
    for (int batch = 0; batch < 3; batch++) {
      assertArrayEquals(plain(false, false, 4, 6, 5, a, b, batch), Arrays.copyOfRange(result, 24 * batch,
          24 * batch + 24));
    }
  }

  @Test
  void precisionsDiffer() {
    CUdeviceptr a = gpu.upload(random(64 * 64, 5));
    CUdeviceptr b = gpu.upload(random(64 * 64, 6));
    CUdeviceptr c = gpu.allocate(64 * 64);
    var exact = plain(false, false, 64, 64, 64, random(64 * 64, 5), random(64 * 64, 6), 0);
    double[] errors = new double[3];
    int[] precisions = {COMPUTE_32F, FAST_TF32, FAST_16BF};
    for (int i = 0; i < 3; i++) {
      ok(gemm(false, false, 64, 64, 64, a, b, c, precisions[i]));
      float[] result = gpu.download(c, 64 * 64);
      for (int at = 0; at < result.length; at++) {
        errors[i] = Math.max(errors[i], Math.abs(result[at] - exact[at]));
      }
    }
    assertEquals(0, errors[0]);
    assertTrue(errors[1] > 1e-5 && errors[1] < 2e-3, () -> "TF32 " + errors[1]);
    assertTrue(errors[2] > 2 * errors[1] && errors[2] < 2e-2, () -> "BF16 " + errors[2]);
  }

  @Test
  void productsWaitForTheirStreamAndScalarsAreReadAtOnce() {
    var stream = gpu.stream();
    ok(JCublas2.cublasSetStream(handle, new cudaStream_t(stream)));
    CUdeviceptr a = gpu.upload(2);
    CUdeviceptr b = gpu.upload(3);
    CUdeviceptr c = gpu.upload(0);
    float[] alpha = {10};
    ok(JCublas2.cublasSgemm(handle, 0, 0, 1, 1, 1, Pointer.to(alpha), a, 1, b, 1, ZERO, c, 1));
    alpha[0] = 1;
    StandIn.setOrder(StandIn.Order.ONLY_NEEDED);
    assertEquals(0, gpu.download(c, 1)[0]);
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertEquals(60, gpu.download(c, 1)[0]);
  }

  @Test
  void badLeadingDimensionsAndUnknownComputeTypesAreRefused() {
    CUdeviceptr a = gpu.allocate(100);
    assertEquals(7, JCublas2.cublasSgemm(handle, 0, 0, 4, 3, 2, ONE, a, 3, a, 2, ZERO, a, 4));
    assertEquals(7, JCublas2.cublasSgemm(handle, 1, 0, 4, 3, 2, ONE, a, 1, a, 2, ZERO, a, 4));
    assertEquals(7, JCublas2.cublasSgemm(handle, 0, 1, 4, 3, 2, ONE, a, 4, a, 2, ZERO, a, 4));
    assertEquals(7, JCublas2.cublasSgemm(handle, 0, 0, 4, 3, 2, ONE, a, 4, a, 2, ZERO, a, 3));
    assertEquals(15, gemm(false, false, 4, 3, 2, a, a, a, 70));
  }

  @Test
  void operandsThatAreTooSmallAreFound() {
    CUdeviceptr a = gpu.allocate(64);
    ok(gemm(false, false, 16, 16, 16, a, a, a, COMPUTE_32F));
    assertEquals(700, JCudaDriver.cuCtxSynchronize());
    assertTrue(StandIn.messages().getLast().startsWith("cublasGemmEx: read of 0x"), StandIn.messages()::getLast);
  }

  @Test
  void theVersionIs12AndCallsThatItDoesNotHaveAreRemembered() {
    int[] version = {0};
    ok(JCublas2.cublasGetVersion(handle, version));
    assertEquals(12, version[0] / 10000);
    CUdeviceptr x = gpu.upload(1);
    assertNotEquals(0, JCublas2.cublasSaxpy(handle, 1, ONE, x, 1, x, 1));
    assertEquals(Set.of("cublasSaxpy_v2"), StandIn.unsupportedCalls());
  }
}
