// A test double of cuBLAS, for tests on machines without a GPU: the few calls that matrix products take, computed on the CPU
// when the stream's deferred work runs.
#include "../driver/internal.h"
#include "gemm.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

namespace standin {

namespace {

/** cublasStatus_t. */
enum BlasStatus : int { OK = 0, UNINITIALIZED = 1, BAD_VALUE = 7, EXECUTION_FAILED = 13, UNSUPPORTED = 15 };

constexpr int VERSION = 120601;
constexpr int FLOAT = 0;           // CUDA_R_32F
constexpr int TF32_MATH = 3;       // CUBLAS_TF32_TENSOR_OP_MATH
constexpr int POINTER_HOST = 0;    // CUBLAS_POINTER_MODE_HOST
constexpr int POINTER_DEVICE = 1;
constexpr int COMPUTE_32F = 68;
constexpr int COMPUTE_32F_PEDANTIC = 69;
constexpr int COMPUTE_FAST_16BF = 75;
constexpr int COMPUTE_FAST_TF32 = 77;

struct Blas {
  Handle stream = 0;
  int math_mode = 0;
  int pointer_mode = POINTER_HOST;
};

std::mutex lock;
std::map<Handle, Blas> handles;
Handle last_handle = 0x1000;

template <class Body>
BlasStatus with(Handle handle, Body body) {
  std::lock_guard hold(lock);
  auto found = handles.find(handle);
  return found == handles.end() ? UNINITIALIZED : body(found->second);
}

/** One side of a product as cuBLAS is given it. */
struct Operand {
  int operation;  // cublasOperation_t: 0 as it is, 1 and 2 transposed
  const float* values;
  int leading;
  long long stride;

  bool valid(int rows, int columns) const {
    return operation >= 0 && operation <= 2 && leading >= std::max(1, operation == 0 ? rows : columns);
  }

