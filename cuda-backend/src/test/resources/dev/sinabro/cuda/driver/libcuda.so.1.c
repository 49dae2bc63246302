/* A driver with nothing behind it. Environment: VERSION, INIT (its status), INIT_FAILURES (how often), DEVICES, MAJOR, MINOR,
   OLD (a GPU of compute capability 6.1). */
#include "calls.h"

typedef uintptr_t handle;

int cuDriverGetVersion(int *version) {
  *version = number("VERSION", 12060);
  return 0;
}

int cuInit(unsigned flags) {
  static int calls = 0;
  return calls++ < number("INIT_FAILURES", 1000) ? number("INIT", 0) : 0;
}

int cuDeviceGetCount(int *count) {
  *count = number("DEVICES", 1);
  return 0;
}

int cuDeviceGet(int *device, int index) {
  *device = index;
  return 0;
}

int cuDeviceGetName(char *name, int length, int device) {
  snprintf(name, length, "Paper GPU %d", device);
  return 0;
}

int cuDeviceTotalMem_v2(size_t *bytes, int device) {
  *bytes = 8000000000;
  return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int device) {
  int old = device == number("OLD", -1);
  *value = attribute == 75 ? number("MAJOR", old ? 6 : 8) : attribute == 76 ? number("MINOR", old ? 1 : 9) : 58;
  return 0;
}

int cuDevicePrimaryCtxRetain(handle *context, int device) {
  *context = 0xc0;
  return call("retain %d", device);
}

int cuDevicePrimaryCtxRelease_v2(int device) { return call("release %d", device); }
int cuCtxSetCurrent(handle context) { return call("current %lx", context); }
int cuCtxSynchronize(void) { return call("synchronize"); }

int cuMemGetInfo_v2(size_t *free, size_t *total) {
  *free = 1000000000;
  *total = 8000000000;
  return 0;
}

int cuMemAlloc_v2(handle *address, size_t bytes) {
  if (bytes > 1000000000) {
    return 2;
  }
  *address = 0x700000000100;
  return call("allocate %zu", bytes);
}

int cuMemFree_v2(handle address) { return call("free %lx", address); }

int cuMemHostAlloc(void **address, size_t bytes, unsigned flags) {
  *address = malloc(bytes);
  return call("pin %zu", bytes);
}

int cuMemFreeHost(void *address) {
  free(address);
  return call("unpin");
}

int cuStreamCreate(handle *stream, unsigned flags) {
  *stream = 0x50;
  return call("stream %u", flags);
}

int cuStreamDestroy_v2(handle stream) { return call("destroy stream %lx", stream); }
int cuStreamSynchronize(handle stream) { return number("SYNCHRONIZE", call("synchronize %lx", stream)); }
int cuStreamWaitEvent(handle stream, handle event, unsigned flags) { return call("wait %lx %lx", stream, event); }
int cuStreamBeginCapture_v2(handle stream, int mode) { return call("begin %lx %d", stream, mode); }

int cuStreamEndCapture(handle stream, handle *graph) {
  *graph = 0x90;
  return call("end %lx", stream);
}

int cuGraphGetNodes(handle graph, handle *nodes, size_t *count) {
  *count = 3;
  return call("nodes %lx %d", graph, nodes != NULL);
}

int cuGraphInstantiateWithFlags(handle *executable, handle graph, unsigned long long flags) {
  *executable = 0x91;
  return call("instantiate %lx %llu", graph, flags);
}

int cuGraphDestroy(handle graph) { return call("destroy graph %lx", graph); }
int cuGraphExecDestroy(handle executable) { return call("destroy executable %lx", executable); }
int cuGraphLaunch(handle executable, handle stream) { return call("launch graph %lx %lx", executable, stream); }

int cuEventCreate(handle *event, unsigned flags) {
  *event = 0xe0 + flags;
  return call("event %u", flags);
}

int cuEventDestroy_v2(handle event) { return call("destroy event %lx", event); }
int cuEventRecord(handle event, handle stream) { return call("record %lx %lx", event, stream); }
int cuEventSynchronize(handle event) { return call("synchronize event %lx", event); }

int cuEventElapsedTime(float *milliseconds, handle from, handle to) {
  *milliseconds = 1.5f;
  return call("elapsed %lx %lx", from, to);
}

int cuModuleLoadData(handle *module, const char *ptx) {
  *module = 0xd0;
  call("module %s", ptx);
  return strcmp(ptx, "wrong") == 0 ? 218 : 0;
}

int cuModuleLoadDataEx(handle *module, const char *ptx, unsigned count, int *keys, void **values) {
  for (unsigned i = 0; i < count; i++) {
    if (keys[i] == 5) {
      strcpy(values[i], "line 1: syntax error");
    }
  }
  return 218;
}

int cuModuleUnload(handle module) { return call("unload %lx", module); }

int cuModuleGetFunction(handle *function, handle module, const char *name) {
  *function = 0xf0;
  return strcmp(name, "absent") == 0 ? 500 : call("function %lx %s", module, name);
}

int cuLaunchKernel(handle function, unsigned x, unsigned y, unsigned z, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, handle stream, void **parameters, void **extra) {
  long first[2];
  memcpy(first, parameters[0], sizeof first);
  return call("launch %lx %u %u %u, %u %u %u, %u, %lx, %ld %ld, %d", function, x, y, z, bx, by, bz, shared, stream,
              first[0], first[1], extra != NULL);
}

int cuMemcpyHtoDAsync_v2(handle to, const void *from, size_t bytes, handle stream) {
  return call("upload %lx %d %zu %lx", to, *(const int *)from, bytes, stream);
}

int cuMemcpyDtoHAsync_v2(void *to, handle from, size_t bytes, handle stream) {
  memset(to, 7, bytes);
  return call("download %lx %zu %lx", from, bytes, stream);
}

int cuMemcpyDtoDAsync_v2(handle to, handle from, size_t bytes, handle stream) {
  return call("copy %lx %lx %zu %lx", to, from, bytes, stream);
}

int cuMemsetD8Async(handle to, unsigned char value, size_t count, handle stream) {
  return call("fill %lx %d %zu %lx", to, value, count, stream);
}

int cuMemsetD32Async(handle to, unsigned value, size_t count, handle stream) {
  return call("fill32 %lx %x %zu %lx", to, value, count, stream);
}
