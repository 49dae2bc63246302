package dev.sinabro.cuda.standin;

import static dev.sinabro.cuda.standin.Gpu.ok;
import static dev.sinabro.cuda.standin.Gpu.sample;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in finds what it is there to find: memory, the order of work, modules. */
class StandInTest {
  private static final int INVALID_VALUE = 1;
  private static final int OUT_OF_MEMORY = 2;
  private static final int INVALID_HANDLE = 400;
  private static final int ILLEGAL_ADDRESS = 700;

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
  }

  @AfterEach
  void close() {
    gpu.close();
    StandIn.reset();
  }

  private static float[] counted(int n) {
    var values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    return values;
  }

  @Test
  void memoryIsPoisonedUntilItIsWritten() {
    for (float value : gpu.download(gpu.allocate(100), 100)) {
      assertEquals(0xFFFFFFFF, Float.floatToRawIntBits(value));
    }
  }

  @Test
  void memoryIsCountedAndEnds() {
    StandIn.setTotalMemory(1 << 20);
    CUdeviceptr pointer = gpu.allocate(65);
    assertEquals(512, StandIn.allocatedBytes());
    long[] free = {0};
    long[] total = {0};
    ok(JCudaDriver.cuMemGetInfo(free, total));
    assertEquals((1 << 20) - 512, free[0]);
    assertEquals(1 << 20, total[0]);
    assertEquals(OUT_OF_MEMORY, JCudaDriver.cuMemAlloc(new CUdeviceptr(), (1 << 20) - 511));
    ok(JCudaDriver.cuMemFree(pointer));
    assertEquals(INVALID_VALUE, JCudaDriver.cuMemFree(pointer));
    assertEquals(0, StandIn.allocatedBytes());
  }

  @Test
  void copiesBeyondAnAllocationAreRefused() {
    CUdeviceptr pointer = gpu.allocate(10);
    assertEquals(INVALID_VALUE, JCudaDriver.cuMemcpyHtoD(pointer, Pointer.to(new float[11]), 44));
    assertEquals(INVALID_VALUE, JCudaDriver.cuMemsetD32(pointer.withByteOffset(4), 0, 10));
  }

  @Test
  void aWriteBehindAnAllocationIsFound() {
    CUdeviceptr out = gpu.allocate(64);
    ok(gpu.launch("sample_touch", 1, 1, null, sample(out, out, 64, 0)));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuCtxSynchronize());
    assertEquals("sample_touch: write to 0x" + Long.toHexString(Gpu.address(out) + 256)
        + ", 0 bytes after the end of the allocation of 256 bytes at 0x" + Long.toHexString(Gpu.address(out)),
        StandIn.messages().getLast());
  }

  @Test
  void aReadBeforeAnAllocationIsFound() {
    CUdeviceptr out = gpu.allocate(1024);
    ok(gpu.launch("sample_touch", 1, 1, null, sample(out, out, -1, 1)));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuCtxSynchronize());
  }

  /** The allocation ends within 256 bytes, so no page ends there. */
  @Test
  void aWriteJustBehindAnAllocationOfAnOddSizeIsFound() {
    CUdeviceptr out = gpu.allocate(10);
    ok(gpu.launch("sample_touch", 1, 1, null, sample(out, out, 10, 0)));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuCtxSynchronize());
    assertEquals("sample_touch: wrote after the allocation of 40 bytes at 0x" + Long.toHexString(Gpu.address(out)),
        StandIn.messages().getLast());
  }

  @Test
  void memoryThatWasFreedTooSoonIsFound() {
    CUdeviceptr out = gpu.allocate(256);
    ok(gpu.launch("sample_touch", 1, 1, null, sample(out, out, 0, 0)));
    ok(JCudaDriver.cuMemFree(out));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuCtxSynchronize());
    assertTrue(StandIn.messages().getLast().startsWith("sample_touch: write to 0x"), StandIn.messages()::getLast);
  }

  @Test
  void aFaultSticksUntilTheProcessEnds() {
    CUdeviceptr out = gpu.allocate(64);
    ok(gpu.launch("sample_touch", 1, 1, null, sample(out, out, 64, 0)));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuStreamSynchronize(null));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuStreamSynchronize(null));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuMemFree(out));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuStreamCreate(new CUstream(), Gpu.NON_BLOCKING));
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuCtxSynchronize());
    gpu.close();
    assertEquals(0, StandIn.allocatedBytes());
    for (int index = 0; index < 2; index++) {
      var device = new CUdevice();
      ok(JCudaDriver.cuDeviceGet(device, index));
      assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuDevicePrimaryCtxRetain(new CUcontext(), device));
    }
    StandIn.reset();
    gpu = new Gpu();
    CUdeviceptr again = gpu.upload(1, 2, 3);
    assertArrayEquals(new float[] {1, 2, 3}, gpu.download(again, 3));
  }

  @Test
  void workIsDeferredUntilSomethingWaits() {
    var stream = gpu.stream();
    CUdeviceptr device = gpu.allocate(2);
    var host = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    var result = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
    host.putFloat(0, 1).putFloat(4, 2);
    ok(JCudaDriver.cuMemcpyHtoDAsync(device, Pointer.to(host), 8, stream));
    ok(JCudaDriver.cuMemcpyDtoHAsync(Pointer.to(result), device, 8, stream));
    host.putFloat(4, 5);
    assertEquals(0, result.getFloat(0));
    assertEquals(600, JCudaDriver.cuStreamQuery(stream));
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertEquals(0, JCudaDriver.cuStreamQuery(stream));
    assertEquals(1, result.getFloat(0));
    assertEquals(5, result.getFloat(4));
  }

  /** A copy on the default stream does not wait for streams that are non-blocking. */
  @Test
  void aSynchronousCopyDoesNotWaitForANonBlockingStream() {
    var stream = gpu.stream();
    CUdeviceptr device = gpu.upload(1);
    StandIn.setOrder(StandIn.Order.ONLY_NEEDED);
    ok(JCudaDriver.cuMemsetD32Async(device, 0, 1, stream));
    assertEquals(1, gpu.download(device, 1)[0]);
    ok(JCudaDriver.cuStreamSynchronize(stream));
    assertEquals(0, gpu.download(device, 1)[0]);
  }

  private float readOnOneStreamWhatTheOtherWrites(StandIn.Order order, boolean wait) {
    StandIn.setOrder(order);
    var writes = gpu.stream();
    var reads = gpu.stream();
    CUdeviceptr in = gpu.upload(3);
    CUdeviceptr out = gpu.upload(0);
    var written = new CUevent();
    ok(JCudaDriver.cuEventCreate(written, 2));
    ok(JCudaDriver.cuMemsetD32Async(in, Float.floatToRawIntBits(4), 1, writes));
    ok(JCudaDriver.cuEventRecord(written, writes));
    if (wait) {
      ok(JCudaDriver.cuStreamWaitEvent(reads, written, 0));
    }
    ok(gpu.launch("sample_scale", 1, 1, reads, sample(out, in, 1, 0)));
    ok(JCudaDriver.cuStreamSynchronize(reads));
    return gpu.download(out, 1)[0];
  }

  @Test
  void aWaitForAnEventOrdersStreamsAndAMissingOneDoesNot() {
    for (StandIn.Order order : StandIn.Order.values()) {
      assertEquals(8, readOnOneStreamWhatTheOtherWrites(order, true), order.name());
    }
    assertEquals(6, readOnOneStreamWhatTheOtherWrites(StandIn.Order.ONLY_NEEDED, false));
    assertEquals(8, readOnOneStreamWhatTheOtherWrites(StandIn.Order.OTHERS_FIRST, false));
  }

  @Test
  void eventsMeasureTime() {
    var stream = gpu.stream();
    var from = new CUevent();
    var to = new CUevent();
    float[] milliseconds = {-1};
    ok(JCudaDriver.cuEventCreate(from, 0));
    ok(JCudaDriver.cuEventCreate(to, 0));
    assertEquals(INVALID_HANDLE, JCudaDriver.cuEventElapsedTime(milliseconds, from, to));
    ok(JCudaDriver.cuEventRecord(from, stream));
    ok(JCudaDriver.cuEventRecord(to, stream));
    assertEquals(600, JCudaDriver.cuEventElapsedTime(milliseconds, from, to));
    ok(JCudaDriver.cuEventSynchronize(to));
    ok(JCudaDriver.cuEventElapsedTime(milliseconds, from, to));
    assertTrue(milliseconds[0] >= 0);
    ok(JCudaDriver.cuEventDestroy(from));
    assertEquals(INVALID_HANDLE, JCudaDriver.cuEventDestroy(from));
  }

  @Test
  void aParameterOfAnotherSizeThanTheKernelHasIsFound() {
    String ptx = Gpu.ptx().replace("sample_scale_param_0[24]", "sample_scale_param_0[32]");
    assertNotEquals(Gpu.ptx(), ptx);
    assertEquals(218, Gpu.load(new CUmodule(), ptx));
    assertEquals("sample_scale: parameter 0 has 24 bytes aligned to 8 in the source, and 32 aligned to 8 in the PTX",
        StandIn.messages().getLast());
  }

  @Test
  void ptxOfANewerToolOrForANewerDeviceIsRefused() {
    assertEquals(222, Gpu.load(new CUmodule(), Gpu.ptx().replace(".version 6.3", ".version 9.0")));
    assertEquals(209, Gpu.load(new CUmodule(), Gpu.ptx().replace("sm_75", "sm_90")));
    assertEquals(218, Gpu.load(new CUmodule(), "no PTX at all"));
  }

  @Test
  void callsThatItDoesNotHaveAreRemembered() {
    assertEquals(801, JCudaDriver.cuMemAllocManaged(new CUdeviceptr(), 4, 1));
    assertEquals(Set.of("cuMemAllocManaged"), StandIn.unsupportedCalls());
  }

  /** The JVM takes a null dereference as a fault of its own, also while and after kernels fault. */
  @Test
  void faultsOfTheJvmStayItsOwn() {
    CUdeviceptr out = gpu.allocate(64);
    ok(gpu.launch("sample_touch", 1, 1, null, sample(out, out, 64, 0)));
    var other = Thread.ofPlatform().start(StandInTest::dereferenceNullOften);
    assertEquals(ILLEGAL_ADDRESS, JCudaDriver.cuCtxSynchronize());
    dereferenceNullOften();
    assertEquals(true, joined(other));
  }

  private static boolean joined(Thread thread) {
    try {
      thread.join();
      return true;
    } catch (InterruptedException interrupted) {
      return false;
    }
  }

  private static void dereferenceNullOften() {
    int caught = 0;
    for (int i = 0; i < 20_000; i++) {
      int[] none = i % 2 == 0 ? null : new int[1];
      try {
        none[0] = i;
      } catch (NullPointerException expected) {
        caught++;
      }
    }
    assertEquals(10_000, caught);
  }

  @Test
  void kernelsComputeWhatTheyAreToCompute() {
    int n = 1000;
    CUdeviceptr in = gpu.upload(counted(n));
    CUdeviceptr out = gpu.allocate(n);
    ok(gpu.launch("sample_scale", 4, 256, null, sample(out, in, n, 0)));
    float[] expected = counted(n);
    for (int i = 0; i < n; i++) {
      expected[i] *= 2;
    }
    assertArrayEquals(expected, gpu.download(out, n));
    ok(gpu.launch("sample_sum", 4, 256, null, sample(out, in, n, 0)));
    float[] sums = gpu.download(out, 4);
    for (int block = 0; block < 4; block++) {
      assertEquals(IntStream.range(256 * block, Math.min(n, 256 * block + 256)).sum(), sums[block]);
    }
    assertEquals(2, StandIn.launches());
  }
}