  Factor factor(int batch) const { return {values + stride * batch, leading, operation != 0}; }
};

struct Product {
  int m, n, k;
  const float* alpha;
  Operand a, b;
  const float* beta;
  float* c;
  int leading_c;
  long long stride_c;
  int batch;
  int compute;
};

BlasStatus rounding_of(int compute, int math_mode, Rounding* rounding) {
  switch (compute) {
    case COMPUTE_32F: *rounding = math_mode == TF32_MATH ? Rounding::TF32 : Rounding::NONE; return OK;
    case COMPUTE_32F_PEDANTIC: *rounding = Rounding::NONE; return OK;
    case COMPUTE_FAST_16BF: *rounding = Rounding::BF16; return OK;
    case COMPUTE_FAST_TF32: *rounding = Rounding::TF32; return OK;
    default: return UNSUPPORTED;
  }
}

BlasStatus check(const Product& p) {
  if (p.m < 0 || p.n < 0 || p.k < 0 || p.batch < 0) return BAD_VALUE;
  if (!p.a.valid(p.m, p.k) || !p.b.valid(p.k, p.n) || p.leading_c < std::max(1, p.m)) return BAD_VALUE;
  return p.alpha == nullptr || p.beta == nullptr ? BAD_VALUE : OK;
}

void compute(const Product& p, float alpha, float beta, Rounding rounding) {
  for (int i = 0; i < p.batch; i++)
    multiply(p.m, p.n, p.k, alpha, p.a.factor(i), p.b.factor(i), beta, p.c + p.stride_c * i, p.leading_c, rounding);
}

BlasStatus submit(Handle handle, const char* what, const Product& p) {
  return with(handle, [&](Blas& blas) -> BlasStatus {
    Rounding rounding;
    if (BlasStatus refused = check(p)) return refused;
    if (BlasStatus refused = rounding_of(p.compute, blas.math_mode, &rounding)) return refused;
    if (p.m == 0 || p.n == 0 || p.batch == 0) return OK;
    Status status;
    if (blas.pointer_mode == POINTER_HOST) {
      float alpha = *p.alpha;
      float beta = *p.beta;
      status = enqueue(blas.stream, what, [=] { return compute(p, alpha, beta, rounding), SUCCESS; });
    } else {
      status = enqueue(blas.stream, what, [=] { return compute(p, *p.alpha, *p.beta, rounding), SUCCESS; });
    }
    return status == SUCCESS ? OK : EXECUTION_FAILED;
  });
}

}  // namespace

API BlasStatus cublasCreate_v2(Handle* handle) {
  if (handle == nullptr) return BAD_VALUE;
  if (!has_context()) return UNINITIALIZED;
  std::lock_guard hold(lock);
  *handle = last_handle += 16;
  handles.emplace(*handle, Blas{});
  return OK;
}

API BlasStatus cublasDestroy_v2(Handle handle) {
  std::lock_guard hold(lock);
  return handles.erase(handle) == 1 ? OK : UNINITIALIZED;
}

API BlasStatus cublasSetStream_v2(Handle handle, Handle stream) {
  return with(handle, [&](Blas& blas) {
    blas.stream = stream;
    return OK;
  });
}

API BlasStatus cublasGetStream_v2(Handle handle, Handle* stream) {
  return with(handle, [&](Blas& blas) {
    *stream = blas.stream;
    return OK;
  });
}

/** Checked and not used: these products need none. */
API BlasStatus cublasSetWorkspace_v2(Handle handle, void* workspace, std::size_t bytes) {
  return with(handle, [&](Blas&) {
    bool aligned = reinterpret_cast<std::uintptr_t>(workspace) % 256 == 0;
    return aligned && (workspace != nullptr || bytes == 0) ? OK : BAD_VALUE;
  });
}

API BlasStatus cublasSetMathMode(Handle handle, int mode) {
  return with(handle, [&](Blas& blas) {
    blas.math_mode = mode & 0xF;
    return OK;
  });
}

API BlasStatus cublasSetPointerMode_v2(Handle handle, int mode) {
  return with(handle, [&](Blas& blas) {
    if (mode != POINTER_HOST && mode != POINTER_DEVICE) return BAD_VALUE;
    blas.pointer_mode = mode;
    return OK;
  });
}

API BlasStatus cublasGetVersion_v2(Handle handle, int* version) {
  return with(handle, [&](Blas&) {
    *version = VERSION;
    return OK;
  });
}

/** libraryPropertyType: 0 major, 1 minor, 2 patch. */
API BlasStatus cublasGetProperty(int property, int* value) {
  const int parts[] = {VERSION / 10000, VERSION / 100 % 100, VERSION % 100};
  if (property < 0 || property > 2) return BAD_VALUE;
  *value = parts[property];
  return OK;
}

API BlasStatus cublasSgemm_v2(Handle handle, int op_a, int op_b, int m, int n, int k, const float* alpha, const float* a,
                              int leading_a, const float* b, int leading_b, const float* beta, float* c, int leading_c) {
  return submit(handle, "cublasSgemm",
                {m, n, k, alpha, {op_a, a, leading_a, 0}, {op_b, b, leading_b, 0}, beta, c, leading_c, 0, 1, COMPUTE_32F});
}

API BlasStatus cublasGemmStridedBatchedEx(Handle handle, int op_a, int op_b, int m, int n, int k, const float* alpha,
                                          const float* a, int type_a, int leading_a, long long stride_a, const float* b,
                                          int type_b, int leading_b, long long stride_b, const float* beta, float* c,
                                          int type_c, int leading_c, long long stride_c, int batch, int compute, int) {
  if (type_a != FLOAT || type_b != FLOAT || type_c != FLOAT) return UNSUPPORTED;
  return submit(handle, "cublasGemmStridedBatchedEx",
                {m, n, k, alpha, {op_a, a, leading_a, stride_a}, {op_b, b, leading_b, stride_b}, beta, c, leading_c, stride_c,
                 batch, compute});
}

API BlasStatus cublasGemmEx(Handle handle, int op_a, int op_b, int m, int n, int k, const float* alpha, const float* a,
                            int type_a, int leading_a, const float* b, int type_b, int leading_b, const float* beta,
                            float* c, int type_c, int leading_c, int compute, int) {
  if (type_a != FLOAT || type_b != FLOAT || type_c != FLOAT) return UNSUPPORTED;
  return submit(handle, "cublasGemmEx",
                {m, n, k, alpha, {op_a, a, leading_a, 0}, {op_b, b, leading_b, 0}, beta, c, leading_c, 0, 1, compute});
}

}  // namespace standin
