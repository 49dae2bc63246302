/* A cuBLAS with nothing behind it; GEMM is the status of a product. */
#include "calls.h"

typedef uintptr_t handle;

int cublasGetProperty(int which, int *value) {
  *value = which == 0 ? 12 : 6 - 2 * (which == 2);
  return 0;
}

int cublasCreate_v2(handle *cublas) {
  *cublas = 0xb0;
  return call("cublas");
}

int cublasDestroy_v2(handle cublas) { return call("destroy cublas %lx", cublas); }
int cublasSetStream_v2(handle cublas, handle stream) { return call("cublas stream %lx %lx", cublas, stream); }

int cublasSetWorkspace_v2(handle cublas, handle address, size_t bytes) {
  return call("workspace %lx %lx %zu", cublas, address, bytes);
}

int cublasGemmEx(handle cublas, int opA, int opB, int m, int n, int k, const float *alpha, handle a, int typeA, int lda,
                 handle b, int typeB, int ldb, const float *beta, handle c, int typeC, int ldc, int compute,
                 int algorithm) {
  call("gemm %lx %d%d %d %d %d, %g, %lx %d %d, %lx %d %d, %g, %lx %d %d, %d %d", cublas, opA, opB, m, n, k, *alpha, a,
       typeA, lda, b, typeB, ldb, *beta, c, typeC, ldc, compute, algorithm);
  return number("GEMM", 0);
}

int cublasGemmStridedBatchedEx(handle cublas, int opA, int opB, int m, int n, int k, const float *alpha, handle a,
                               int typeA, int lda, long long strideA, handle b, int typeB, int ldb, long long strideB,
                               const float *beta, handle c, int typeC, int ldc, long long strideC, int batch,
                               int compute, int algorithm) {
  return call("gemm %lx %d%d %d %d %d, %g, %lx %d %d %lld, %lx %d %d %lld, %g, %lx %d %d %lld, %d, %d %d", cublas, opA,
              opB, m, n, k, *alpha, a, typeA, lda, strideA, b, typeB, ldb, strideB, *beta, c, typeC, ldc, strideC,
              batch, compute, algorithm);
}
