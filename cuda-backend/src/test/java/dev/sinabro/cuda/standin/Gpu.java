package dev.sinabro.cuda.standin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** A context, its sample kernels and a few calls, for the tests of the stand-in. */
final class Gpu implements AutoCloseable {
  static final int NON_BLOCKING = 1;

  private final CUdevice device = new CUdevice();
  private final CUmodule module = new CUmodule();

  Gpu() {
    ok(JCudaDriver.cuInit(0));
    ok(JCudaDriver.cuDeviceGet(device, 0));
    var context = new CUcontext();
    ok(JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
    ok(JCudaDriver.cuCtxSetCurrent(context));
    ok(load(module, ptx()));
  }

  static void ok(int status) {
    assertEquals(0, status, () -> "status; messages: " + StandIn.messages());
  }

  /** The sample kernels as PTX. */
  static String ptx() {
    try {
      return Files.readString(Path.of("src/test/native/sample.ptx"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static int load(CUmodule module, String ptx) {
    return JCudaDriver.cuModuleLoadData(module, (ptx + '\0').getBytes(UTF_8));
  }

  CUstream stream() {
    var stream = new CUstream();
    ok(JCudaDriver.cuStreamCreate(stream, NON_BLOCKING));
    return stream;
  }

  CUdeviceptr allocate(int floats) {
    var pointer = new CUdeviceptr();
    ok(JCudaDriver.cuMemAlloc(pointer, 4L * floats));
    return pointer;
  }

  CUdeviceptr upload(float... values) {
    CUdeviceptr pointer = allocate(values.length);
    ok(JCudaDriver.cuMemcpyHtoD(pointer, Pointer.to(values), 4L * values.length));
    return pointer;
  }

  float[] download(CUdeviceptr pointer, int floats) {
    var values = new float[floats];
    ok(JCudaDriver.cuMemcpyDtoH(Pointer.to(values), pointer, 4L * floats));
    return values;
  }

  CUfunction function(String name) {
    var function = new CUfunction();
    ok(JCudaDriver.cuModuleGetFunction(function, module, name));
    return function;
  }

  /** The parameter struct of the sample kernels. */
  static ByteBuffer sample(CUdeviceptr out, CUdeviceptr in, int n, int choice) {
    return ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder()).putLong(address(out)).putLong(address(in))
        .putInt(n)
        .putInt(choice).flip();
  }

  int launch(String kernel, int blocks, int threads, CUstream stream, ByteBuffer parameter) {
    return JCudaDriver.cuLaunchKernel(function(kernel), blocks, 1, 1, threads, 1, 1, 0, stream,
        Pointer.to(Pointer.to(parameter)), null);
  }

  /** The address; JCuda tells it to subclasses only. */
  static long address(CUdeviceptr pointer) {
    return new CUdeviceptr(pointer) {
      long value() {
        return getNativePointer() + getByteOffset();
      }
    }.value();
  }

  @Override
  public void close() {
    JCudaDriver.cuDevicePrimaryCtxRelease(device);
  }
}
