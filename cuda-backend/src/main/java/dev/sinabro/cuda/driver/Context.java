package dev.sinabro.cuda.driver;

import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuCtxSynchronize;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuMemHostAlloc;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuModuleLoadDataJIT;
import static jcuda.driver.JCudaDriver.cuModuleUnload;
import static jcuda.driver.JCudaDriver.cuStreamCreate;

import dev.sinabro.backend.DeviceException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JITOptions;
import org.jspecify.annotations.Nullable;

/** A GPU that is open: its primary context. For one thread at a time. */
public final class Context implements AutoCloseable {
  private static final int NON_BLOCKING = 1;
  private static final int LOG_BYTES = 16 << 10;

  /** What each thread has made current. */
  private static final ThreadLocal<@Nullable Context> CURRENT = new ThreadLocal<>();

  private final Gpu gpu;
  private final CUdevice device;
  private final CUcontext context;
  private final Set<Handle> handles = new LinkedHashSet<>();
  private boolean open = true;

  private Context(Gpu gpu, CUdevice device, CUcontext context) {
    this.gpu = gpu;
    this.device = device;
    this.context = context;
  }

  static Context of(Gpu gpu) {
    CUdevice device = new CUdevice();
    Status.check(cuDeviceGet(device, gpu.index()), "opening GPU", gpu.index());
    CUcontext context = new CUcontext();
    Status.check(cuDevicePrimaryCtxRetain(context, device), "opening GPU", gpu.index());
    return new Context(gpu, device, context);
  }

  /** What it is. */
  public Gpu gpu() {
    return gpu;
  }

  /** Lets the calls of this thread be for this GPU; all methods here and of what is made here do so. */
  public void makeCurrent() {
    if (!open) {
      throw new IllegalStateException("the context of " + gpu.name() + " is closed");
    }
    if (CURRENT.get() != this) {
      Status.check(cuCtxSetCurrent(context), "turning to GPU", gpu.index());
      CURRENT.set(this);
    }
  }

  /** As {@link #makeCurrent}, for what is to be released: after a kernel fault the driver refuses that, like all else. */
  void turnToRelease() {
    if (CURRENT.get() != this && cuCtxSetCurrent(context) == 0) {
      CURRENT.set(this);
    }
  }

  /** Memory that no program uses now. */
  public long freeBytes() {
    makeCurrent();
    long[] free = new long[1];
    Status.check(cuMemGetInfo(free, new long[1]), "asking for free memory");
    return free[0];
  }

  /**
   * Memory of the GPU.
   *
   * @param bytes how many; 0 is a block as well
   * @throws DeviceException where there is not enough: it names how much is needed and how much is free
   */
  public DeviceMemory allocate(long bytes) {
    makeCurrent();
    Address.OnDevice address = new Address.OnDevice(0);
    int status = cuMemAlloc(address, Math.max(1, bytes));
    if (status == Status.OUT_OF_MEMORY) {
      throw Status.failure(status, "allocating " + amount(bytes) + " on " + gpu.name() + ", of which "
          + amount(freeBytes()) + " are free");
    }
    Status.check(status, "allocating memory of the GPU, bytes:", bytes);
    return new DeviceMemory(this, address, bytes);
  }

  /** Pinned memory of the host. */
  public PinnedMemory allocatePinned(long bytes) {
    makeCurrent();
    Address address = new Address(0);
    Status.check(cuMemHostAlloc(address, Math.max(1, bytes), 0), "allocating pinned memory of the host, bytes:", bytes);
    return new PinnedMemory(this, address, bytes);
  }

  private static String amount(long bytes) {
    return bytes < 10_000_000 ? bytes + " bytes" : Math.round(bytes / 1e6) + " MB";
  }

  /** A new stream, which waits for no other. */
  public Stream stream() {
    makeCurrent();
    CUstream stream = new CUstream();
    Status.check(cuStreamCreate(stream, NON_BLOCKING), "making a stream");
    return new Stream(this, stream);
  }

  /**
   * Has the driver translate kernels.
   *
   * @param ptx the text, in ASCII
   * @throws DeviceException where it is refused, with what the driver says of it
   */
  public Module load(byte[] ptx) {
    makeCurrent();
    CUmodule module = new CUmodule();
    byte[] terminated = Arrays.copyOf(ptx, ptx.length + 1);
    int status = cuModuleLoadData(module, terminated);
    if (status != 0) {
      throw Status.failure(status, "loading the kernels" + logOf(terminated));
    }
    return new Module(this, module);
  }

  /** What the driver says where it is asked again with a place to say it; empty where it says nothing. */
  private static String logOf(byte[] ptx) {
    JITOptions options = new JITOptions();
    options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, LOG_BYTES);
    options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[LOG_BYTES]);
    CUmodule module = new CUmodule();
    try (Arena arena = Arena.ofConfined()) {
      var text = arena.allocateFrom(ValueLayout.JAVA_BYTE, ptx);
      if (cuModuleLoadDataJIT(module, Address.of(text), options) == 0) {
        cuModuleUnload(module);
      }
    }
    String log = new String(options.getBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER), StandardCharsets.UTF_8);
    int end = log.indexOf('\0');
    log = (end < 0 ? log : log.substring(0, end)).strip();
    return log.isEmpty() ? "" : " (the driver says: " + log + ")";
  }

  /** cuBLAS on a stream of this context, computing in {@code workspace}, which stays the caller's. */
  public Cublas cublas(Stream stream, DeviceMemory workspace) {
    makeCurrent();
    return Cublas.on(stream, workspace);
  }

  void add(Handle handle) {
    handles.add(handle);
  }

  void remove(Handle handle) {
    handles.remove(handle);
  }

  /** Waits, then frees the GPU and all that was made here, the latest first; does nothing where that was done. */
  @Override
  public void close() {
    if (open) {
      turnToRelease();
      cuCtxSynchronize(); // Work that goes on would use what is freed below.
      List<Handle> made = new ArrayList<>(handles);
      made.reversed().forEach(Handle::close);
      open = false;
      CURRENT.remove();
      cuDevicePrimaryCtxRelease(device);
    }
  }
}
